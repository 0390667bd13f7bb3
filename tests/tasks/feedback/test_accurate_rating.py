"""The first aim, by figures that a hand can check."""

import pandas as pd
import pytest

from tasks.feedback.accurate_rating import rating_indicators
from tasks.feedback.violations import estimated_violations
from tests.tasks.feedback.inspections import inspections, lanes, together, value

SEED = 7
HIGH = {"lane": "high", "selected_by": "rating", "selection_probability": 1.0}


def indicators(decisions: pd.DataFrame, done: pd.DataFrame) -> pd.DataFrame:
    return rating_indicators(decisions, done, estimated_violations(decisions, done, SEED))


def test_leakage_and_recall_follow_from_the_random_sample() -> None:
    done = together(inspections(20, 2), inspections(10, 2, lane="medium"), inspections(50, 40, **HIGH))
    told = indicators(lanes(low=1000, medium=500, high=50), done)
    # 1,000 at 10 % and 500 at 20 % and 40: 100 + 100 + 40 violations; 2 + 2 + 40 of them were found
    assert value(told, "let_through") == pytest.approx(98 / 240)
    assert value(told, "violation_rate") == pytest.approx(240 / 1550)
    assert value(told, "recall") == pytest.approx(44 / 240)
    assert value(told, "compliance_of_low_lane") == pytest.approx(0.9)
    assert value(told, "hit_rate_by_chance") == pytest.approx(4 / 30)
    assert value(told, "hit_rate_of_lane", "high") == pytest.approx(0.8)
    assert value(told, "share_of_declarations", "low") == pytest.approx(1000 / 1550)


@pytest.mark.parametrize("name", ["recall", "let_through", "compliance_of_low_lane", "violation_rate"])
def test_an_estimate_lies_in_its_interval(name: str) -> None:
    done = together(inspections(200, 10), inspections(50, 40, **HIGH))
    told = indicators(lanes(low=1000, high=50), done).set_index("name")
    low, middle, high = (told[each].astype("float64")[name] for each in ("low", "value", "high"))
    assert 0 < low < middle < high <= 1


def test_offices_that_draw_more_often_do_not_count_for_more() -> None:
    often = inspections(100, 0, selection_probability=0.1)  # stand for 1,000
    seldom = inspections(10, 5, office="NGB1", selection_probability=0.01)  # stand for 1,000
    lodged = pd.concat([lanes(low=1000), lanes("NGB1", low=1000)], ignore_index=True)
    told = indicators(lodged, together(often, seldom))
    assert value(told, "hit_rate_by_chance") == pytest.approx(0.25)
    assert value(told, "compliance_of_low_lane") == pytest.approx(0.75)


def test_what_an_office_had_no_hands_for_is_filled_in_from_its_like() -> None:
    # Both draw one in ten, the second inspects a quarter of what it drew: it counts for its declarations all the same.
    whole, part = inspections(100, 10, selection_probability=0.1), inspections(25, 10, office="NGB1")
    lodged = pd.concat([lanes(low=1000), lanes("NGB1", low=1000)], ignore_index=True)
    told = indicators(lodged, together(whole, part.assign(selection_probability=0.1)))
    assert value(told, "violation_rate") == pytest.approx((0.1 + 0.4) / 2)


def test_a_rating_that_says_what_happens_has_no_calibration_error() -> None:
    honest = inspections(10, 2, rating=0.2)
    boasting = inspections(10, 2, rating=0.9)
    assert value(indicators(lanes(low=100), together(honest)), "calibration_error") == pytest.approx(0.0)
    assert value(indicators(lanes(low=100), together(boasting)), "calibration_error") == pytest.approx(0.7)


def test_without_inspections_nothing_is_claimed() -> None:
    told = indicators(lanes(low=10), together(inspections(0, 0)))
    unknown = told[told["name"] != "share_of_declarations"]
    assert unknown["value"].isna().all()
    assert pd.isna(value(told, "recall"))


@pytest.mark.parametrize("unseen", ["low", "medium", "high"])
def test_nothing_is_claimed_of_all_violations_while_a_lane_was_never_looked_into(unseen: str) -> None:
    seen = {"low": inspections(20, 2), "medium": inspections(10, 2, lane="medium"), "high": inspections(5, 4, **HIGH)}
    done = together(*(part for lane, part in seen.items() if lane != unseen))
    told = indicators(lanes(low=1000, medium=500, high=5), done)
    assert pd.isna(value(told, "recall"))
    assert pd.isna(value(told, "let_through"))


def test_an_empty_lane_holds_no_violations_and_keeps_nothing_back() -> None:
    told = indicators(lanes(low=1000), together(inspections(20, 2)))
    assert value(told, "let_through") == pytest.approx(98 / 100)
    assert value(told, "recall") == pytest.approx(2 / 100)


def test_where_chance_found_nothing_a_bound_is_told_and_no_point() -> None:
    told = indicators(lanes(low=1000, high=50), together(inspections(60, 0), inspections(50, 40, **HIGH)))
    rows = told.set_index("name")[["value", "low", "high"]].astype("float64")
    for name in ("recall", "let_through", "compliance_of_low_lane", "violation_rate"):
        assert rows["value"].isna()[name]
    # At most one in twenty can hide behind sixty without one (the rule of three), fifty beside the forty known.
    assert rows["low"]["compliance_of_low_lane"] == pytest.approx(0.95, abs=0.02)
    assert 0.4 < rows["low"]["recall"] < 0.6
    assert rows["high"]["recall"] == pytest.approx(1.0, abs=0.02)


def test_ratings_at_the_ends_of_the_scale_count_too() -> None:
    never, always = inspections(4, 1, rating=0.0), inspections(4, 3, rating=1.0)
    told = indicators(lanes(low=100), together(never, always))
    assert value(told, "calibration_error") == pytest.approx(0.25)


def test_what_an_officer_picked_says_nothing_of_the_high_lane_nor_of_the_rating() -> None:
    demanded = inspections(50, 40, rating=0.8, **HIGH)
    picked = inspections(50, 0, rating=0.8, lane="high", selected_by="discretion", selection_probability=1.0)
    done = together(inspections(20, 2), demanded, picked)
    told = indicators(lanes(low=1000, high=50), done)
    assert value(told, "hit_rate_of_lane", "high") == pytest.approx(0.8)
    assert value(told, "calibration_error") == pytest.approx(0.0)
    assert value(told, "recall") == pytest.approx(42 / 140)
    found = together(done, inspections(10, 10, lane="high", selected_by="discretion", selection_probability=1.0))
    assert value(indicators(lanes(low=1000, high=60), found), "recall") == pytest.approx(52 / 150)
