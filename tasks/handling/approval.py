"""Who is entitled to approve a measure: by kind, jurisdiction and amount."""

from sql.jurisdiction import Organisation
from sql.messages import Message, word
from sql.refusal import RefusedError
from sql.terms import HandlingState, UnitLevel
from tasks.parameters.life_rules import same_officer

LARGE = 20.0  # times the median amount of a week's proposals: then the level above decides
_LEVELS = (UnitLevel.LOCAL, UnitLevel.REGIONAL, UnitLevel.SUB_CENTER, UnitLevel.NATIONAL)


class HandlingRefusedError(RefusedError):
    """A decision that the rules do not allow; the message says which rule and what to do."""


def approving_unit(units: Organisation, unit: str, level: UnitLevel, amount: float, median: float) -> str:
    """The unit that decides on a measure in the jurisdiction of `unit`.

    `level`: that decides on this kind of measure. An amount beyond twenty times the `median` goes one level up.
    A unit that stands above `level` decides itself.
    """
    rank = _LEVELS.index(level)
    if median > 0 and amount > LARGE * median:
        rank = min(rank + 1, len(_LEVELS) - 1)
    while rank < len(_LEVELS):
        found = units.at_level(unit, _LEVELS[rank])
        if found is not None:
            return found
        rank += 1
    return unit


def decided(state: HandlingState, decision: str) -> HandlingState:
    """The state after a decision. Raises HandlingRefusedError where it was decided before or is no decision."""
    if state != HandlingState.PROPOSED:
        raise HandlingRefusedError(Message("the measure is {state} already", {"state": word(state)}))
    if decision not in ("approve", "reject"):
        raise HandlingRefusedError(Message("{decision} is no decision: approve or reject", {"decision": decision}))
    return HandlingState.APPROVED if decision == "approve" else HandlingState.REJECTED


def check_decider(units: Organisation, approver: str, unit: str, proposer: str, actor: str) -> None:
    """Refuse who proposed the measure, nobody, and a unit that neither is the approving unit nor stands above it."""
    if not actor.strip():
        raise HandlingRefusedError(Message("a decision needs a name: say which officer decides"))
    if same_officer(actor, proposer):
        raise HandlingRefusedError(
            Message("{actor} proposed this measure: another officer must decide", {"actor": actor})
        )
    if unit not in units.lineages or not units.holds(unit, approver):
        raise HandlingRefusedError(
            Message("{unit} may not decide: {approver} or a unit above it must", {"unit": unit, "approver": approver})
        )
