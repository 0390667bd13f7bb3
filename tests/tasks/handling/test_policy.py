"""What the policy decides by itself: by score, and never against what outcomes say."""

from dataclasses import replace

import pytest

from tasks.handling.policy import Evidence, KindPolicy, Verdict, verdict
from tasks.parameters.evidence import Record

POLICY = KindPolicy(enough=0.6, least_inspected=5, least_lift=1.5, least_share=0.5)
BASE = Record(1000, 200)
NOTHING = Record(0, 0)


def decided(score: float = 0.9, past: Record = NOTHING, detector: Record = NOTHING) -> tuple[Verdict, str]:
    made, reason = verdict(score, Evidence(past=past, past_base=BASE, detector=detector, chance=BASE), POLICY)
    return made, str(reason)


def test_without_outcomes_the_score_decides() -> None:
    assert decided(0.6) == (Verdict.APPROVE, "score 0.60 reaches 0.60")
    assert decided(0.59) == (Verdict.WAIT, "score 0.59 does not reach 0.60")
    assert decided(past=Record(4, 0))[0] is Verdict.APPROVE


@pytest.mark.parametrize(
    ("past", "given"),
    [
        (Record(5, 0), Verdict.REJECT),
        (Record(20, 2), Verdict.REJECT),
        (Record(100, 19), Verdict.REJECT),
        (Record(100, 25), Verdict.WAIT),
        (Record(100, 40), Verdict.APPROVE),
        (Record(6, 4), Verdict.APPROVE),
    ],
)
def test_a_past_test_must_find_more_than_is_usual_and_half_as_much_again_to_pass_by_itself(
    past: Record, given: Verdict
) -> None:
    assert decided(past=past)[0] is given


def test_the_reason_says_what_was_compared() -> None:
    told = decided(past=Record(20, 2))[1]
    assert told == "its past test found violations in 2 of 20 inspections, where 20% is usual"


def test_a_detector_whose_measures_keep_failing_gets_no_more_of_them() -> None:
    assert decided(past=Record(6, 4), detector=Record(60, 12))[0] is Verdict.REJECT
    assert decided(past=Record(6, 4), detector=Record(10, 2))[0] is Verdict.APPROVE  # too few to tell
    assert decided(detector=Record(60, 30))[0] is Verdict.APPROVE


def test_a_detector_that_finds_less_than_half_of_what_the_rating_would_gets_no_more_measures() -> None:
    evidence = Evidence(NOTHING, BASE, detector=Record(60, 22), chance=BASE, margin=Record(60, 60))
    assert verdict(0.9, evidence, POLICY)[0] is Verdict.REJECT
    assert verdict(0.9, replace(evidence, margin=Record(60, 40)), POLICY)[0] is Verdict.APPROVE


def test_a_recommendation_sends_nothing_to_inspection_and_needs_no_hits() -> None:
    evidence = Evidence(past=Record(50, 0), past_base=BASE, detector=Record(50, 0), chance=BASE)
    assert verdict(0.7, evidence, KindPolicy(0.6, float("nan"), None))[0] is Verdict.APPROVE
