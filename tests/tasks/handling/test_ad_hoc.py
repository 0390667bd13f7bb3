"""A question asked ad hoc proposes at the most, and shares the limits of the week with everything else."""

from datetime import date, timedelta

from sqlmodel import select

from sql.register.tables import HandlingMeasure
from sql.stores import Stores
from sql.terms import HandlingState
from tasks.handling.decide import POLICY, decide, decide_by_policy
from tasks.handling.execute import execute_approved
from tasks.handling.propose import propose_handling
from tests.tasks.handling.findings import EVE, finding, found

ASKED = "ad-hoc-1234abcd"
MOST_OPERATIONS = 4  # of sql/reference/handling_policy.csv


def measures(stores: Stores) -> list[HandlingMeasure]:
    with stores.register.reading() as session:
        rows = list(session.exec(select(HandlingMeasure).order_by(HandlingMeasure.key)).all())
        session.expunge_all()
    return rows


def asked(subject: str, detector: str = "undervaluation", analysed_on: date = EVE) -> dict[str, object]:
    key = f"{ASKED}{detector}{subject}{analysed_on}"
    return finding(detector, subject, key=key, analysis=ASKED, analysed_on=analysed_on)


def handle(stores: Stores, as_of: date) -> None:
    """What handle-risk does with findings of the regular analysis."""
    propose_handling(stores, as_of)
    decide_by_policy(stores, as_of)
    execute_approved(stores, as_of)


def test_what_only_a_question_found_waits_for_a_person_whatever_its_score(stores: Stores) -> None:
    found(stores, asked("X"))
    assert propose_handling(stores, EVE, ASKED, ASKED) == {"measures_proposed": 1}
    for day in range(10):
        handle(stores, EVE + timedelta(days=day))
    (measure,) = measures(stores)
    assert measure.state == HandlingState.PROPOSED
    decide(stores, measure.key, decision="approve", actor="W", unit=measure.approving_unit, as_of=EVE, reason="agreed")
    assert execute_approved(stores, EVE) == {"measures_executed": 1}


def test_regular_handling_leaves_findings_of_questions_alone(stores: Stores) -> None:
    found(stores, asked("X"), finding("undervaluation", "Y"))
    handle(stores, EVE)
    assert [(each.content.subjects, each.state) for each in measures(stores)] == [(["Y"], HandlingState.EXECUTED)]


def test_a_question_keeps_the_policy_from_nothing_that_the_regular_analysis_finds_too(stores: Stores) -> None:
    found(stores, asked("X"))
    propose_handling(stores, EVE, ASKED, ASKED)
    later = EVE + timedelta(days=1)
    found(stores, finding("undervaluation", "X", analysed_on=later))
    handle(stores, later)
    (measure,) = measures(stores)
    assert (measure.state, measure.decided_by) == (HandlingState.EXECUTED, POLICY)


def test_the_limit_of_a_week_counts_every_run_of_the_week(stores: Stores) -> None:
    monday = EVE + timedelta(days=1)
    sunday = monday + timedelta(days=6)  # its measures take effect in the next week
    found(stores, *[asked(f"A{number}", "surge", EVE) for number in range(MOST_OPERATIONS - 1)])
    found(stores, *[finding("surge", f"B{number}", analysed_on=monday) for number in range(5)])
    found(stores, *[finding("surge", f"C{number}", analysed_on=sunday) for number in range(5)])
    assert propose_handling(stores, EVE, ASKED, ASKED)["measures_proposed"] == MOST_OPERATIONS - 1
    assert propose_handling(stores, monday)["measures_proposed"] == 1
    assert propose_handling(stores, monday, "files-2")["measures_proposed"] == 0
    assert propose_handling(stores, sunday)["measures_proposed"] == MOST_OPERATIONS
