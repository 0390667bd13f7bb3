"""Estimates shares of a population from a sample drawn with known, unequal probabilities."""

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import proportion_confint

INDICATOR_COLUMNS = ("name", "scope", "value", "low", "high", "observations")


def share(name: str, scope: str, found: int, of: int) -> dict[str, object]:
    """An indicator that is a share, with its 95 % interval (Wilson, 1927); missing without observations."""
    if of == 0:
        return {"name": name, "scope": scope, "value": None, "low": None, "high": None, "observations": 0}
    low, high = proportion_confint(found, of, method="wilson")
    return {"name": name, "scope": scope, "value": found / of, "low": low, "high": high, "observations": of}


def estimated_share(
    name: str, scope: str, holds: "pd.Series[bool]", probability: "pd.Series[float]"
) -> dict[str, object]:
    """An indicator that is a share of a population, estimated from a random sample.

    Each drawn member stands for 1 / its `probability` members (Horvitz and Thompson, 1952; divided by the sum of
    weights: Hájek, 1971). The 95 % interval is Wilson's at the effective size of the sample: the smaller of Kish's
    (Σw)² / Σw² (1965) and the size that the linearised variance of the estimate implies.
    """
    if not len(holds):
        return share(name, scope, 0, 0)
    weight = 1.0 / probability.to_numpy(dtype="float64")
    observed = holds.to_numpy(dtype="float64")
    value = float(np.sum(weight * observed) / np.sum(weight))
    effective = float(np.sum(weight) ** 2 / np.sum(weight**2))
    variance = float(np.sum((weight * (observed - value)) ** 2) / np.sum(weight) ** 2)
    if variance > 0:
        effective = min(effective, value * (1 - value) / variance)
    low, high = proportion_confint(value * effective, effective, method="wilson")
    return {"name": name, "scope": scope, "value": value, "low": low, "high": high, "observations": len(holds)}


def figure(
    name: str,
    scope: str,
    value: float | None,
    observations: int,
    low: float | None = None,
    high: float | None = None,
) -> dict[str, object]:
    """An indicator that is not a share, with its interval, if any."""
    return {"name": name, "scope": scope, "value": value, "low": low, "high": high, "observations": observations}
