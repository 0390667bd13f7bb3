"""Thresholds and capacity move in bounded steps, on evidence, and no capacity is lost."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.feedback.capacity import capacity_proposals, moved_capacity
from tasks.feedback.policy import feedback_policy
from tasks.feedback.revisions import revised
from tasks.feedback.threshold import threshold_proposal
from tasks.handling.detector_record import lowest_rated
from tasks.parameters.evidence import Record
from tests.tasks.feedback.inspections import inspections, together

POLICY = feedback_policy()
CHANCE = Record(150, 30)
OFFICE = st.tuples(st.integers(1, 200), st.floats(-1, 3))
CN = ("CN", "both")
STANDING = {"high_rate": 0.05, "medium_rate": 0.15, "inspections_per_day": 60}


def by_rating(count: int, violated: int, rating: float) -> pd.DataFrame:
    return inspections(count, violated, lane="high", selected_by="rating", rating=rating)


def scales(done: pd.DataFrame, used: float = 0.1) -> list[float]:
    proposals = threshold_proposal(lowest_rated(done), CHANCE, used, POLICY["move_threshold"], "CN")
    return [float(each.content["scale"]) for each in proposals]


@pytest.mark.parametrize("violated", [0, 60])
def test_without_inspections_by_chance_no_threshold_moves(violated: int) -> None:
    margin = lowest_rated(together(by_rating(60, violated, 0.3)))
    assert threshold_proposal(margin, Record(0, 0), 0.1, POLICY["move_threshold"], "CN") == []


def test_where_the_least_rated_find_no_more_than_chance_fewer_go_to_the_high_lane() -> None:
    done = together(by_rating(60, 60, 0.9), by_rating(30, 4, 0.4))
    assert scales(done) == [pytest.approx(0.8)]


def test_where_even_the_least_rated_find_much_more_go_to_the_high_lane_if_officers_have_the_time() -> None:
    done = together(by_rating(60, 60, 0.9), by_rating(30, 25, 0.4))
    assert scales(done) == [pytest.approx(1.2)]
    assert scales(done, used=0.9) == []


def test_open_or_little_evidence_moves_no_threshold() -> None:
    assert scales(together(by_rating(60, 60, 0.9), by_rating(30, 10, 0.4))) == []
    assert scales(together(by_rating(30, 30, 0.9))) == []
    assert scales(together(inspections(90, 20))) == []


def allocated(*offices: tuple[str, float, float]) -> pd.DataFrame:
    table = pd.DataFrame(offices, columns=["office", "hours_used", "hours_advised"])
    return table.assign(sub_center="SH", traffic="sea_port", inspections=20, find_rate=0.2)


def present(**offices: int) -> pd.DataFrame:
    return pd.DataFrame({"office": list(offices), "inspections_per_day": list(offices.values())})


def test_capacity_moves_between_like_offices_of_a_sub_center() -> None:
    table = allocated(("SHA1", 40, 60), ("SHA2", 40, 20))
    (told,) = capacity_proposals(table, present(SHA1=60, SHA2=50), POLICY["move_capacity"])
    assert (told.target, told.unit) == ("SH sea_port", "SH")
    assert told.content == {"inspections_per_day": {"SHA1": 70, "SHA2": 40}}
    apart = table.assign(traffic=["sea_port", "airport"])
    assert capacity_proposals(apart, present(SHA1=60, SHA2=50), POLICY["move_capacity"]) == []


def test_small_differences_and_few_inspections_move_nothing() -> None:
    small = allocated(("SHA1", 40, 49), ("SHA2", 40, 31))
    assert capacity_proposals(small, present(SHA1=60, SHA2=60), POLICY["move_capacity"]) == []
    few = allocated(("SHA1", 40, 60), ("SHA2", 40, 20)).assign(inspections=9)
    assert capacity_proposals(few, present(SHA1=60, SHA2=60), POLICY["move_capacity"]) == []


@given(st.lists(OFFICE, min_size=1, max_size=8), st.floats(0, 0.5))
def test_capacity_is_kept_and_no_step_is_larger_than_allowed(
    offices: list[tuple[int, float]], largest_step: float
) -> None:
    before = pd.Series([each for each, _ in offices])
    change = pd.Series([each for _, each in offices])
    after = moved_capacity(before, change, largest_step, least=1)
    assert after.sum() == before.sum()
    assert ((after - before).abs() <= before * largest_step).all()
    assert (after >= 1).all()
    assert ((after - before) * change >= 0).all()  # none moves against what is advised
    gives = (before - after).clip(lower=0).sum()
    room = [min(int(size * largest_step), int(abs(by) * size)) for size, by in offices]
    lets = sum(min(step, size - 1) for step, (size, by) in zip(room, offices, strict=True) if by < 0)
    wants = sum(step for step, (_, by) in zip(room, offices, strict=True) if by > 0)
    assert gives == min(lets, wants)


def test_a_threshold_moves_for_every_unit_with_a_policy_of_its_own_and_keeps_what_is_looked_at() -> None:
    step = {"scale": 1.2, "least": 0.01, "most": 0.1}
    own = STANDING | {"high_rate": 0.02, "medium_rate": 0.1}
    told = revised({("CN", "both"): STANDING, ("SHA1", "both"): own}, [step], {})
    assert told["CN", "both"] == STANDING | {"high_rate": 0.06, "medium_rate": 0.14}
    assert told["SHA1", "both"] == own | {"high_rate": 0.024, "medium_rate": 0.096}


def test_the_threshold_of_a_direction_moves_with_its_own_shares_and_capacity_is_of_both() -> None:
    step = {"scale": 1.2, "least": 0.01, "most": 0.1}
    exports = {"high_rate": 0.02, "medium_rate": 0.1}
    present = {("CN", "both"): STANDING, ("CN", "export"): exports, ("CN", "import"): {"random_rate": 0.1}}
    told = revised(present, [step], {"CN": 70})
    assert set(told) == {("CN", "both"), ("CN", "export")}
    assert told["CN", "both"]["inspections_per_day"] == 70
    assert told["CN", "export"] == {"high_rate": 0.024, "medium_rate": 0.096}


def test_a_threshold_stops_at_its_bounds_and_leaves_a_person_s_choice_beyond_them_alone() -> None:
    step = {"scale": 1.2, "least": 0.01, "most": 0.1}
    assert revised({CN: STANDING | {"high_rate": 0.09}}, [step], {})[CN]["high_rate"] == 0.1
    assert revised({CN: STANDING | {"high_rate": 0.2}}, [step], {}) == {}
    assert revised({CN: STANDING}, [], {"CN": 60}) == {}
