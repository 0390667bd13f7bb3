"""The usual value per kilogram of goods, and their ordinary duty rate."""

import numpy as np
import pandas as pd

from tasks.analysis.counting import declarations_by

ROBUST = 1.4826  # times the median absolute deviation is the standard deviation of a normal distribution
CONTINUED = 0.5  # share of a past trend that is expected to continue, because part of it is season
_SMALLEST_SCALE = 0.15
_ORDINARY = 0.9  # quantile of the duty rates of a code: preference may lower most of them


def usual_unit_values(past: pd.DataFrame, fewest: int) -> pd.DataFrame:
    """Median and spread of the logarithm of the unit value, for HS codes with at least `fewest` declarations.

    Returns, by hs_code: middle (median), scale (from the median absolute deviation), peers, ordinary_rate (as
    `ordinary_rates`).
    """
    priced = past[past["unit_value"] > 0]
    priced = priced.assign(log=np.log(priced["unit_value"]))
    priced = priced.assign(off=(priced["log"] - priced.groupby("hs_code")["log"].transform("median")).abs())
    codes = priced.groupby("hs_code").agg(middle=("log", "median"), scale=("off", "median"))
    codes = codes.assign(peers=declarations_by(priced, "hs_code"))
    codes = codes[codes["peers"] >= fewest]
    scale = (codes["scale"] * ROBUST).clip(lower=_SMALLEST_SCALE)
    return codes.assign(scale=scale, ordinary_rate=ordinary_rates(past, "hs_code").reindex(codes.index))


def ordinary_rates(past: pd.DataFrame, of: str) -> "pd.Series[float]":
    """The duty rate (%) without preference, by the values of the column `of`."""
    return past.groupby(of)["duty_rate"].quantile(_ORDINARY)


def duty_on_shortfall(rows: pd.DataFrame, expected: str) -> "pd.Series[float]":
    """Duty, at a rate of at least 1 %, on the value missing against the expected unit value (column `expected`)."""
    shortfall = (rows[expected] * rows["net_mass"] - rows["value"]).clip(lower=0)
    return shortfall * rows["duty_rate"].clip(lower=1) / 100
