"""Revises the lane policies of units when a threshold or capacity moves."""

from collections.abc import Mapping, Sequence
from typing import Any

Figures = dict[str, Any]


def revised(
    present: Mapping[str, Figures], thresholds: Sequence[Mapping[str, float]], capacity: Mapping[str, int]
) -> dict[str, Figures]:
    """Figures of the units that change.

    present: figures of `LanePolicy` by unit. thresholds: `scale` of the share sent to the high lane, within `least` and
    `most`; a share outside these bounds is a person's choice and stays. A reduction of the high lane goes to the medium
    lane, and vice versa. capacity: inspections_per_day by unit.
    """
    after: dict[str, Figures] = {}
    for unit, figures in present.items():
        new = dict(figures)
        for step in thresholds:
            high = float(new["high_rate"])
            if step["least"] <= high <= step["most"]:
                moved = round(min(max(high * step["scale"], step["least"]), step["most"]), 4)
                new["medium_rate"] = round(max(float(new["medium_rate"]) - (moved - high), 0.0), 4)
                new["high_rate"] = moved
        if unit in capacity:
            new["inspections_per_day"] = capacity[unit]
        if new != figures:
            after[unit] = new
    return after
