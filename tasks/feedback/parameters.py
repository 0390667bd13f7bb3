"""Proposals on parameters: those that find too little, and those that deserve to be widened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sql.messages import Message, msgid
from sql.terms import GRAVE, Lane, Priority
from tasks.feedback.policy import ActionPolicy
from tasks.feedback.proposal import Proposal
from tasks.handling.detector_record import Experience
from tasks.parameters.evidence import NO_INSPECTIONS, Record, odds_against, probability_of_lift

_ALONE = msgid("{share:.0%} of {inspected:.0f} inspected")
_BESIDE_CHANCE = msgid("{share:.0%} of {inspected:.0f} inspected, chance {chance:.0%}")
_UNLIKELY, _LIKELY = 0.1, 0.9
_EVEN_ODDS = 1.0
# A past test uses declarations selected on other grounds and present categories: it counts for at most ten inspections.
PAST_COUNTS_FOR = 10.0
FAMILY_COUNTS_FOR = 5.0  # weight, in inspections, of the other measures of its detector


@dataclass(frozen=True)
class ActiveParameter:
    """An active parameter. detector: the detector of the finding that activated it; None for the parameter center."""

    code: str
    owner: str
    priority: Priority
    lane: Lane
    detector: str | None
    past: Record


def parameter_proposals(
    parameters: Sequence[ActiveParameter], known: Experience, policy: Mapping[str, ActionPolicy]
) -> list[Proposal]:
    """At most one change per parameter: retire it, lower it to the medium lane, or notify its owner.

    A parameter must justify opening goods: it is given up when its inspections are far likelier if it finds what chance
    finds than if it finds a multiple of that. The odds hold however often feedback looks, so that one that truly finds
    the multiple stays. What the rating finds is no measure: no rule beats a memory of the same goods, and a parameter
    is for what nobody remembers. One of the parameter center goes to the medium lane, one that a finding activated or
    that found nothing is retired; what is grave keeps its documents checked. Where the measures of its detector fail
    together a parameter goes with them, unless its own inspections support it.
    """
    proposals = []
    for parameter in parameters:
        found = _high_lane(parameter, known, policy) if parameter.lane is Lane.HIGH else None
        found = found or _owner_notice(parameter, known, policy)
        if found is not None:
            proposals.append(found)
    return proposals


def _high_lane(parameter: ActiveParameter, known: Experience, policy: Mapping[str, ActionPolicy]) -> Proposal | None:
    own = known.codes.get(parameter.code, NO_INSPECTIONS)
    retire, lower = policy["retire_parameter"], policy["lower_parameter"]
    evidence = own + parameter.past.lessened(PAST_COUNTS_FOR)
    if odds_against(evidence, known.chance, lower.threshold) >= lower.odds:
        ends = parameter.priority not in GRAVE and (parameter.detector is not None or not own.found)
        action = "retire_parameter" if ends else "lower_parameter"
        return _proposal(action, parameter, Message("finds {comparison}", {"comparison": _compared(own, known)}), own)
    family = known.detectors.get(parameter.detector or "", NO_INSPECTIONS)
    if (
        family.inspected < retire.least_inspected
        or odds_against(family, known.chance, retire.threshold) < retire.odds
        or odds_against(evidence + family.lessened(FAMILY_COUNTS_FOR), known.chance, retire.threshold) < _EVEN_ODDS
    ):
        return None
    reason = Message("measures of its detector find {comparison}", {"comparison": _compared(family, known)})
    return _proposal("retire_parameter", parameter, reason, own)


def _owner_notice(parameter: ActiveParameter, known: Experience, policy: Mapping[str, ActionPolicy]) -> Proposal | None:
    own = known.codes.get(parameter.code, NO_INSPECTIONS)
    tighten, widen = policy["tighten_parameter"], policy["widen_parameter"]
    reason = Message("finds {comparison}", {"comparison": _compared(own, known)})
    if own.inspected < min(tighten.least_inspected, widen.least_inspected):
        return None
    if probability_of_lift(own, known.chance, tighten.threshold) < _UNLIKELY:
        return _proposal("tighten_parameter", parameter, reason, own)
    if known.chance.found > 0 and probability_of_lift(own, known.chance, widen.threshold) > _LIKELY:
        return _proposal("widen_parameter", parameter, reason, own)
    return None


def _proposal(action: str, parameter: ActiveParameter, reason: Message, own: Record) -> Proposal:
    content = {"inspected": own.inspected, "found": own.found}
    return Proposal(action, parameter.code, parameter.owner, reason, content)


def _compared(record: Record, known: Experience) -> Message:
    """Hit rate of a record, beside that of chance where it is known."""
    values = {"share": record.rate, "inspected": record.inspected, "chance": known.chance.rate}
    return Message(_BESIDE_CHANCE if known.chance.inspected > 0 else _ALONE, values)
