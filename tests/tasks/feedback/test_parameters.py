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


def proposed(
    given: ActiveParameter, own: Record = NOTHING, detector: Record = NOTHING, margin: Record = NOTHING
) -> list[str]:
    known = Experience(CHANCE, margin, {"CN-X": own}, {given.detector or "": detector})
    return [each.action for each in parameter_proposals([given], known, POLICY)]


def test_a_parameter_of_the_center_that_finds_what_chance_finds_is_lowered_to_the_medium_lane() -> None:
    assert proposed(parameter(), Record(60, 11)) == ["lower_parameter"]


def test_one_that_a_finding_put_into_force_is_retired() -> None:
    assert proposed(parameter(detector="surge"), Record(60, 11)) == ["retire_parameter"]


@pytest.mark.parametrize("own", [NOTHING, Record(9, 1), Record(12, 5), Record(60, 21)])
def test_too_little_or_good_evidence_changes_nothing(own: Record) -> None:
    assert proposed(parameter(), own) == []


def test_nothing_found_in_fifteen_inspections_retires_but_what_is_grave_keeps_its_documents_checked() -> None:
    assert proposed(parameter(), Record(15, 0)) == ["retire_parameter"]
    assert proposed(parameter(priority=Priority.DRUGS), Record(15, 0)) == ["lower_parameter"]
    assert proposed(parameter(priority=Priority.SECURITY), Record(15, 0)) == ["lower_parameter"]


def test_a_good_past_test_holds_judgement_back_but_not_for_long() -> None:
    praised = parameter(past=Record(510, 255))
    assert proposed(parameter(), Record(12, 1)) == ["lower_parameter"]
    assert proposed(praised, Record(12, 1)) == []
    assert proposed(praised, Record(90, 16)) == ["lower_parameter"]


def test_a_detector_whose_measures_fail_together_takes_each_with_it_that_has_nothing_to_show() -> None:
    failing = Record(80, 12)
    assert proposed(parameter(detector="surge"), Record(2, 0), failing) == ["retire_parameter"]
    assert proposed(parameter(detector="surge"), Record(8, 6), failing) == []
    assert proposed(parameter(detector="surge"), Record(2, 0), Record(80, 40)) == []
    assert proposed(parameter(detector="surge"), Record(2, 0), Record(8, 0)) == []


def test_a_parameter_that_finds_far_more_than_chance_deserves_a_wider_one() -> None:
    assert proposed(parameter(), Record(40, 32)) == ["widen_parameter"]


def test_a_document_check_that_finds_far_less_than_chance_is_told_to_its_owner() -> None:
    assert proposed(parameter(lane=Lane.MEDIUM), Record(60, 1)) == ["tighten_parameter"]
    assert proposed(parameter(lane=Lane.MEDIUM), Record(60, 11)) == []


def test_an_inspection_that_would_find_twice_as_much_by_the_rating_is_better_spent_there() -> None:
    better = Record(60, 24)
    assert proposed(parameter(), better, margin=Record(40, 24)) == []
    assert proposed(parameter(), better, margin=Record(40, 40)) == ["lower_parameter"]
    assert proposed(parameter(detector="surge"), NOTHING, Record(80, 32), Record(40, 40)) == ["retire_parameter"]


def test_what_is_grave_is_not_weighed_against_what_the_rating_finds() -> None:
    assert proposed(parameter(priority=Priority.DRUGS), Record(60, 24), margin=Record(40, 40)) == []


def test_the_reason_compares_with_chance() -> None:
    known = Experience(CHANCE, Record(40, 36), {"CN-X": Record(60, 11)}, {})
    (told,) = parameter_proposals([parameter()], known, POLICY)
    assert str(told.reason) == "finds 18% of 60 inspected, chance 20%, the least of the rating's selections 90%"
