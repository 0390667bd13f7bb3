"""What the handling policy does with a proposed measure by itself: by score, past test, and the detector's record."""

from dataclasses import dataclass
from enum import StrEnum

from tasks.parameters.evidence import NO_INSPECTIONS, Record, probability_of_lift, probability_of_worth

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


def verdict(score: float, evidence: Evidence, policy: KindPolicy) -> tuple[Verdict, str]:
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
            return Verdict.REJECT, f"measures of its detector found {_compared(evidence.detector, evidence.chance)}"
    if policy.least_lift is not None and evidence.past.inspected >= policy.least_inspected:
        tested = f"its past test found {_compared(evidence.past, evidence.past_base)}"
        if probability_of_lift(evidence.past, evidence.past_base, 1.0) < _LIKELY:
            return Verdict.REJECT, tested
        if probability_of_lift(evidence.past, evidence.past_base, policy.least_lift) < _LIKELY:
            return Verdict.WAIT, tested
    if score < policy.enough:
        return Verdict.WAIT, f"score {score:.2f} does not reach {policy.enough:.2f}"
    return Verdict.APPROVE, f"score {score:.2f} reaches {policy.enough:.2f}"


def _compared(record: Record, base: Record) -> str:
    told = f"violations in {record.found:.0f} of {record.inspected:.0f} inspections"
    return f"{told}, where {base.rate:.0%} is usual" if base.inspected else told
