"""Rewriting the goods of some rows."""

import numpy as np

from tasks.simulation.goods import Goods
from tasks.simulation.plan import Columns


def set_goods(goods: Goods, columns: Columns, rows: np.ndarray, places: np.ndarray, mass: np.ndarray) -> None:
    """Give rows other goods: code, description, rate, licence, mass and a value at the market price."""
    columns["goods_place"][rows] = places
    columns["goods_description"][rows] = goods.column("description")[places]
    columns["licence"][rows] = goods.column("licence")[places]
    columns["ordinary_rate"][rows] = goods.column("duty_rate")[places].astype(float)
    columns["duty_rate"][rows] = columns["ordinary_rate"][rows]
    columns["duty_type"][rows] = "A"
    columns["net_mass"][rows] = np.round(np.maximum(mass, 0.1), 2)
    columns["item_value"][rows] = np.round(goods.column("price")[places] * columns["net_mass"][rows], 2)


def dutiable(goods: Goods, chance: np.random.Generator, count: int, at_least: float) -> np.ndarray:
    """Places of goods with at least this duty rate and no licence, drawn by chance."""
    fitting = np.flatnonzero((goods.column("duty_rate").astype(float) >= at_least) & goods.table["licence"].isna())
    return fitting[chance.integers(0, len(fitting), count)]
