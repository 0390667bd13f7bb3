"""Parameters must be worth opening goods for: those that are not leave the high lane, quickly and with reasons."""

import pytest

from sql.terms import Lane, Priority
from tasks.feedback.parameters import ActiveParameter, parameter_proposals
from tasks.feedback.policy import feedback_policy
from tasks.handling.detector_record import Experience
from tasks.parameters.evidence import Record

POLICY = feedback_policy()
CHANCE = Record(150, 30)
NOTHING = Record(0, 0)


def parameter(
    *,
    priority: Priority = Priority.REVENUE,
    lane: Lane = Lane.HIGH,
    detector: str | None = None,
    past: Record = NOTHING,
) -> ActiveParameter:
    return ActiveParameter("CN-X", "CN", priority, lane, detector, past)


def proposed(given: ActiveParameter, own: Record = NOTHING, detector: Record = NOTHING) -> list[str]:
    known = Experience(CHANCE, NOTHING, {"CN-X": own}, {given.detector or "": detector})
    return [each.action for each in parameter_proposals([given], known, POLICY)]


def test_a_parameter_of_the_center_that_finds_what_chance_finds_is_lowered_to_the_medium_lane() -> None:
    assert proposed(parameter(), Record(120, 20)) == ["lower_parameter"]


def test_one_that_a_finding_put_into_force_is_retired() -> None:
    assert proposed(parameter(detector="surge"), Record(120, 20)) == ["retire_parameter"]


@pytest.mark.parametrize("own", [NOTHING, Record(9, 1), Record(60, 24), Record(60, 14)])
def test_too_little_or_good_evidence_changes_nothing(own: Record) -> None:
    assert proposed(parameter(), own) == []


def test_the_owner_of_a_parameter_is_told_before_the_evidence_takes_it_out() -> None:
    assert proposed(parameter(detector="surge"), Record(15, 0)) == ["tighten_parameter"]


def test_finding_nothing_is_judged_beside_what_chance_finds() -> None:
    assert proposed(parameter(detector="surge"), Record(30, 0)) == ["retire_parameter"]
    seldom = Experience(Record(400, 4), NOTHING, {"CN-X": Record(30, 0)}, {})
    assert "retire_parameter" not in [
        each.action for each in parameter_proposals([parameter(detector="surge")], seldom, POLICY)
    ]


def test_what_is_grave_keeps_its_documents_checked() -> None:
    for priority in (Priority.DRUGS, Priority.SECURITY):
        assert proposed(parameter(priority=priority, detector="surge"), Record(30, 0)) == ["lower_parameter"]


def test_a_good_past_test_holds_judgement_back_but_not_for_long() -> None:
    praised = parameter(past=Record(510, 255))
    assert proposed(parameter(), Record(30, 0)) == ["retire_parameter"]
    assert proposed(praised, Record(30, 0)) == ["tighten_parameter"]
    assert proposed(praised, Record(130, 18)) == ["lower_parameter"]


def test_a_detector_whose_measures_fail_together_takes_each_with_it_that_has_nothing_to_show() -> None:
    failing = Record(90, 12)
    assert proposed(parameter(detector="surge"), Record(2, 0), failing) == ["retire_parameter"]
    assert proposed(parameter(detector="surge"), Record(8, 6), failing) == []
    assert proposed(parameter(detector="surge"), Record(2, 0), Record(80, 40)) == []
    assert proposed(parameter(detector="surge"), Record(2, 0), Record(14, 0)) == []


def test_a_parameter_that_finds_far_more_than_chance_deserves_a_wider_one() -> None:
    assert proposed(parameter(), Record(40, 32)) == ["widen_parameter"]


def test_a_document_check_that_finds_far_less_than_chance_is_told_to_its_owner() -> None:
    assert proposed(parameter(lane=Lane.MEDIUM), Record(60, 1)) == ["tighten_parameter"]
    assert proposed(parameter(lane=Lane.MEDIUM), Record(60, 11)) == []


def test_what_the_rating_finds_does_not_cost_a_parameter_its_place() -> None:
    known = Experience(CHANCE, Record(40, 40), {"CN-X": Record(60, 24)}, {})
    assert parameter_proposals([parameter()], known, POLICY) == []


def test_the_reason_compares_with_chance() -> None:
    known = Experience(CHANCE, Record(40, 36), {"CN-X": Record(120, 20)}, {})
    (told,) = parameter_proposals([parameter()], known, POLICY)
    assert str(told.reason) == "finds 17% of 120 inspected, chance 20%"
