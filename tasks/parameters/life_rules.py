"""The life of a parameter version as a table of allowed moves, and who may make them."""

from collections.abc import Mapping
from enum import StrEnum

from sql.jurisdiction import Organisation
from sql.messages import Message, listed, word
from sql.refusal import RefusedError
from sql.terms import ParameterState
from tasks.persons.entries import normalised
from tasks.persons.roles import Action


class ParameterMove(StrEnum):
    """The moves in the life of a parameter version."""

    TEST = "test"
    APPROVE = "approve"
    SHADOW = "shadow"
    ACTIVATE = "activate"
    SUSPEND = "suspend"
    RETIRE = "retire"
    EXPIRE = "expire"


# What a person must be entitled to for a move; versions expire by themselves.
ACTIONS: Mapping[ParameterMove, Action] = {
    ParameterMove.TEST: Action.DRAFT_PARAMETER,
    ParameterMove.APPROVE: Action.APPROVE_PARAMETER,
    **dict.fromkeys(
        (ParameterMove.SHADOW, ParameterMove.ACTIVATE, ParameterMove.SUSPEND, ParameterMove.RETIRE),
        Action.RUN_PARAMETER,
    ),
}


class ParameterRefusedError(RefusedError):
    """A move that the rules do not allow; the message says which rule and what to do."""


_S = ParameterState
ENDED = (_S.EXPIRED, _S.RETIRED)
MOVES: dict[tuple[ParameterState, ParameterMove], ParameterState] = {
    (_S.DRAFT, ParameterMove.TEST): _S.TESTED,
    (_S.TESTED, ParameterMove.TEST): _S.TESTED,
    (_S.TESTED, ParameterMove.APPROVE): _S.APPROVED,
    (_S.APPROVED, ParameterMove.SHADOW): _S.APPROVED,
    (_S.APPROVED, ParameterMove.ACTIVATE): _S.ACTIVE,
    (_S.SUSPENDED, ParameterMove.ACTIVATE): _S.ACTIVE,
    (_S.ACTIVE, ParameterMove.SUSPEND): _S.SUSPENDED,
    (_S.ACTIVE, ParameterMove.EXPIRE): _S.EXPIRED,
    (_S.SUSPENDED, ParameterMove.EXPIRE): _S.EXPIRED,
    **{
        (state, ParameterMove.RETIRE): _S.RETIRED
        for state in (_S.DRAFT, _S.TESTED, _S.APPROVED, _S.ACTIVE, _S.SUSPENDED)
    },
}


def moved(state: ParameterState, move: ParameterMove) -> ParameterState:
    """The state after a move; raises ParameterRefusedError where it is not allowed."""
    try:
        return MOVES[state, move]
    except KeyError:
        allowed = [word(each) for (start, each) in MOVES if start == state]
        raise ParameterRefusedError(
            Message(
                "a parameter that is {state} allows {allowed}, not {move}",
                {"state": word(state), "allowed": listed(allowed), "move": word(move)},
            )
        ) from None


def check_entitled(units: Organisation, unit: str, owner: str) -> None:
    """Refuse an officer from a unit that neither owns the parameter nor is above its owner."""
    if unit not in units.lineages:
        raise ParameterRefusedError(Message("{unit} is no unit: name the unit you act for", {"unit": unit}))
    if not units.holds(unit, owner):
        raise ParameterRefusedError(
            Message(
                "{unit} may not act on a parameter of {owner}: only {owner} and units above it may",
                {"unit": unit, "owner": owner},
            )
        )


def same_officer(one: str, other: str) -> bool:
    """Whether two numbers of persons, or names of what the system does, are one: spelling makes no second person."""
    return normalised(one).casefold() == normalised(other).casefold()


def check_four_eyes(author: str, approver: str) -> None:
    """Refuse an approval by the author, or by nobody."""
    if not approver.strip():
        raise ParameterRefusedError(Message("an approval needs a name: say which officer approves"))
    if same_officer(author, approver):
        raise ParameterRefusedError(
            Message("{author} wrote this parameter: another officer must approve it", {"author": author})
        )
