"""What the handling policy does with a proposed measure by itself: by score, past test, and the detector's record."""

from dataclasses import dataclass
from enum import StrEnum

from sql.messages import Message, msgid
from tasks.parameters.evidence import NO_INSPECTIONS, Record, probability_of_lift, probability_of_worth

_ALONE = msgid("violations in {found:.0f} of {inspected:.0f} inspections")
_AGAINST_BASE = msgid("violations in {found:.0f} of {inspected:.0f} inspections, where {usual:.0%} is usual")
_LIKELY = 0.5
_UNLIKELY = 0.1


class Verdict(StrEnum):
    """What the policy does: approve or reject by itself, or leave the decision to a person."""

    APPROVE = "approve"
    REJECT = "reject"
    WAIT = "wait"


@dataclass(frozen=True)
class KindPolicy:
    """The policy for one kind of measure.

    enough: least score. least_inspected: from so many inspections on evidence counts. least_lift: how many times as
    often as the base what is inspected must find violations; None where the kind sends nothing to inspection.
    least_share: how large a share of what the least of the rating's selections find.
    """

    enough: float
    least_inspected: float
    least_lift: float | None
    least_share: float = 0.0


@dataclass(frozen=True)
class Evidence:
    """What outcomes say: the past test and its base, the record of the detector's measures, and those of chance and of
    the least of the rating's selections."""

    past: Record
    past_base: Record
    detector: Record
    chance: Record
    margin: Record = NO_INSPECTIONS


def verdict(score: float, evidence: Evidence, policy: KindPolicy) -> tuple[Verdict, Message]:
    """What the policy does with a measure, and why.

    A past test that finds no more than the base is ground to reject; one that does not likely reach the least lift
    leaves the decision to a person, as too low a score does. A detector whose measures are unlikely to reach it is
    rejected until its record is out of the window. Few inspections say nothing: then the score decides.
    """
    if policy.least_lift is not None and evidence.detector.inspected >= policy.least_inspected:
        likely = probability_of_worth(
            evidence.detector, evidence.chance, policy.least_lift, evidence.margin, policy.least_share
        )
        if likely < _UNLIKELY:
            found = _compared(evidence.detector, evidence.chance)
            return Verdict.REJECT, Message("measures of its detector found {comparison}", {"comparison": found})
    if policy.least_lift is not None and evidence.past.inspected >= policy.least_inspected:
        found = _compared(evidence.past, evidence.past_base)
        tested = Message("its past test found {comparison}", {"comparison": found})
        if probability_of_lift(evidence.past, evidence.past_base, 1.0) < _LIKELY:
            return Verdict.REJECT, tested
        if probability_of_lift(evidence.past, evidence.past_base, policy.least_lift) < _LIKELY:
            return Verdict.WAIT, tested
    scores = {"score": score, "enough": policy.enough}
    if score < policy.enough:
        return Verdict.WAIT, Message("score {score:.2f} does not reach {enough:.2f}", scores)
    return Verdict.APPROVE, Message("score {score:.2f} reaches {enough:.2f}", scores)


def _compared(record: Record, base: Record) -> Message:
    values = {"found": record.found, "inspected": record.inspected, "usual": base.rate}
    return Message(_AGAINST_BASE if base.inspected else _ALONE, values)
