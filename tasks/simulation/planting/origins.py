"""Falsified origin."""

import numpy as np

from tasks.simulation.goods import Goods
from tasks.simulation.importers import Importers
from tasks.simulation.plan import Columns, SimulationPlan, text_where
from tasks.simulation.planting.rows import dutiable, set_goods

_CLAIMED = np.array(["VN", "KH", "LA", "MM", "BN"], dtype=object)
_LEFT_FROM = np.array(["HK", "US", "IN", "AE"], dtype=object)


def claim_false_origin(
    plan: SimulationPlan,
    goods: Goods,
    importers: Importers,
    columns: Columns,
    rows: np.ndarray,
    chance: np.random.Generator,
) -> np.ndarray:
    """Claim the preferential rate of the ASEAN agreement for goods that left from elsewhere, some without mark."""
    poor = rows[columns["ordinary_rate"][rows] < 6]
    places = dutiable(goods, chance, len(poor), 8)
    set_goods(goods, columns, poor, places, goods.column("mass")[places] * np.exp(chance.normal(0, 0.5, len(poor))))
    columns["country_of_origin"][rows] = _CLAIMED[chance.integers(0, len(_CLAIMED), len(rows))]
    columns["country_of_departure"][rows] = _LEFT_FROM[chance.integers(0, len(_LEFT_FROM), len(rows))]
    columns["duty_type"][rows] = "FAS1"
    columns["duty_rate"][rows] = 0.0
    marked = chance.random(len(rows)) < 0.6
    columns["origin_mark"][rows] = text_where(marked, "Y")
    evaded: np.ndarray = columns["item_value"][rows] * columns["ordinary_rate"][rows] / 100
    return evaded
