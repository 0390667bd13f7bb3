"""Sections on selection, feedback and agreement show figures that can be counted by hand."""

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
        "parameters": ["A;B", "B;REQUEST-7", "", "", ""],
    }
)


def test_hit_rates_count_only_inspections_with_a_result() -> None:
    grounds = by_ground(INSPECTIONS).set_index("label").to_dict("index")
    rating, chance = grounds["rating"], grounds["chance"]
    assert [rating[name] for name in ("requested", "inspected", "found", "critical")] == [3, 2, 2, 1]
    assert [chance[name] for name in ("requested", "inspected", "found", "critical")] == [2, 1, 0, 0]
    assert rating["value"] == 1.0
    assert rating["low"] == pytest.approx(0.342, abs=0.001)  # Wilson's interval of 2 in 2
    assert chance["low"] == pytest.approx(0.0)


def test_a_ground_without_results_has_no_rate() -> None:
    open_inspections = INSPECTIONS.assign(state="open", violation=None)
    grounds = by_ground(open_inspections)
    assert grounds[["value", "low", "high"]].isna().all(axis=None)


def test_an_inspection_counts_for_every_parameter_that_hit() -> None:
    done = INSPECTIONS[INSPECTIONS["state"] == "done"]
    table = by_parameter(done)[["parameter", "inspected", "found"]]
    assert table.to_dict("records") == [
        {"parameter": "B", "inspected": 2, "found": 2},
        {"parameter": "A", "inspected": 1, "found": 1},
    ]


def test_an_indicator_is_shown_with_its_previous_value() -> None:
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
    table = compared_with_before(indicators)
    assert table["name"].tolist() == ["hit_rate", "let_through"]
    assert table["value"].tolist() == [0.3, 0.1]
    assert table["before"].fillna(-1).tolist() == [0.2, -1]
    assert compared_with_before(indicators.iloc[:0]).empty


def test_precision_and_recall_of_the_high_lane_and_the_base_rate() -> None:
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


def test_a_figure_that_differs_between_two_places_is_named() -> None:
    different = disagreements(
        [Agreement("cases", "register", 3, "report", 3), Agreement("lanes", "lake", 8, "register", 7)]
    )
    assert different == ["lanes: 8 in lake, 7 in register"]
