"""Honest goods items that become cases of a pattern."""

from dataclasses import dataclass

import numpy as np

from tasks.simulation.goods import Goods
from tasks.simulation.importers import Importers
from tasks.simulation.plan import Columns, SimulationPlan


@dataclass(frozen=True)
class Cases:
    """The items that become cases of one pattern; planting changes `columns` in these rows.

    Header columns that change in the row of a lead change for its whole declaration.
    """

    plan: SimulationPlan
    goods: Goods
    importers: Importers
    columns: Columns
    rows: np.ndarray
    chance: np.random.Generator

    def dutiable(self, count: int, at_least: float) -> np.ndarray:
        """Places of goods with at least this duty rate and no licence, drawn by chance."""
        rates = self.goods.column("duty_rate").astype(float)
        fitting = np.flatnonzero((rates >= at_least) & self.goods.table["licence"].isna())
        return fitting[self.chance.integers(0, len(fitting), count)]

    def masses(self, places: np.ndarray, spread: float) -> np.ndarray:
        """Masses (kg) that scatter around the usual ones of goods."""
        masses: np.ndarray = self.goods.column("mass")[places] * np.exp(self.chance.normal(0, spread, len(places)))
        return masses

    def set_goods(self, rows: np.ndarray, places: np.ndarray, mass: np.ndarray) -> None:
        """Give rows other goods: code, description, rate, licence, mass and a value at the market price."""
        columns, goods = self.columns, self.goods
        columns["goods_place"][rows] = places
        columns["goods_description"][rows] = goods.column("description")[places]
        columns["licence"][rows] = goods.column("licence")[places]
        columns["ordinary_rate"][rows] = goods.column("duty_rate")[places].astype(float)
        columns["duty_rate"][rows] = columns["ordinary_rate"][rows]
        columns["duty_type"][rows] = "A"
        columns["net_mass"][rows] = np.round(np.maximum(mass, 0.1), 2)
        columns["item_value"][rows] = np.round(goods.column("price")[places] * columns["net_mass"][rows], 2)

    def make_dutiable(self, rows: np.ndarray, at_least: float, spread: float) -> None:
        """Give rows dutiable goods, drawn by chance, of masses that scatter by `spread`."""
        places = self.dutiable(len(rows), at_least)
        self.set_goods(rows, places, self.masses(places, spread))

    def ordinary_duty(self, values: np.ndarray) -> np.ndarray:
        """The ordinary duty on values of the rows."""
        duty: np.ndarray = values * self.columns["ordinary_rate"][self.rows] / 100
        return duty
