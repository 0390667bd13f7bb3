"""What the tables of law make of days and amounts: recovery and interest, disclosure, the line of a crime."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sql.reference import reference_table
from sql.terms import Party
from tasks.post_clearance.case_states import CaseRefusedError
from tasks.post_clearance.procedure.crime_line import LineHeld, held_against_line
from tasks.post_clearance.procedure.disclosure import mitigation
from tasks.post_clearance.procedure.law import months_later
from tasks.post_clearance.procedure.recovery import FAULTS, reckon, told

RECOVERY = reference_table("recovery_rules")
DISCLOSURE = reference_table("disclosure_rules")
LINES = reference_table("smuggling_lines")
DAY = date(2021, 3, 31)


def test_duty_short_paid_by_fault_bears_half_a_thousandth_a_day() -> None:
    due = reckon(1_000_000.0, "fault", date(2021, 1, 1), date(2021, 3, 2), RECOVERY)
    assert (due.days, due.principal, due.interest, due.total) == (60, 1_000_000.0, 30_000.0, 1_030_000.0)
    assert str(told(due, "fault", "CNY")) == (
        "CNY 1,000,000.00 and interest of 30,000.00 for 60 days, fault (Regulations on Import and Export Duties "
        "article 51)."
    )


@pytest.mark.parametrize(
    ("fault", "paid", "found", "principal", "interest"),
    [
        ("no_fault", date(2020, 3, 31), date(2021, 3, 31), 100.0, 0.0),  # the last day of the year
        ("no_fault", date(2020, 3, 31), date(2021, 4, 1), 0.0, 0.0),
        ("fault", date(2018, 3, 31), date(2021, 3, 31), 100.0, 54.8),
        ("fault", date(2018, 3, 31), date(2021, 4, 1), 0.0, 0.0),
        ("fault", date(2020, 2, 29), date(2023, 3, 1), 0.0, 0.0),  # three years end on 28 February 2023
        ("smuggling", date(2015, 1, 1), date(2025, 1, 1), 100.0, 182.65),  # no limit since the Tariff Law
    ],
)
def test_time_bars_recovery_to_the_day_by_fault(
    fault: str, paid: date, found: date, principal: float, interest: float
) -> None:
    due = reckon(100.0, fault, paid, found, RECOVERY)
    assert (due.principal, due.interest) == (principal, interest)
    assert due.barred is (principal == 0)


def test_interest_that_is_remitted_leaves_the_duty() -> None:
    assert reckon(100.0, "fault", DAY - timedelta(days=10), DAY, RECOVERY, remitted=True).total == 100.0


@pytest.mark.parametrize(
    ("paid", "found", "sentence"),
    [(DAY, DAY - timedelta(days=1), "before"), (date(2003, 1, 1), date(2003, 2, 1), "later")],
)
def test_what_the_table_does_not_know_is_said(paid: date, found: date, sentence: str) -> None:
    with pytest.raises(CaseRefusedError, match=sentence):
        reckon(100.0, "fault", paid, found, RECOVERY)


CHANGING = pd.DataFrame(
    {
        "fault": "fault",
        "years": "3",
        "rate_per_day": ["0.001", "0.0005", "0.0002"],
        "valid_from": ["2019-01-01", "2020-07-01", "2021-02-15"],
        "valid_to": ["2020-06-30", "2021-02-14", None],
        "source": "law",
    }
)


@given(st.integers(0, 700), st.integers(0, 700), st.integers(1, 10_000_000))
def test_interest_is_that_of_going_through_the_days_one_by_one(first: int, days: int, cents: int) -> None:
    paid = date(2019, 6, 1) + timedelta(days=first)
    found = paid + timedelta(days=days)
    total = 0.0
    for number in range(1, days + 1):
        day = str(paid + timedelta(days=number))
        total += 0.001 if day <= "2020-06-30" else 0.0005 if day <= "2021-02-14" else 0.0002
    assert reckon(cents / 100, "fault", paid, found, CHANGING).interest == pytest.approx(cents / 100 * total, abs=0.011)


@given(st.dates(date(2004, 1, 1), date(2030, 1, 1)), st.integers(0, 5_000), st.sampled_from(FAULTS))
def test_more_delay_never_lowers_interest_until_time_bars_it(paid: date, days: int, fault: str) -> None:
    found = paid + timedelta(days=days)
    one, two = (reckon(100.0, fault, paid, each, RECOVERY) for each in (found, found + timedelta(days=1)))
    assert two.barred or two.interest >= one.interest
    assert two.barred or not one.barred or fault == "smuggling"


@given(st.dates(date(2000, 1, 1), date(2030, 12, 31)), st.integers(0, 60))
def test_a_day_months_later_is_the_same_of_its_month_or_the_last(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("received", "months_ago", "amount", "share", "kind"),
    [
        (date(2023, 11, 1), 5, 9e9, None, "no_penalty"),  # within half a year, whatever the amount
        (date(2023, 11, 1), 20, 9e9, 0.29, "no_penalty"),  # within two years, a small share
        (date(2023, 11, 1), 20, 999_999.0, 0.9, "no_penalty"),  # or a small amount
        (date(2023, 11, 1), 20, 1_000_000.0, 0.3, "lighter_penalty"),
        (date(2023, 11, 1), 25, 1.0, 0.01, "lighter_penalty"),
        (date(2022, 8, 1), 20, 1.0, 0.01, "lighter_penalty"),  # one year then
        (date(2021, 3, 31), 1, 1.0, 0.01, "lighter_penalty"),
        (date(2016, 9, 1), 1, 1.0, 0.01, "none"),
    ],
)
def test_a_disclosure_mitigates_by_the_rule_of_its_day(
    received: date, months_ago: int, amount: float, share: float | None, kind: str
) -> None:
    found = mitigation(
        received,
        months_later(received, -months_ago),
        amount=amount,
        currency="CNY",
        share=share,
        notified_on=None,
        rules=DISCLOSURE,
    )
    assert found.kind == kind


def test_a_limit_in_another_currency_is_not_taken_for_kept_and_what_is_announced_is_not_voluntary() -> None:
    received, occurred = date(2023, 11, 1), date(2022, 6, 1)
    given = {"amount": 1.0, "share": None, "rules": DISCLOSURE}
    other = mitigation(received, occurred, currency="KRW", notified_on=None, **given)  # type: ignore[arg-type]
    assert other.kind == "lighter_penalty"
    late = mitigation(received, received, currency="CNY", notified_on=received, **given)  # type: ignore[arg-type]
    assert (late.kind, late.interest) == ("none", False)
    assert mitigation(received, received, currency="CNY", notified_on=None, **given).interest  # type: ignore[arg-type]


def outcomes(*rows: tuple[str, str | None, float | None, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=pd.Index(["violation", "kind", "evaded", "hs_codes"]))


def held(
    *rows: tuple[str, str | None, float | None, str],
    party: Party = Party.UNIT,
    rate: float | None = 1.0,
    on: date = DAY,
) -> LineHeld:
    return held_against_line(outcomes(*rows), party, LINES, on, "CNY", rate)


def test_all_declarations_of_a_case_count_together() -> None:
    assert held(("violation", "value", 120_000.0, ""), ("violation", None, 79_999.99, "")).crime is False
    reached = held(("violation", "value", 120_000.0, ""), ("violation", None, 80_000.0, ""))
    assert (reached.crime, reached.amount) == (True, 200_000.0)
    assert str(reached.because) == (
        "Evaded in all: CNY 200,000.00 on 2 declarations; the line for a unit, CNY 200,000, is reached "
        "(Judicial Interpretation 10 of 2014 article 24)."
    )


def test_persons_and_units_have_lines_of_their_own_and_earlier_days_theirs() -> None:
    rows: Any = ("violation", "value", 150_000.0, "")
    assert (held(rows).crime, held(rows, party=Party.PERSON).crime) == (False, True)
    assert held(("violation", None, 210_000.0, ""), on=date(2014, 9, 9)).crime is False
    assert held(("violation", None, 60_000.0, ""), party=Party.PERSON, on=date(2014, 9, 9)).crime is True


@pytest.mark.parametrize(
    ("row", "crime"),
    [
        (("violation", "narcotics", None, ""), True),
        (("none", "narcotics", None, ""), False),  # looked for, and not found
        (("critical", None, None, "0901;9305"), True),
        (("violation", "value", 1.0, "9305"), False),  # declared arms, undervalued
    ],
)
def test_some_goods_know_no_line(row: Any, crime: bool) -> None:
    assert held(row).crime is crime


def test_where_rate_or_line_are_not_known_nothing_is_claimed() -> None:
    assert held(("violation", None, 1e9, ""), rate=None).crime is None
    assert held(("violation", None, 1e9, ""), on=date(1999, 1, 1)).crime is None
    assert held(("violation", None, 40_000_000.0, ""), rate=190.0).crime is True  # 38 million in that currency


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(["none", "violation"]), st.integers(0, 120_000)), max_size=8), st.randoms())
def test_the_order_of_declarations_and_clean_ones_change_nothing(found: list[tuple[str, int]], chance: Any) -> None:
    rows: list[Any] = [(violation, None, float(duty), "") for violation, duty in found]
    mixed = [*rows, ("none", None, 1e9, "")]
    chance.shuffle(mixed)
    assert held(*mixed).crime is held(*rows).crime is (sum(duty for word, duty in found if word != "none") >= 200_000)
