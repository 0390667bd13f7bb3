"""How many violations there were, found or not, estimated from the sample by chance."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tasks.feedback.estimation import figure

# Gamma and beta priors with a third of an observation keep the middle of a rate near its middle even where nothing or
# little was found ("neutral", Kerman, Neutral noninformative priors, 2011); Jeffreys' half adds up over lanes.
_PRIOR = 1 / 3
_DRAWS = 4_000
_LEAST_OF_OFFICE = 20  # offices with fewer inspections by chance are taken together
_CHANCE_LANES = ("low", "medium")  # chance draws from all of them
_LIMITS = (0.025, 0.975)

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Estimated:
    """Violations of a period: what they can have been, as draws of their distribution given the sample.

    total: all of them. released: those let go in the low lane. compliant: share of the low lane without one. found:
    those that inspection found. declarations: of all lanes. by_chance: inspections by chance behind it. point_total,
    point_released, point_compliant: estimates by weights; missing where chance found nothing in the lanes concerned,
    for then only a bound is known.
    """

    total: Numbers
    released: Numbers
    compliant: Numbers
    found: int
    declarations: int
    by_chance: int
    point_total: float | None
    point_released: float | None
    point_compliant: float | None

    def violation_rate(self) -> dict[str, object]:
        """Share of all declarations that violate."""
        rate = None if self.point_total is None else self.point_total / self.declarations
        return self._figure("violation_rate", rate, self.total / self.declarations)

    def recall(self) -> dict[str, object]:
        """Share of all violations that inspection found."""
        point = None if not self.point_total else min(1.0, self.found / self.point_total)
        return self._figure("recall", point, _share_of(np.full_like(self.total, self.found), self.total, nothing=1.0))

    def let_through(self) -> dict[str, object]:
        """Share of all violations that the low lane released."""
        known = self.point_total and self.point_released is not None
        point = self.point_released / self.point_total if known and self.point_released and self.point_total else None
        return self._figure("let_through", point, _share_of(self.released, self.total, nothing=0.0))

    def compliance_of_low_lane(self) -> dict[str, object]:
        """Share of the declarations of the low lane without a violation."""
        return self._figure("compliance_of_low_lane", self.point_compliant, self.compliant)

    def lift(self, found: int, inspected: int, seed: int) -> tuple[float | None, float, float]:
        """How many times the violation rate of all declarations a selection found, with its interval.

        The selection's own rate has the neutral prior too; without an estimate of the rate there is no point.
        """
        chances = np.random.default_rng(seed)
        own = chances.beta(found + _PRIOR, inspected - found + _PRIOR, len(self.total))
        low, high = np.quantile(own * self.declarations / np.maximum(self.total, _PRIOR), _LIMITS)
        point = found / inspected * self.declarations / self.point_total if self.point_total and inspected else None
        return point, float(low), float(high)

    def _figure(self, name: str, point: float | None, draws: Numbers) -> dict[str, object]:
        low, high = (float(each) for each in np.quantile(draws, _LIMITS))
        value = None if point is None else float(np.clip(point, low, high))
        return figure(name, "national", value, self.by_chance, low, high)


def estimated_violations(decisions: pd.DataFrame, done: pd.DataFrame, seed: int) -> Estimated | None:
    """All violations of a period; None without declarations, or where nothing is known of those of a lane.

    decisions: declaration_id, lane, office. done: inspections with a result: lane, office, selected_by,
    selection_probability, violated (bool).

    Chance draws from the whole low and medium lane. Each inspection by chance stands for 1 / its probability
    declarations (Horvitz and Thompson, 1952), scaled to the declarations of its office where that has enough of them,
    else of all other offices together: so what was drawn and never inspected, for want of capacity, is filled in from
    its like. The rate of a lane has a beta distribution at the effective size of the sample: the smaller of Kish's
    (Σw)² / Σw² (1965) and that which the linearised variance implies. What was not inspected is drawn by it. The high
    lane is inspected as far as capacity goes, the rest is taken to be like what was inspected. Officers choose on
    grounds that nobody knows: what they found counts as found, and says nothing of others.
    """
    if decisions.empty:
        return None
    chances = np.random.default_rng(seed)
    demanded = done[done["selected_by"] != "discretion"]
    sizes = decisions["lane"].value_counts()
    total, released, compliant = np.zeros(_DRAWS), np.zeros(_DRAWS), np.ones(_DRAWS)
    points: dict[str, float] = {}
    found_by_chance = dict.fromkeys(_CHANCE_LANES, 0)
    by_chance = done[done["selected_by"] == "chance"]
    for lane in _CHANCE_LANES:
        size = int(sizes.get(lane, 0))
        drawn = by_chance[by_chance["lane"] == lane]
        if not size:
            continue
        if drawn.empty:
            return None
        rate, effective = _rate(drawn, decisions.loc[decisions["lane"] == lane, "office"])
        found_by_chance[lane] = int(drawn["violated"].sum())
        by_others = done.loc[(done["lane"] == lane) & (done["selected_by"] != "chance"), "violated"]
        rest = max(size - len(drawn), 0)
        rates = chances.beta(rate * effective + _PRIOR, (1 - rate) * effective + _PRIOR, _DRAWS)
        unseen = (rates * size - found_by_chance[lane]) / max(rest, 1)
        hidden = chances.binomial(rest, np.clip(unseen, 0.0, 1.0)).astype("float64")
        there = found_by_chance[lane] + np.maximum(hidden, int(by_others.sum()))
        points[lane] = max(rate * size, found_by_chance[lane] + int(by_others.sum()))
        total += there
        if lane == "low":
            released = there - found_by_chance[lane] - int(by_others.sum())
            compliant = 1 - there / size
    high = int(sizes.get("high", 0))
    opened = demanded.loc[demanded["lane"] == "high", "violated"]
    if high and opened.empty:
        return None
    found_high = int(done.loc[done["lane"] == "high", "violated"].sum())
    if high:
        rest = max(high - len(opened), 0)
        rates = chances.beta(opened.sum() + _PRIOR, len(opened) - opened.sum() + _PRIOR, _DRAWS)
        there = int(opened.sum()) + chances.binomial(rest, rates).astype("float64")
        total += np.maximum(there, found_high)
        points["high"] = max(float(opened.sum()) + rest * float(opened.mean()), found_high)
    low_size = int(sizes.get("low", 0))
    found = int(done["violated"].sum())
    total = np.maximum(total, found)
    found_low = int(done.loc[done["lane"] == "low", "violated"].sum())
    told = found_by_chance["low"] > 0 or not low_size
    return Estimated(
        total=total,
        released=released,
        compliant=compliant,
        found=found,
        declarations=len(decisions),
        by_chance=len(by_chance),
        point_total=max(sum(points.values()), found) if any(found_by_chance.values()) else None,
        point_released=points.get("low", 0.0) - found_low if told else None,
        point_compliant=1 - points["low"] / low_size if told and low_size else None,
    )


def _rate(drawn: pd.DataFrame, offices: "pd.Series[Any]") -> tuple[float, float]:
    """Violation rate of a lane, and the effective size of the sample behind it.

    drawn: its inspections by chance. offices: the office of each declaration of the lane.
    """
    weight = 1.0 / drawn["selection_probability"].to_numpy(dtype="float64")
    often = drawn["office"].value_counts()
    enough = often.index[often >= _LEAST_OF_OFFICE]
    part = drawn["office"].where(drawn["office"].isin(enough), "")
    sizes = offices.where(offices.isin(enough), "").value_counts()
    sums = pd.Series(weight, index=drawn.index).groupby(part).transform("sum").to_numpy(dtype="float64")
    weight = weight * part.map(sizes).fillna(0.0).to_numpy(dtype="float64") / sums
    if not weight.sum():  # inspections of offices that decided on nothing in the period
        weight = np.ones(len(drawn))
    violated = drawn["violated"].to_numpy(dtype="float64")
    rate = float(np.sum(weight * violated) / np.sum(weight))
    effective = float(np.sum(weight) ** 2 / np.sum(weight**2))
    variance = float(np.sum((weight * (violated - rate)) ** 2) / np.sum(weight) ** 2)
    return rate, min(effective, rate * (1 - rate) / variance) if variance > 0 else effective


def _share_of(part: Numbers, whole: Numbers, nothing: float) -> Numbers:
    """Shares of the whole, draw by draw; `nothing` where there is no whole."""
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), nothing)
