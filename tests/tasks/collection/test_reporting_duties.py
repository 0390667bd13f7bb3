"""Regional customs report every month; who does not is reminded, and then told to the sub-center above."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import col

from sql.messages import Message
from sql.register import insert_new
from sql.register.tables import FunctionalWarning, InformationItem, OutboxEvent, ReportingDutyPeriod
from sql.stores import Stores
from sql.terms import InformationKind, Priority
from tasks.collection.reporting_duties import check_reporting_duties
from tasks.collection.reporting_rules import due_periods, first_full_month, standing
from tests.conftest import fill_lake
from tests.in_chinese import untold

YEAR = date(2021, 1, 1)
ENDED, DUE, ESCALATED = date(2021, 1, 31), date(2021, 2, 5), date(2021, 2, 10)
DUTIES = pd.DataFrame(
    [{"duty": "monthly", "level": "regional", "what": "information", "due_days": "5", "escalate_days": "10"}]
)
UNITS = pd.DataFrame({"code": ["SHA", "SHA1", "CN"], "level": ["regional", "local", "national"]})


def state_on(
    as_of: date, *reported: date, what: str = "information", unit: str = "SHA", concerns: bool = False
) -> tuple[str, bool]:
    """How the report of January stands at the end of a day: its state, and whether the unit above is warned."""
    owed = due_periods(DUTIES, UNITS, YEAR, as_of).head(1)
    days = pd.to_datetime(pd.Series(reported))
    reports = pd.DataFrame({"what": what, "unit": unit, "happened_on": days, "concerns": concerns})
    (row,) = standing(owed, reports.astype({"what": "str", "unit": "str"}), as_of).to_dict("records")
    return str(row["state"]), bool(row["escalated"])


@pytest.mark.parametrize(
    ("as_of", "reported", "expected"),
    [
        (DUE, [date(2021, 1, 1)], ("on_time", False)),
        (DUE, [DUE], ("on_time", False)),
        (DUE, [], ("missing", False)),
        (ESCALATED, [DUE + timedelta(days=1)], ("late", False)),
        (ESCALATED, [ESCALATED], ("late", False)),
        (ESCALATED - timedelta(days=1), [], ("missing", False)),
        (ESCALATED, [], ("missing", True)),
        (ESCALATED, [date(2020, 12, 31)], ("missing", True)),  # of the month before
        (date(2021, 2, 20), [ESCALATED + timedelta(days=1)], ("missing", True)),
        (ESCALATED, [ESCALATED, date(2021, 1, 20)], ("on_time", False)),  # the first report counts
    ],
)
def test_a_report_is_on_time_up_to_its_due_date_and_missing_when_the_level_above_is_told(
    as_of: date, reported: list[date], expected: tuple[str, bool]
) -> None:
    assert state_on(as_of, *reported) == expected


@pytest.mark.parametrize(
    ("concerned", "expected"),
    [
        (date(2021, 1, 1), ("on_time", False)),
        (ENDED, ("on_time", False)),
        (date(2021, 2, 1), ("missing", True)),  # February's declarations say nothing of January's
        (date(2020, 12, 31), ("missing", True)),
    ],
)
def test_declarations_of_the_next_month_do_not_report_the_month(concerned: date, expected: tuple[str, bool]) -> None:
    assert state_on(ESCALATED, concerned, concerns=True) == expected


def test_what_another_unit_or_of_another_kind_reports_does_not_count() -> None:
    assert state_on(DUE, DUE, unit="NJG") == ("missing", False)
    assert state_on(DUE, DUE, what="declarations") == ("missing", False)


def test_nothing_is_owed_before_it_is_due_and_only_by_units_of_the_level() -> None:
    assert due_periods(DUTIES, UNITS, YEAR, DUE - timedelta(days=1)).empty
    owed = due_periods(DUTIES, UNITS, YEAR, date(2021, 4, 1))
    assert owed["unit"].tolist() == ["SHA", "SHA"]
    assert owed["due_on"].dt.date.tolist() == [DUE, date(2021, 3, 5)]


@settings(max_examples=30)
@given(st.dates(date(2020, 1, 1), date(2022, 12, 31)), st.integers(0, 400))
def test_every_whole_month_from_the_start_on_is_owed_once(starts_on: date, later: int) -> None:
    as_of = starts_on + timedelta(days=later)
    owed = due_periods(DUTIES, UNITS, first_full_month(starts_on), as_of)
    days = [starts_on + timedelta(days=number) for number in range(later + 1)]
    last_days = [day for day in days if (day + timedelta(days=1)).day == 1]
    whole = [day for day in last_days if day.replace(day=1) >= starts_on]
    assert owed["period_end"].dt.date.tolist() == [day for day in whole if day + timedelta(days=5) <= as_of]
    assert (owed["period_start"].dt.day == 1).all()


def informed(stores: Stores, unit: str, received_on: date) -> None:
    """An item of risk information of a unit."""
    item = {
        **{"key": f"{unit}|{received_on}", "kind": InformationKind.TIP_OFF, "source": "a letter", "reliability": "B"},
        **{"priority": Priority.REVENUE, "subject_kind": "importer", "subject": "I1", "summary": "Cheap"},
        **{"received_on": received_on, "valid_to": date(2021, 12, 31), "unit": unit},
    }
    with stores.register.writing() as session:
        insert_new(session, InformationItem, [item])


def periods(stores: Stores, duty: str) -> pd.DataFrame:
    names = ["unit", "state", "reported_on", "reminded_on", "escalated_to"]
    rows = stores.register.read(ReportingDutyPeriod, names, col(ReportingDutyPeriod.duty) == duty, order_by=["key"])
    return rows.set_index("unit")


def test_an_item_of_a_local_house_is_the_report_of_its_region_and_so_are_declarations_lodged_there(
    stores: Stores,
) -> None:
    informed(stores, "SHA1", DUE)
    lodged: list[dict[str, object]] = [
        {"declaration_id": "1", "lodged_on": "2021-01-04", "office": "QDG1"},
        {"declaration_id": "2", "lodged_on": "2021-02-01", "office": "NJG1"},
    ]
    fill_lake(stores.lake, "declarations", "lodged_on", lodged)
    told = check_reporting_duties(stores, DUE, YEAR)
    assert told["reports_on_time"] == 2
    assert told["reports_missing"] == told["reports_due"] - 2
    assert periods(stores, "monthly_risk_information").loc["SHA", "state"] == "on_time"
    declared = periods(stores, "monthly_declaration_data")["state"]
    assert (declared["QDG"], declared["NJG"]) == ("on_time", "missing")


def test_a_late_report_ends_the_waiting_and_nobody_above_is_warned(stores: Stores) -> None:
    check_reporting_duties(stores, DUE, YEAR)
    informed(stores, "SHA", DUE + timedelta(days=2))
    check_reporting_duties(stores, ESCALATED, YEAR)
    row = periods(stores, "monthly_risk_information").loc["SHA"]
    assert (row["state"], row["reminded_on"]) == ("late", pd.Timestamp(DUE))
    assert pd.isna(row["escalated_to"])


def test_who_stays_away_is_told_to_the_sub_center_above_once_with_all_that_owe(stores: Stores) -> None:
    informed(stores, "SHA", DUE)
    for day in (ESCALATED, ESCALATED + timedelta(days=1)):
        check_reporting_duties(stores, day, YEAR)
    assert periods(stores, "monthly_risk_information").loc["NJG", "escalated_to"] == "SH"
    warnings = stores.register.read(FunctionalWarning, ["key", "unit", "what", "magnitude"], order_by=["key"])
    above = warnings[warnings["key"].str.contains("monthly_risk_information")].set_index("unit")
    assert set(above.index) == {"SH", "QD", "HP"}
    assert above.loc["SH", "magnitude"] == 11.0  # twelve regions, of which Shanghai reported
    named = str(above.loc["SH", "what"])
    assert "NJG" in named
    assert "SHA" not in named
    events = stores.register.read(OutboxEvent, ["unit"], col(OutboxEvent.subject) == Message("Reports are missing"))
    assert sorted(events["unit"]) == sorted([*warnings["unit"]])
    assert untold(stores) == []


def test_who_did_not_report_is_reminded_once_and_who_did_is_not(stores: Stores) -> None:
    informed(stores, "SHA", DUE)
    for day in (DUE, DUE + timedelta(days=1), ESCALATED):
        check_reporting_duties(stores, day, YEAR)
    reminders = stores.register.read(
        OutboxEvent,
        ["unit", "subject", "body", "occurred_on"],
        col(OutboxEvent.kind) == "reporting_duty",
        col(OutboxEvent.subject) == Message("A report is due"),
        col(OutboxEvent.reference).startswith("monthly_risk_information"),
    )
    assert "SHA" not in set(reminders["unit"])
    (of_nanjing,) = reminders[reminders["unit"] == "NJG"].to_dict("records")
    assert str(of_nanjing["body"]) == "monthly risk information of 2021-01 was due on 2021-02-05."
    assert of_nanjing["occurred_on"] == pd.Timestamp(DUE)
