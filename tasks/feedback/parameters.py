"""Which parameters do not earn their place, and which deserve a wider one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sql.terms import Lane, Priority
from tasks.feedback.policy import ActionPolicy
from tasks.feedback.proposal import Proposal
from tasks.handling.detector_record import Experience
from tasks.parameters.evidence import Record, probability_of_lift

_UNLIKELY, _LIKELY = 0.1, 0.9
_EVEN = 0.5
# A past test was not drawn for the parameter, and knows categories of today: it counts for at most ten inspections.
PAST_COUNTS_FOR = 10.0
_GRAVE = frozenset({Priority.SECURITY, Priority.DRUGS})  # what is rare there may still be worth a look at documents


@dataclass(frozen=True)
class ActiveParameter:
    """A parameter in force. detector: whose finding put it into force; None where the parameter center did."""

    code: str
    owner: str
    priority: Priority
    lane: Lane
    detector: str | None
    past: Record


def parameter_proposals(
    parameters: Sequence[ActiveParameter], known: Experience, policy: Mapping[str, ActionPolicy]
) -> list[Proposal]:
    """At most one change per parameter: retired, lowered to the medium lane, or a word to its owner.

    A parameter must be worth opening goods for: likely to find a multiple of what chance finds. One of the high lane
    that is unlikely to is lowered, or retired where a detector's finding put it into force; where all measures of its
    detector are unlikely to, it is retired unless its own inspections speak for it.
    """
    proposals = []
    for parameter in parameters:
        found = _high_lane(parameter, known, policy) if parameter.lane is Lane.HIGH else None
        found = found or _for_its_owner(parameter, known, policy)
        if found is not None:
            proposals.append(found)
    return proposals


def _high_lane(parameter: ActiveParameter, known: Experience, policy: Mapping[str, ActionPolicy]) -> Proposal | None:
    own = known.codes.get(parameter.code, Record(0, 0))
    retire, lower = policy["retire_parameter"], policy["lower_parameter"]
    likely = probability_of_lift(own + parameter.past.lessened(PAST_COUNTS_FOR), known.chance, lower.threshold)
    if own.found == 0 and own.inspected >= retire.least_inspected:
        action = "lower_parameter" if parameter.priority in _GRAVE else "retire_parameter"
        return _proposal(action, parameter, f"{own.inspected:.0f} inspections found nothing", own)
    if own.inspected >= lower.least_inspected and likely < _UNLIKELY:
        action = "lower_parameter" if parameter.detector is None else "retire_parameter"
        return _proposal(action, parameter, f"finds {_compared(own, known.chance)}", own)
    family = known.detectors.get(parameter.detector or "", Record(0, 0))
    if family.inspected < retire.least_inspected or likely >= _EVEN:
        return None
    if probability_of_lift(family, known.chance, retire.threshold) >= _UNLIKELY:
        return None
    told = f"measures of its detector find {_compared(family, known.chance)}"
    return _proposal("retire_parameter", parameter, told, own)


def _for_its_owner(
    parameter: ActiveParameter, known: Experience, policy: Mapping[str, ActionPolicy]
) -> Proposal | None:
    own = known.codes.get(parameter.code, Record(0, 0))
    tighten, widen = policy["tighten_parameter"], policy["widen_parameter"]
    told = f"finds {_compared(own, known.chance)}"
    if own.inspected < min(tighten.least_inspected, widen.least_inspected):
        return None
    if probability_of_lift(own, known.chance, tighten.threshold) < _UNLIKELY:
        return _proposal("tighten_parameter", parameter, told, own)
    if known.chance.found > 0 and probability_of_lift(own, known.chance, widen.threshold) > _LIKELY:
        return _proposal("widen_parameter", parameter, told, own)
    return None


def _proposal(action: str, parameter: ActiveParameter, reason: str, own: Record) -> Proposal:
    content = {"inspected": own.inspected, "found": own.found}
    return Proposal(action, parameter.code, parameter.owner, reason, content)


def _compared(record: Record, chance: Record) -> str:
    told = f"{record.rate:.0%} of {record.inspected:.0f} inspected"
    return f"{told}, chance {chance.rate:.0%}" if chance.inspected else told
