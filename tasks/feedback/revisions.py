"""Revises the lane policies of units when a threshold or capacity moves."""

from collections.abc import Mapping, Sequence
from typing import Any

from tasks.records.lane_policy import BOTH

Figures = dict[str, Any]
Place = tuple[str, str]  # a unit, and the direction whose figures they are: import, export or both


def revised(
    present: Mapping[Place, Figures], thresholds: Sequence[Mapping[str, float]], capacity: Mapping[str, int]
) -> dict[Place, Figures]:
    """Figures of the units that change.

    present: figures of `LanePolicy` that a unit sets, by unit and direction. thresholds: `scale` of the share sent to
    the high lane, within `least` and `most`; a share outside these bounds is a person's choice and stays. What the high
    lane loses goes to the medium lane, and vice versa. capacity: inspections_per_day by unit, of both directions.
    """
    after: dict[Place, Figures] = {}
    for (unit, direction), figures in present.items():
        new = dict(figures)
        for step in thresholds:
            if "high_rate" not in new:
                break  # its shares are those of a unit above it, or of both directions
            high = float(new["high_rate"])
            if step["least"] <= high <= step["most"]:
                moved = round(min(max(high * step["scale"], step["least"]), step["most"]), 4)
                new["medium_rate"] = round(max(float(new["medium_rate"]) - (moved - high), 0.0), 4)
                new["high_rate"] = moved
        if unit in capacity and direction == BOTH:
            new["inspections_per_day"] = capacity[unit]
        if new != figures:
            after[unit, direction] = new
    return after
