"""Falsified origin."""

import numpy as np

from tasks.simulation.plan import text_where
from tasks.simulation.planting.cases import Cases

_CLAIMED = np.array(["VN", "KH", "LA", "MM", "BN"], dtype=object)
_LEFT_FROM = np.array(["HK", "US", "IN", "AE"], dtype=object)


def claim_false_origin(cases: Cases) -> np.ndarray:
    """Claim the preferential rate of the ASEAN agreement for goods that depart elsewhere, some without mark."""
    columns, rows, chance = cases.columns, cases.rows, cases.chance
    poor = rows[columns["ordinary_rate"][rows] < 6]
    cases.make_dutiable(poor, 8, 0.5)
    columns["country_of_origin"][rows] = _CLAIMED[chance.integers(0, len(_CLAIMED), len(rows))]
    columns["country_of_departure"][rows] = _LEFT_FROM[chance.integers(0, len(_LEFT_FROM), len(rows))]
    columns["duty_type"][rows] = "FAS1"
    columns["duty_rate"][rows] = 0.0
    marked = chance.random(len(rows)) < 0.6
    columns["origin_mark"][rows] = text_where(marked, "Y")
    return cases.ordinary_duty(columns["item_value"][rows])
