"""Undervaluation: a unit value far below that of the same goods, origin, time and quantity."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm
from statsmodels.stats.multitest import multipletests

from sql.terms import Method, Priority, ResultKind
from tasks.analysis.counting import declarations_by
from tasks.analysis.method import AnalysisInput, Detector, findings_of, no_findings
from tasks.analysis.unit_values import CONTINUED, ROBUST, duty_on_shortfall

FEWEST_PEERS = 15
FALSE_DISCOVERIES = 0.05
FEWEST_DEVIATIONS = 2.5
_FAR = 0.5  # of the logarithm
_FEW_PEERS, _FEW_DAYS = 5.0, 20 * 100.0**2
Numbers = NDArray[np.float64]


def find(given: AnalysisInput) -> pd.DataFrame:
    """Importers and goods with a unit value far below its regression on quantity and time.

    Within each HS code and origin the logarithm of the unit value is regressed on the day, then on the logarithm of the
    net mass (least squares around medians; slopes shrink towards zero with few peers; half of the trend continues,
    because part of it is season). Residuals are scaled by their median absolute deviation. One-sided p-values keep a
    false discovery rate of 5 % (Benjamini and Hochberg, 1995). The least expected unit value is the lower end of the
    99 % prediction interval.
    """
    group = ["hs_code", "country_of_origin"]
    past, recent = _logged(given.past), _logged(given.recent)
    line = _lines(past, group)
    recent = recent.merge(line, left_on=group, right_index=True, how="inner")
    if recent.empty:
        return no_findings()
    expected = (
        recent["mean_y"]
        + recent["slope"] * (recent["x"] - recent["mean_x"])
        + CONTINUED * recent["trend"] * (recent["day"] - recent["mean_day"])
    )
    spread = recent["scale"] * np.sqrt(1 + 1 / recent["peers"])
    recent["deviations"] = (recent["y"] - expected) / spread
    recent["expected_unit_value"] = np.exp(expected)
    recent["least_unit_value"] = np.exp(expected + norm.ppf(0.01) * spread)
    p_values = norm.cdf(recent["deviations"])
    rejected = multipletests(p_values, alpha=FALSE_DISCOVERIES, method="fdr_bh")[0]
    low = recent[rejected & (recent["deviations"] <= -FEWEST_DEVIATIONS)]
    return findings_of(
        low,
        ["importer", "hs_code"],
        score=1 - np.exp(low["deviations"] / 4),
        statement="Unit value {unit_value:,.2f} {currency} per kg; {expected_unit_value:,.2f} is expected for the same "
        "goods, origin and quantity, at least {least_unit_value:,.2f}. Declarations: {declarations}.",
        currency=given.currency,
        compared=["unit_value", "expected_unit_value", "least_unit_value", "deviations", "peers"],
        amount=duty_on_shortfall(low, "expected_unit_value"),
    )


def _logged(rows: pd.DataFrame) -> pd.DataFrame:
    priced = rows[(rows["unit_value"] > 0) & (rows["net_mass"] > 0)]
    day = priced["lodged_on"].to_numpy().astype("datetime64[D]").astype("float64")
    return priced.assign(y=np.log(priced["unit_value"]), x=np.log(priced["net_mass"]), day=day)


def _lines(past: pd.DataFrame, group: list[str]) -> pd.DataFrame:
    """Regression and robust scale of each group with enough peers.

    Returns: mean_x, mean_y, mean_day, trend (a day), slope, scale, peers.
    """
    place = past.groupby(group, sort=True).ngroup()
    groups = past.groupby(place)
    means = groups[["x", "y", "day"]].median().set_axis(["mean_x", "mean_y", "mean_day"], axis=1)
    of_row = means.reindex(place.to_numpy())
    dx, dy, dt = (past[name].to_numpy() - of_row[f"mean_{name}"].to_numpy() for name in ("x", "y", "day"))
    near = np.clip(dy, -_FAR, _FAR)  # a false price makes no trend
    trend = _slope(dt, near, place, _FEW_DAYS)
    dy = dy - trend.reindex(place.to_numpy()).to_numpy() * dt
    slope = _slope(dx, dy, place, _FEW_PEERS)
    residual = pd.Series(np.abs(dy - slope.reindex(place.to_numpy()).to_numpy() * dx), index=past.index)
    scale = (residual.groupby(place).median() * ROBUST).clip(lower=0.15)
    peers = declarations_by(past.assign(place=place), "place")
    table = means.assign(trend=trend, slope=slope, scale=scale, peers=peers)
    table.index = pd.MultiIndex.from_frame(past[group].groupby(place).first())
    return table[table["peers"] >= FEWEST_PEERS]


def _slope(x: Numbers, y: Numbers, place: "pd.Series[int]", few: float) -> "pd.Series[float]":
    """Slope of y on x in each group, shrunk towards zero by adding `few` to the sum of squares."""
    sums = pd.DataFrame({"xy": x * y, "xx": x * x}).groupby(place.to_numpy()).sum()
    return sums["xy"] / (sums["xx"] + few)


DETECTORS = (
    Detector(
        name="undervaluation",
        method=Method.REGRESSION,
        priority=Priority.REVENUE,
        law_or_practice="WTO Customs Valuation Agreement, articles 1 and 17",
        result=ResultKind.INSTRUCTION,
        what_to_check="Weigh and count; compare with invoice, contract and payment; ask for the basis of valuation",
        department="duty collection",
        find=find,
    ),
)
