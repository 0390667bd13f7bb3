"""Traders who evade duty: some adapt to what is released and what is checked, some never change.

Each owes the duty of what he really trades. In every declaration he tells something else by one *trick*: a lower value,
a code with less duty, an origin with a preference, each under his usual agent or under another one. Who adapts counts
releases and checks of each trick, and does next what promises most duty.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tasks.simulation.goods import Goods, preferential_rates


@dataclass(frozen=True)
class Trick:
    """One way of declaring: which share of the value, and whether code, origin and agent are false."""

    value: float = 1.0
    code: bool = False
    origin: bool = False
    agent: bool = False


_BY_OWN_AGENT = (
    *(Trick(value=0.85), Trick(value=0.7), Trick(value=0.5)),
    *(Trick(code=True), Trick(origin=True), Trick(value=0.7, origin=True)),
)
TRICKS = (*_BY_OWN_AGENT, *(replace(trick, agent=True) for trick in _BY_OWN_AGENT))

# Share of the duty that each trick evades where it is released; a false code may bear some duty.
PROMISED: NDArray[np.float64] = np.array(
    [1.0 - trick.value * (0.0 if trick.origin else 0.4 if trick.code else 1.0) for trick in TRICKS]
)


@dataclass
class Trader:
    """One who evades. adapts: whether he learns. released, checked: per trick, his memory of what came of it.

    Both kinds choose their first trick alike, so that the difference between them is what was learned.
    """

    adapts: bool
    chance: np.random.Generator
    trick: int = -1
    released: NDArray[np.float64] = field(default_factory=lambda: np.ones(len(TRICKS)))
    checked: NDArray[np.float64] = field(default_factory=lambda: np.ones(len(TRICKS)))

    def __post_init__(self) -> None:
        self.trick = self._most_promising()

    def learn(self, released: int, checked: int) -> None:
        """Take in what became of declarations by the present trick, and choose the next one if he adapts."""
        self.released[self.trick] += released
        self.checked[self.trick] += checked
        if self.adapts:
            self.trick = self._most_promising()

    def remember_with(self, other: "Trader") -> None:
        """Share one memory with another: both learn from what becomes of the declarations of either."""
        self.released, self.checked = other.released, other.checked

    def _most_promising(self) -> int:
        """A draw from what he believes of each trick, times what it evades (Thompson, 1933)."""
        return int(np.argmax(self.chance.beta(self.released, self.checked) * PROMISED))


def owed(items: pd.DataFrame) -> "pd.Series[float]":
    """Duty by what items tell: value and rate."""
    return items["value"].astype("float64") * items["duty_rate"].astype("float64") / 100.0


def declared_by(items: pd.DataFrame, trick: Trick, goods: Goods, agents: Sequence[str]) -> pd.DataFrame:
    """Items of one declaration or several as the trick tells them; canonical columns, those of `items`.

    agents: others that he may declare by; the first digit of a code stays, as the goods must pass a glance.
    """
    told = items.copy()
    if trick.value < 1.0:
        for name in ("item_value", "value"):
            told[name] = (told[name] * trick.value).round(2)
    if trick.code:
        lower = told["hs_code"].map(lower_codes(goods))
        known = lower.notna()
        told.loc[known, "hs_code"] = lower[known]
        rates = pd.Series(goods.column("duty_rate"), index=goods.column("hs_code")).astype("float64")
        told.loc[known, "duty_rate"] = np.minimum(told["hs_code"].map(rates), told["duty_rate"])[known]
    if trick.origin:
        free = next(country for country, kind in preferential_rates().items() if kind == "FAS1")
        told = told.assign(country_of_origin=free, origin_mark="Y", duty_type="FAS1", duty_rate=0.0)
    if trick.agent:
        place = int(told["declaration_id"].iloc[0][-3:], 10) % len(agents)
        told = told.assign(declarant=agents[place])
    return told


def lower_codes(goods: Goods) -> dict[str, str]:
    """For each code of the catalogue one of the same chapter with the least duty, where it bears less."""
    table = goods.table.assign(chapter=goods.table["hs_code"].str[:2])
    least = table.sort_values(["chapter", "duty_rate", "hs_code"]).drop_duplicates("chapter").set_index("chapter")
    other, rate = table["chapter"].map(least["hs_code"]), table["chapter"].map(least["duty_rate"])
    lower = rate < table["duty_rate"]
    return dict(zip(table.loc[lower, "hs_code"], other[lower], strict=True))
