"""The rules behind the director's page: periods, figures, targets, verdicts, names."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sql.messages import Message
from sql.terms import Language
from tasks.parameters.evidence import Record
from tasks.reporting.director.facts import (
    Hours,
    PeriodFacts,
    Share,
    compliance,
    recovered_beyond_inspections,
)
from tasks.reporting.director.figures import change, five_figures
from tasks.reporting.director.office_names import office_names, shortened
from tasks.reporting.director.panel import Links
from tasks.reporting.director.panels.cases import by_state_and_age
from tasks.reporting.director.panels.offices import by_office, level
from tasks.reporting.director.panels.selection import against_chance, by_ground
from tasks.reporting.director.panels.trade import by_month
from tasks.reporting.director.panels.worth import judged
from tasks.reporting.director.periods import Period, PeriodKind, month_to, period_of, week_to
from tasks.reporting.director.targets import NO_TARGETS, Targets

DAYS = st.dates(date(2001, 1, 1), date(2099, 12, 31))


def test_a_month_that_is_over_is_compared_with_whole_months() -> None:
    march = month_to(date(2021, 3, 31))
    assert not march.partial
    assert (march.before().first_day, march.before().last_day) == (date(2021, 2, 1), date(2021, 2, 28))
    assert (march.year_before().first_day, march.year_before().last_day) == (date(2020, 3, 1), date(2020, 3, 31))


def test_a_month_that_is_not_over_is_compared_with_as_many_days() -> None:
    march = month_to(date(2021, 3, 17))
    assert march.partial
    assert march.whole_until == date(2021, 3, 31)
    assert (march.before().first_day, march.before().last_day) == (date(2021, 2, 1), date(2021, 2, 17))
    assert month_to(date(2021, 3, 30)).before().last_day == date(2021, 2, 28)  # there is no thirtieth of February


def test_a_week_is_compared_with_the_same_days_of_a_week_a_year_before() -> None:
    week = week_to(date(2021, 3, 21))
    assert (week.first_day, week.partial) == (date(2021, 3, 15), False)
    assert week.year_before().first_day == date(2020, 3, 16)
    assert week.year_before().first_day.weekday() == week.first_day.weekday()


def test_days_are_the_calendar_period_that_they_begin() -> None:
    quarter = period_of(date(2021, 1, 1), date(2021, 3, 31))
    assert (quarter.kind, quarter.partial) == (PeriodKind.QUARTER, False)
    assert (quarter.before().first_day, quarter.before().last_day) == (date(2020, 10, 1), date(2020, 12, 31))
    assert period_of(date(2021, 1, 1), date(2021, 1, 9)).kind is PeriodKind.MONTH
    other = period_of(date(2021, 1, 5), date(2021, 2, 9))
    assert (other.kind, other.partial) == (PeriodKind.DAYS, False)
    assert other.before().last_day == date(2021, 1, 4)


@given(day=DAYS, kind=st.sampled_from([month_to, week_to]))
def test_compared_periods_lie_before_and_are_no_longer_than_a_partial_one(day: date, kind: object) -> None:
    period = month_to(day) if kind is month_to else week_to(day)
    before, year = period.before(), period.year_before()
    assert before.first_day <= before.last_day < period.first_day
    assert year.last_day < before.first_day or period.days > 300
    if period.partial:
        assert before.days <= period.days
    assert before.whole_until == period.first_day - timedelta(days=1)


def facts(**known: object) -> PeriodFacts:
    usual: dict[str, object] = {
        "period": Period(PeriodKind.QUARTER, date(2021, 1, 1), date(2021, 3, 31)),
        **{"declarations": 1_000, "inspected": 50, "results": 60, "violations": 12, "duty": 900.0, "duty_known": 12},
        **{"compliance": Share(0.9, 0.8, 0.95, 40), "hours": Hours(3.5, 20.0, 700)},
    }
    return PeriodFacts(**(usual | known))  # type: ignore[arg-type]


NOTHING = facts(
    declarations=0, inspected=0, results=0, violations=0, duty=0.0, duty_known=0, compliance=None, hours=None
)


def test_five_figures_stand_beside_those_of_other_periods_and_their_targets() -> None:
    targets = Targets(365_000.0, 10.0, 0.04, 0.9, 4.0)
    figures = five_figures(facts(), facts(violations=10), NOTHING, targets)
    assert [figure.now.value for figure in figures] == [900.0, 12, 0.05, 0.9, 3.5]
    assert figures[1].before.value == 10
    met = [
        figure.target.met_by(figure.now.value) for figure in figures if figure.target and figure.now.value is not None
    ]
    assert met == [False, True, False, True, True]
    assert figures[0].target is not None
    assert figures[0].target.value == pytest.approx(90_000.0)  # ninety days of the year
    assert (figures[3].now.low, figures[3].now.high) == (0.8, 0.95)


def test_what_is_not_known_is_said_and_never_taken_for_nothing() -> None:
    figures = five_figures(NOTHING, NOTHING, NOTHING, NO_TARGETS)
    assert [figure.now.value for figure in figures] == [None] * 5
    assert all(figure.now.note for figure in figures)
    unrecorded = five_figures(facts(duty=0.0, duty_known=0), facts(), facts(), NO_TARGETS)[0].now
    assert (unrecorded.value, str(unrecorded.note)) == (None, "recorded for none of 12 violations")
    some = five_figures(facts(duty_known=5), facts(), facts(), NO_TARGETS)[0].now
    assert (some.value, str(some.note)) == (900.0, "recorded for 5 of 12 violations")
    clean = five_figures(facts(violations=0, duty=0.0, duty_known=0), facts(), facts(), NO_TARGETS)[0].now
    assert (clean.value, str(clean.note)) == (0.0, "no violation was found")


def test_growth_from_nothing_or_from_the_unknown_is_not_said() -> None:
    assert change(12, 10) == pytest.approx(0.2)
    assert change(12, 0) is None
    assert change(12, None) is None
    assert change(None, 10) is None


def test_compliance_counts_what_was_found_and_what_chance_lets_expect() -> None:
    decisions = pd.DataFrame({"declaration_id": [f"D{number}" for number in range(1_000)], "office": "SHA1"})
    decisions["lane"] = ["high"] * 100 + ["low"] * 900
    done = decisions.assign(violated=[*[True] * 80, *[False] * 820, *[True] * 10, *[False] * 90])
    done = done.assign(selected_by=["rating"] * 100 + ["chance"] * 900, selection_probability=0.1)
    done = pd.concat([done.iloc[:100], done.iloc[900:]])  # all of the high lane, a hundred of the low one
    share = compliance(decisions, done, 7)
    assert share is not None
    assert share.value == pytest.approx(1 - (80 + 90) / 1_000)
    assert share.low < 0.83 < share.high
    assert compliance(decisions, done.iloc[:0], 7) is None
    clean = compliance(decisions.iloc[100:], done.iloc[100:].assign(violated=False), 7)
    assert clean is not None
    assert clean.value is None
    assert clean.low == pytest.approx(0.97, abs=0.01)
    told = five_figures(replace(facts(), compliance=clean), facts(), facts(), NO_TARGETS)
    notes = [str(each.now.note) for each in told]
    assert any(note.endswith("none of 100 drawn by chance violated") for note in notes)


def test_duty_of_a_case_counts_only_beyond_what_its_inspections_recovered() -> None:
    cases = pd.DataFrame(
        {"number": ["C1", "C2", "C3"], "closed_on": ["2021-03-01"] * 3, "recovered_duty": [100.0, 50.0, 30.0]}
    )
    involved = pd.DataFrame({"case_number": ["C1", "C1", "C2"], "declaration_id": ["A", "B", "C"]})
    outcomes = pd.DataFrame({"declaration_id": ["A", "B", "C"], "recovered_duty": [30.0, None, 80.0]})
    assert recovered_beyond_inspections(cases, involved, outcomes)["beyond"].tolist() == [70.0, 0.0, 30.0]


def test_a_month_without_a_year_before_has_no_mark() -> None:
    trade = pd.DataFrame(
        {
            **{"month": ["2020-02", "2021-02", "2021-02"], "office": "A", "direction": ["import", "import", "export"]},
            **{"declarations": [4, 5, 1], "items": 1, "value": [4.0, 5.0, 1.0], "duty": 0.0, "teu": 0},
        }
    )
    months = by_month(trade, date(2021, 2, 10)).to_dict("records")
    assert len(months) == 12
    assert (months[-1]["declarations_now"], months[-1]["declarations_before"]) == (6, 4)
    assert pd.isna(months[-2]["declarations_before"])


def test_grounds_carry_money_and_hours() -> None:
    results = pd.DataFrame(
        {
            **{"ground": ["rating", "rating", "chance"], "violated": [True, False, False]},
            **{"recovered_duty": [90.0, None, None], "hours": [2.0, 1.0, 2.0]},
        }
    )
    rating, chance = by_ground(results).to_dict("records")
    assert [rating[name] for name in ("ground", "inspected", "found", "hit_rate")] == ["rating", 2, 1, 0.5]
    assert [rating[name] for name in ("duty", "hours")] == [90.0, 3.0]
    assert pd.isna(chance["duty"])


def test_a_ground_is_called_poor_only_where_the_interval_says_so() -> None:
    assert against_chance(0.5, 0.9, 0.2) is None
    assert "does not clearly" in str(against_chance(0.1, 0.3, 0.2))
    assert "finds less" in str(against_chance(0.01, 0.1, 0.2))


def test_offices_are_ranked_by_what_they_find_and_judged_against_chance() -> None:
    results = pd.DataFrame({"office": ["A"] * 3 + ["B"], "violated": [True, False, False, True]})
    table = by_office(results, pd.DataFrame({"office": ["B", "B", "C"]}))
    assert table["office"].tolist() == ["B", "A", "C"]
    assert table["inspected"].tolist() == [1, 3, 0]
    assert [level(9, 9, 0.2), level(30, 40, 0.2), level(4, 20, 0.2), level(0, 40, 0.2), level(30, 40, None)] == [
        *("few", "over", "like", "under", "few")
    ]


def test_cases_are_counted_by_state_and_age() -> None:
    opened = pd.to_datetime(["2021-03-02", "2021-03-01", "2021-01-01", "2020-12-30"])
    cases = pd.DataFrame({"state": ["filed", "filed", "filed", "clue"], "opened_on": opened})
    table = by_state_and_age(cases, date(2021, 3, 31))
    assert table.index.tolist() == ["filed", "clue"]
    assert table.to_numpy().tolist() == [[1, 2, 0], [0, 0, 1]]
    assert by_state_and_age(cases.iloc[:0], date(2021, 3, 31)).empty


def test_what_finds_much_more_than_chance_earns_its_place() -> None:
    records = {"good": Record(40, 30), "bad": Record(60, 1), "new": Record(3, 1), "unused": Record(0, 0)}
    verdicts = judged(records, Record(200, 20), 1.5).set_index("name")["verdict"].to_dict()
    assert verdicts == {"good": "earns its place", "new": "not clear yet", "bad": "does not earn its place"}
    assert judged({}, Record(200, 20), 1.5).empty


def test_names_of_offices_say_what_tells_them_apart() -> None:
    assert shortened(["Post of Huangdao Port Customs", "Post of Hunchun Customs"]) == ["Huangdao Port", "Hunchun"]
    assert shortened(["黄岛港海关风险管理科", "珲春海关风险管理科"]) == ["黄岛港", "珲春"]
    assert shortened(["Customs", "Customs House"]) == ["Customs", "Customs House"]
    assert shortened(["one"]) == ["one"]
    codes = pd.Series(["QDG1", "nowhere"])
    assert office_names(codes, Language.ENGLISH).tolist() == ["Huangdao Port", "nowhere"]
    assert office_names(codes, Language.CHINESE).tolist() == ["黄岛港", "nowhere"]


def test_links_lead_to_the_desk_where_it_is_served_and_else_within_the_page() -> None:
    served = Links(lambda kind, key: f"https://risk.test/desk/{kind}/{key}")
    assert served.to("case", "TA-1", "TA-1 <") == '<a href="https://risk.test/desk/case/TA-1">TA-1 &lt;</a>'
    assert Links().to("case", "TA-1", "TA-1") == '<a href="#section-cases">TA-1</a>'
    assert str(Message("{code}", {"code": "A"})) == "A"
