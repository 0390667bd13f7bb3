"""The life of a case: every state is reached, ends somewhere, and has its deadline by law or by standard."""

from datetime import date

import pytest

from sql.terms import CaseKind, CaseState
from sql.working_days import add_working_days
from tasks.post_clearance.case_states import ENDED, FIRST_STATE, MOVES, CaseRefusedError, moved
from tasks.post_clearance.open_cases import deadline

DAY = date(2021, 3, 1)


def next_states(kind: CaseKind, state: CaseState) -> set[CaseState]:
    return {after for (of, start, _), after in MOVES.items() if (of, start) == (kind, state)}


def reached(kind: CaseKind, state: CaseState) -> set[CaseState]:
    """All states that a case can come to from a state, itself among them."""
    found, fresh = {state}, {state}
    while fresh:
        fresh = {after for each in fresh for after in next_states(kind, each)} - found
        found |= fresh
    return found


OPEN = [(kind, state) for kind in CaseKind for state in sorted(reached(kind, FIRST_STATE[kind]) - ENDED)]


def test_every_state_of_the_table_is_reached_from_the_first() -> None:
    for kind in CaseKind:
        named = {state for (of, start, _), after in MOVES.items() if of == kind for state in (start, after)}
        assert reached(kind, FIRST_STATE[kind]) == named


@pytest.mark.parametrize(("kind", "state"), OPEN)
def test_no_case_is_stuck_and_each_state_must_be_left_by_a_day(kind: CaseKind, state: CaseState) -> None:
    assert reached(kind, state) & ENDED
    until, what = deadline(kind, state, DAY)
    assert until is not None
    assert until > DAY
    assert what


def test_an_ended_case_has_no_deadline() -> None:
    for kind in CaseKind:
        for state in ENDED:
            assert deadline(kind, state, DAY) == (None, None)


def test_the_notice_of_an_audit_goes_out_three_working_days_before_since_the_regulations_of_2016() -> None:
    assert deadline(CaseKind.TARGETED_AUDIT, CaseState.APPROVED, DAY) == (
        add_working_days(DAY, 3),
        "written notice before the audit",
    )
    assert deadline(CaseKind.TARGETED_AUDIT, CaseState.APPROVED, date(2016, 9, 30)) == (None, None)


@pytest.mark.parametrize(
    ("kind", "state", "event"),
    [
        (CaseKind.TARGETED_AUDIT, CaseState.PROPOSED, "start"),  # nobody audits without approval
        (CaseKind.TARGETED_AUDIT, CaseState.APPROVED, "start"),  # nor without notice
        (CaseKind.TARGETED_AUDIT, CaseState.IN_PROGRESS, "conclude"),  # nor before the audited party was heard
        (CaseKind.TARGETED_AUDIT, CaseState.PROPOSED, "transfer"),
        (CaseKind.ANTI_SMUGGLING, CaseState.CLUE, "investigate"),  # no investigation before filing
        (CaseKind.ANTI_SMUGGLING, CaseState.INVESTIGATING, "reject"),
    ],
)
def test_no_step_of_the_procedure_is_left_out(kind: CaseKind, state: CaseState, event: str) -> None:
    with pytest.raises(CaseRefusedError, match=f"not {event}"):
        moved(kind, state, event)
