"""What the report says of selection, feedback and agreement, by figures that can be counted by hand."""

import pandas as pd
import pytest

from tasks.reporting.measurement import selection_quality
from tasks.reporting.reconciliation import Agreement, disagreements
from tasks.reporting.sections.feedback import compared_with_before
from tasks.reporting.sections.selection import by_ground, by_parameter

INSPECTIONS = pd.DataFrame(
    {
        "selected_by": ["rating", "rating", "rating", "chance", "chance"],
        "state": ["done", "done", "open", "done", "open"],
        "violation": ["violation", "critical", None, "none", None],
        "parameters": ["A;B", "B", "", "", ""],
    }
)


def test_hit_rates_count_only_inspections_with_a_result() -> None:
    grounds = by_ground(INSPECTIONS).set_index("label")
    assert grounds.loc["rating", ["asked", "inspected", "found", "critical"]].tolist() == [3, 2, 2, 1]
    assert grounds.loc["rating", "value"] == 1.0
    assert grounds.loc["chance", ["asked", "inspected", "found"]].tolist() == [2, 1, 0]
    assert grounds.loc["chance", "low"] == pytest.approx(0.0)
    assert 0 < grounds.loc["rating", "low"] < 1


def test_a_ground_without_results_has_no_rate() -> None:
    waiting = INSPECTIONS.assign(state="open", violation=None)
    grounds = by_ground(waiting)
    assert grounds[["value", "low", "high"]].isna().all(axis=None)


def test_every_parameter_that_hit_gets_the_result() -> None:
    done = INSPECTIONS[INSPECTIONS["state"] == "done"]
    table = by_parameter(done).set_index("parameter")
    assert table.loc["B", ["inspected", "found"]].tolist() == [2, 2]
    assert table.loc["A", ["inspected", "found"]].tolist() == [1, 1]
    assert "" not in table.index


def test_feedback_stands_beside_the_one_before() -> None:
    indicators = pd.DataFrame(
        {
            "as_of": pd.to_datetime(["2021-01-10", "2021-01-17", "2021-01-17"]),
            "aim": "accurate_rating",
            "name": ["hit_rate", "hit_rate", "let_through"],
            "value": [0.2, 0.3, 0.1],
            "low": 0.0,
            "high": 1.0,
            "observations": 10,
        }
    )
    table = compared_with_before(indicators).set_index("name")
    assert table.loc["hit_rate", ["value", "before"]].tolist() == [0.3, 0.2]
    assert pd.isna(table.loc["let_through", "before"])
    assert compared_with_before(indicators.iloc[:0]).empty


def test_the_high_lane_is_measured_beside_chance() -> None:
    lanes = pd.DataFrame(
        {
            "declaration_id": [f"D{number:03d}" for number in range(100)],
            "lane": ["high"] * 10 + ["low"] * 90,
            "violates": [True] * 8 + [False] * 2 + [True] * 12 + [False] * 78,
        }
    )
    quality = selection_quality(lanes.sample(frac=1.0, random_state=3), seed=7)
    assert quality.precision == 0.8
    assert quality.base_rate == 0.2
    assert quality.recall == 0.4
    assert quality == selection_quality(lanes, seed=7)


def test_a_figure_told_differently_in_two_places_is_named() -> None:
    told = disagreements([Agreement("cases", "register", 3, "report", 3), Agreement("lanes", "lake", 8, "register", 7)])
    assert told == ["lanes: 8 in lake, 7 in register"]
