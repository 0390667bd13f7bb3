"""States of a case file and the moves between them, one table per kind."""

from sql.refusal import RefusedError
from sql.terms import CaseKind, CaseState

_A, _S = CaseKind.TARGETED_AUDIT, CaseKind.ANTI_SMUGGLING
_C = CaseState

FIRST_STATE = {_A: _C.PROPOSED, _S: _C.CLUE}
ENDED = frozenset({_C.CLOSED, _C.REJECTED, _C.TRANSFERRED, _C.MERGED})

MOVES: dict[tuple[CaseKind, CaseState, str], CaseState] = {
    (_A, _C.PROPOSED, "approve"): _C.APPROVED,
    (_A, _C.PROPOSED, "reject"): _C.REJECTED,
    (_A, _C.APPROVED, "notify"): _C.NOTIFIED,
    (_A, _C.NOTIFIED, "start"): _C.IN_PROGRESS,
    (_A, _C.IN_PROGRESS, "report"): _C.REPORTED,
    (_A, _C.REPORTED, "conclude"): _C.CONCLUDED,
    (_A, _C.CONCLUDED, "close"): _C.CLOSED,
    **{
        (_A, state, "transfer"): _C.TRANSFERRED
        for state in (_C.APPROVED, _C.NOTIFIED, _C.IN_PROGRESS, _C.REPORTED, _C.CONCLUDED)
    },
    (_S, _C.CLUE, "accept"): _C.ACCEPTED,
    (_S, _C.CLUE, "reject"): _C.REJECTED,
    (_S, _C.ACCEPTED, "file"): _C.FILED,
    (_S, _C.ACCEPTED, "reject"): _C.REJECTED,
    (_S, _C.FILED, "investigate"): _C.INVESTIGATING,
    (_S, _C.INVESTIGATING, "conclude"): _C.CONCLUDED,
    (_S, _C.CONCLUDED, "close"): _C.CLOSED,
}

# What is recorded of a procedure, see tasks/post_clearance/procedure.
_RECORDS = (
    *("plan", "notify", "visit", "find", "set_aside", "disclose", "comment", "recovery"),
    *("measure", "extend", "lift", "evidence", "hand_on", "assess", "refer"),
)
# Every kind of entry that the journal of a case can hold.
EVENTS = frozenset(
    {"open", "grounds", "subjects", "acknowledge", "merge", "reassign", *_RECORDS, *(event for _, _, event in MOVES)}
)


class CaseRefusedError(RefusedError):
    """A move of a case that the rules do not allow; the message says which rule and what to do."""


def moved(kind: CaseKind, state: CaseState, event: str) -> CaseState:
    """The state after an event; raises CaseRefusedError where the table does not allow it."""
    try:
        return MOVES[kind, state, event]
    except KeyError:
        allowed = ", ".join(each for (of, start, each) in MOVES if of == kind and start == state) or "nothing more"
        raise CaseRefusedError(f"a {kind.replace('_', ' ')} that is {state} allows {allowed}, not {event}") from None
