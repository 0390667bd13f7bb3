"""Are high-rated declarations where violations are: hit rates, compliance and leakage with intervals."""

import pandas as pd
from statsmodels.stats.proportion import proportion_confint

INDICATOR_COLUMNS = ("name", "scope", "value", "low", "high", "observations")


def share(name: str, scope: str, found: int, of: int) -> dict[str, object]:
    """An indicator that is a share, with its 95 % interval (Wilson, 1927); missing where nothing was observed."""
    if of == 0:
        return {"name": name, "scope": scope, "value": None, "low": None, "high": None, "observations": 0}
    low, high = proportion_confint(found, of, method="wilson")
    return {"name": name, "scope": scope, "value": found / of, "low": low, "high": high, "observations": of}


def rating_indicators(decisions: pd.DataFrame, done: pd.DataFrame) -> pd.DataFrame:
    """Indicators of the rating over a period.

    decisions: declaration_id, lane. done: inspections with a result: lane, selected_by, selection_probability, rating,
    violated (bool). Chance draws from the low and medium lane alike, so what it finds there estimates them without
    bias: each finding stands for 1 / its probability declarations (Horvitz and Thompson, 1952).
    """
    chance = done[done["selected_by"] == "chance"]
    rows = [share("hit_rate_by_chance", "national", int(chance["violated"].sum()), len(chance))]
    for lane, part in done.groupby("lane", sort=True):
        rows.append(share("hit_rate_of_lane", str(lane), int(part["violated"].sum()), len(part)))
    low_lane = chance[chance["lane"] == "low"]
    compliance = share("compliance_of_low_lane", "national", int((~low_lane["violated"]).sum()), len(low_lane))
    rows.append(compliance)
    lanes = decisions["lane"].value_counts()
    estimated = {
        lane: float(part["violated"].mean()) * int(lanes.get(lane, 0)) if len(part) else 0.0
        for lane, part in (("low", low_lane), ("medium", chance[chance["lane"] == "medium"]))
    }
    in_high = float(done.loc[done["lane"] == "high", "violated"].mean() or 0) * int(lanes.get("high", 0))
    total = sum(estimated.values()) + (0.0 if pd.isna(in_high) else in_high)
    rows.append(_figure("let_through", estimated["low"] / total if total else None, len(chance)))
    rated = done[done["rating"].notna()]
    error = (
        (rated["rating"] - rated["violated"]).groupby(pd.cut(rated["rating"], 10), observed=True).agg(["mean", "size"])
    )
    calibration = float((error["mean"].abs() * error["size"]).sum() / len(rated)) if len(rated) else None
    rows.append(_figure("calibration_error", calibration, len(rated)))
    rows += [
        share("share_of_declarations", lane, int(lanes.get(lane, 0)), len(decisions))
        for lane in ("low", "medium", "high")
    ]
    return pd.DataFrame(rows, columns=pd.Index(INDICATOR_COLUMNS))


def _figure(name: str, value: float | None, observations: int) -> dict[str, object]:
    return {"name": name, "scope": "national", "value": value, "low": None, "high": None, "observations": observations}
