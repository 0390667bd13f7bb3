"""Proposals on parameters: those that find too little, and those that deserve to be widened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sql.messages import Message, msgid
from sql.terms import GRAVE, Lane, Priority
from tasks.feedback.policy import ActionPolicy
from tasks.feedback.proposal import Proposal
from tasks.handling.detector_record import Experience
from tasks.parameters.evidence import NO_INSPECTIONS, Record, probability_of_lift, probability_of_worth

# By whether chance and the rating's own selections were inspected.
_COMPARISONS = {
    (False, False): msgid("{share:.0%} of {inspected:.0f} inspected"),
    (True, False): msgid("{share:.0%} of {inspected:.0f} inspected, chance {chance:.0%}"),
    (False, True): msgid("{share:.0%} of {inspected:.0f} inspected, the least of the rating's selections {margin:.0%}"),
    (True, True): msgid(
        "{share:.0%} of {inspected:.0f} inspected, chance {chance:.0%}, the least of the rating's selections "
        "{margin:.0%}"
    ),
}
_UNLIKELY, _LIKELY = 0.1, 0.9
_EVEN = 0.5
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

    A parameter must justify opening goods: its hit rate must be a multiple of chance, and a fair share of the hit rate
    of the rating's lowest selections. A parameter of the high lane that is unlikely to reach this is lowered, or
    retired if a finding activated it. If all measures of its detector are unlikely to, it is retired unless its own
    inspections support it.
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
    # A rare and grave violation may justify inspection even if the rating, which learns common violations, finds more.
    margin = NO_INSPECTIONS if parameter.priority in GRAVE else known.margin
    evidence = own + parameter.past.lessened(PAST_COUNTS_FOR)
    likely = probability_of_worth(evidence, known.chance, lower.threshold, margin, lower.least)
    if own.found == 0 and own.inspected >= retire.least_inspected:
        action = "lower_parameter" if parameter.priority in GRAVE else "retire_parameter"
        return _proposal(
            action,
            parameter,
            Message("{inspections:.0f} inspections found nothing", {"inspections": own.inspected}),
            own,
        )
    if own.inspected >= lower.least_inspected and likely < _UNLIKELY:
        action = "lower_parameter" if parameter.detector is None else "retire_parameter"
        return _proposal(action, parameter, Message("finds {comparison}", {"comparison": _compared(own, known)}), own)
    family = known.detectors.get(parameter.detector or "", NO_INSPECTIONS)
    alike = evidence + family.lessened(FAMILY_COUNTS_FOR)
    if family.inspected < retire.least_inspected or (
        probability_of_worth(alike, known.chance, lower.threshold, margin, lower.least) >= _EVEN
    ):
        return None
    if probability_of_worth(family, known.chance, retire.threshold, margin, retire.least) >= _UNLIKELY:
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
    """Hit rate of a record, beside those of chance and of the least of the rating's selections where they are known."""
    values = {
        **{"share": record.rate, "inspected": record.inspected},
        **{"chance": known.chance.rate, "margin": known.margin.rate},
    }
    return Message(_COMPARISONS[known.chance.inspected > 0, known.margin.inspected > 0], values)
