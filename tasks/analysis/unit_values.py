"""What goods usually cost per kilogram."""

import numpy as np
import pandas as pd

_ROBUST = 1.4826  # median absolute deviation to standard deviation of a normal distribution
_SMALLEST_SCALE = 0.15


def usual_unit_values(past: pd.DataFrame, fewest: int) -> pd.DataFrame:
    """Level and spread of the logarithm of the unit value of every HS code with at least `fewest` declarations.

    Returns, by hs_code: middle (median), scale (from the median absolute deviation), peers, usual_rate (median duty
    rate).
    """
    priced = past[past["unit_value"] > 0]
    priced = priced.assign(log=np.log(priced["unit_value"]))
    priced = priced.assign(off=(priced["log"] - priced.groupby("hs_code")["log"].transform("median")).abs())
    codes = priced.groupby("hs_code").agg(
        middle=("log", "median"), scale=("off", "median"), peers=("log", "size"), usual_rate=("duty_rate", "median")
    )
    codes = codes.assign(scale=(codes["scale"] * _ROBUST).clip(lower=_SMALLEST_SCALE))
    return codes[codes["peers"] >= fewest]
