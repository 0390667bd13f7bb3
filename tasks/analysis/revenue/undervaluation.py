"""Undervaluation: a unit value far under what goods, origin, time and quantity let expect."""

import numpy as np
import pandas as pd
from scipy.stats import norm
from statsmodels.stats.multitest import multipletests

from sql.terms import Method, Priority, ResultKind
from tasks.analysis.method import AnalysisInput, Detector, findings_of, no_findings

FEWEST_PEERS = 15
FALSE_DISCOVERIES = 0.05
FEWEST_DEVIATIONS = 2.5
_ROBUST = 1.4826  # median absolute deviation to standard deviation of a normal distribution


def find(given: AnalysisInput) -> pd.DataFrame:
    """Importers and goods whose unit value departs downward from its regression on quantity within HS and origin.

    Within each HS code and origin the logarithm of the unit value is regressed on the logarithm of the net mass (least
    squares, slope drawn towards none with few peers); residuals are scaled by their median absolute deviation.
    One-sided p-values pass a false discovery rate of 5 % (Benjamini and Hochberg, 1995).
    """
    group = ["hs_code", "country_of_origin"]
    past, recent = _logged(given.past), _logged(given.recent)
    line = _lines(past, group)
    recent = recent.merge(line, left_on=group, right_index=True, how="inner")
    if recent.empty:
        return no_findings()
    expected = recent["mean_y"] + recent["slope"] * (recent["x"] - recent["mean_x"])
    recent["deviations"] = (recent["y"] - expected) / recent["scale"]
    recent["expected_unit_value"] = np.exp(expected)
    p_values = norm.cdf(recent["deviations"])
    rejected = multipletests(p_values, alpha=FALSE_DISCOVERIES, method="fdr_bh")[0]
    low = recent[rejected & (recent["deviations"] <= -FEWEST_DEVIATIONS)]
    shortfall = (low["expected_unit_value"] * low["net_mass"] - low["item_value"]).clip(lower=0)
    return findings_of(
        low,
        ["importer", "hs_code"],
        score=1 - np.exp(low["deviations"] / 4),
        statement=lambda table: (
            "Unit value "
            + table["unit_value"].map("{:,.2f}".format)
            + " where peers of the same goods, origin and quantity let expect "
            + table["expected_unit_value"].map("{:,.2f}".format)
            + " ("
            + table["declarations"].astype("str")
            + " declarations)."
        ),
        compared=["unit_value", "expected_unit_value", "deviations", "peers"],
        amount=shortfall * low["duty_rate"].clip(lower=1) / 100,
    )


def _logged(rows: pd.DataFrame) -> pd.DataFrame:
    priced = rows[(rows["unit_value"] > 0) & (rows["net_mass"] > 0)]
    return priced.assign(y=np.log(priced["unit_value"]), x=np.log(priced["net_mass"]))


def _lines(past: pd.DataFrame, group: list[str]) -> pd.DataFrame:
    """Regression line and robust scale of each group with enough peers: mean_x, mean_y, slope, scale, peers."""
    groups = past.groupby(group)
    means = groups[["x", "y"]].transform("median")
    dx, dy = past["x"] - means["x"], past["y"] - means["y"]
    sums = pd.DataFrame({"xy": dx * dy, "xx": dx * dx}).groupby([past[name] for name in group]).sum()
    slope = sums["xy"] / (sums["xx"] + 5.0)
    keys = pd.MultiIndex.from_frame(past[group])
    residual = (dy - slope.reindex(keys).to_numpy() * dx).abs()
    scale = residual.groupby([past[name] for name in group]).median() * _ROBUST
    table = groups[["x", "y"]].median().set_axis(["mean_x", "mean_y"], axis=1)
    table = table.assign(slope=slope, scale=scale.clip(lower=0.15), peers=groups.size())
    return table[table["peers"] >= FEWEST_PEERS]


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
