"""What became of case files, by figures that a hand can check."""

from datetime import date, timedelta

import pandas as pd
import pytest

from sql.register.tables import FeedbackIndicator
from sql.stores import Stores
from sql.terms import CaseKind
from tasks.feedback.case_outcomes import case_indicators
from tasks.feedback.give_feedback import give_feedback
from tasks.post_clearance.case_moves import acknowledge_case, close_case
from tests.tasks.feedback.inspections import value
from tests.tasks.post_clearance.procedure import along
from tests.tasks.post_clearance.test_cases import opened

OPENED = date(2021, 3, 1)
REPEATED, CRITICAL = "Inspections found repeated violations", "An inspection found a threat to society"


def case(number: str, outcome: str, days: int, duty: float | None, hours: float | None, kind: str) -> dict[str, object]:
    return {
        "number": number,
        "kind": kind,
        "opened_on": OPENED,
        "closed_on": OPENED + timedelta(days=days),
        "outcome": outcome,
        "recovered_duty": duty,
        "officer_hours": hours,
    }


ENDED = pd.DataFrame(
    [
        case("TA-1", "duty recovered", 10, 900.0, 20.0, "targeted_audit"),
        case("TA-2", "no violation", 20, None, 10.0, "targeted_audit"),
        case("TA-3", "penalty", 40, 500.0, None, "targeted_audit"),
        case("AS-1", "prosecution", 90, None, None, "anti_smuggling"),
    ]
)
GROUNDS = pd.DataFrame(
    {
        "case_number": ["TA-1", "TA-1", "TA-2", "TA-3", "AS-1", "TA-9"],
        "statement": [REPEATED, REPEATED, REPEATED, CRITICAL, CRITICAL, CRITICAL],
    }
)


def test_cases_are_borne_out_by_any_outcome_but_no_violation() -> None:
    told = case_indicators(ENDED, GROUNDS)
    assert value(told, "cases_borne_out") == pytest.approx(3 / 4)
    assert value(told, "cases_borne_out", "targeted_audit") == pytest.approx(2 / 3)
    assert value(told, "cases_borne_out", "anti_smuggling") == 1.0


def test_a_ground_is_judged_by_the_cases_that_rest_on_it_each_once() -> None:
    told = case_indicators(ENDED, GROUNDS)
    assert value(told, "cases_borne_out_of_ground", REPEATED) == pytest.approx(1 / 2)
    assert value(told, "cases_borne_out_of_ground", CRITICAL) == 1.0


def test_hours_that_brought_nothing_back_count_and_hours_not_recorded_do_not() -> None:
    told = case_indicators(ENDED, GROUNDS)
    assert value(told, "duty_per_officer_hour_of_cases", "targeted_audit") == pytest.approx(900 / 30)
    assert pd.isna(value(told, "duty_per_officer_hour_of_cases", "anti_smuggling"))
    assert value(told, "duty_recovered_by_cases", "targeted_audit") == 1_400.0
    assert value(told, "median_days_from_case_to_outcome", "targeted_audit") == 20.0


def test_a_period_without_ended_cases_claims_nothing() -> None:
    told = case_indicators(ENDED.iloc[:0], GROUNDS)
    assert set(told["scope"]) == {"national"}
    assert told["value"].isna().all()


def test_the_outcome_of_a_case_flows_into_the_feedback_of_its_period(stores: Stores) -> None:
    number, today = opened(stores, "1", "2", kind=CaseKind.TARGETED_AUDIT), date(2021, 4, 20)
    acknowledge_case(stores, number, actor="Li", unit="SHA", as_of=today)
    along(stores, number, "approve", "notify", "start", "report", "conclude", actor="Li", unit="SHA", day=today)
    close_case(
        stores,
        number,
        outcome="duty recovered",
        recovered_duty=80.0,
        officer_hours=4.0,
        actor="Li",
        unit="SHA",
        as_of=today,
    )
    give_feedback(stores, date(2021, 3, 1), date(2021, 4, 18))
    give_feedback(stores, date(2021, 4, 1), date(2021, 4, 25))
    rows = stores.register.read(FeedbackIndicator, ["as_of", "name", "scope", "value"], order_by=["as_of"])
    rows = rows[(rows["name"] == "duty_per_officer_hour_of_cases") & (rows["scope"] == "national")]
    assert [None if pd.isna(each) else each for each in rows["value"]] == [None, 20.0]
