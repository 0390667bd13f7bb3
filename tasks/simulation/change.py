"""Changes of the trade on some day, for all honest declarants alike."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from tasks.simulation.goods import Goods
from tasks.simulation.plan import Columns, SimulationPlan


@dataclass(frozen=True)
class PriceChange:
    """From a day on, goods whose HS code starts with `prefix` cost `factor` of their price."""

    on: date
    prefix: str
    factor: float

    @property
    def description(self) -> str:
        """The change in words."""
        return f"prices of HS {self.prefix} fall or rise to {self.factor:.0%}"

    def apply(self, plan: SimulationPlan, goods: Goods, columns: Columns) -> None:
        """Change the values of the declarations."""
        rows = np.isin(columns["goods_place"], goods.places(self.prefix)) & (columns["day"] >= _day(plan, self.on))
        columns["item_value"][rows] = np.round(columns["item_value"][rows] * self.factor, 2)


@dataclass(frozen=True)
class RouteChange:
    """From a day on, a share of the imports of an origin leave from `departure`."""

    on: date
    origin: str
    departure: str
    share: float

    @property
    def description(self) -> str:
        """The change in words."""
        return f"{self.share:.0%} of the imports of origin {self.origin} leave from {self.departure}"

    def apply(self, plan: SimulationPlan, goods: Goods, columns: Columns) -> None:
        """Change the country of departure of the declarations."""
        rows = (columns["country_of_origin"] == self.origin) & (columns["day"] >= _day(plan, self.on))
        moved = np.flatnonzero(rows)
        moved = moved[plan.chance(13).random(len(moved)) < self.share]
        columns["country_of_departure"][moved] = self.departure


Change = PriceChange | RouteChange


def _day(plan: SimulationPlan, on: date) -> int:
    return (on - plan.first_day).days
