"""Accuracy of the rating: hit rates, compliance, recall and violations let through, with intervals."""

import math

import pandas as pd

from tasks.feedback.estimation import INDICATOR_COLUMNS, estimated_share, figure, share

_TENTHS = [tenth / 10 for tenth in range(11)]
_DRAWN_FROM = ("low", "medium")  # lanes that are inspected by chance


def rating_indicators(decisions: pd.DataFrame, done: pd.DataFrame) -> pd.DataFrame:
    """Indicators of the rating over a period.

    decisions: declaration_id, lane. done: inspections with a result: lane, selected_by, selection_probability, rating,
    violated (bool). Chance draws from the whole low and medium lane, so its results estimate these lanes without bias;
    the high lane is inspected completely. Inspections by officers count only as violations found, because officers
    select on grounds that neither lane nor rating knows.
    """
    chance = done[done["selected_by"] == "chance"]
    rows = [estimated_share("hit_rate_by_chance", "national", chance["violated"], chance["selection_probability"])]
    demanded = done[done["selected_by"] != "discretion"]
    for lane, part in demanded.groupby("lane", sort=True):
        rows.append(share("hit_rate_of_lane", str(lane), int(part["violated"].sum()), len(part)))
    low_lane = chance[chance["lane"] == "low"]
    compliant = estimated_share(
        "compliance_of_low_lane", "national", ~low_lane["violated"], low_lane["selection_probability"]
    )
    rows += [compliant, *_let_through(decisions, demanded, chance, float(done["violated"].sum()))]
    rated = demanded[demanded["rating"].notna()]
    tenth = pd.cut(rated["rating"], _TENTHS, include_lowest=True)
    error = (rated["rating"] - rated["violated"]).groupby(tenth, observed=True).agg(["mean", "size"])
    calibration = float((error["mean"].abs() * error["size"]).sum() / len(rated)) if len(rated) else None
    rows.append(figure("calibration_error", "national", calibration, len(rated)))
    lanes = decisions["lane"].value_counts()
    rows += [
        share("share_of_declarations", lane, int(lanes.get(lane, 0)), len(decisions))
        for lane in ("low", "medium", "high")
    ]
    return pd.DataFrame(rows, columns=pd.Index(INDICATOR_COLUMNS))


def _let_through(
    decisions: pd.DataFrame, demanded: pd.DataFrame, chance: pd.DataFrame, found: float
) -> list[dict[str, object]]:
    """let_through: share of violations released in the low lane. recall: share of violations that inspection found.

    Both are missing while a lane has declarations but no inspections, because its violations cannot be estimated.
    """
    sizes = decisions["lane"].value_counts()
    parts = {lane: chance[chance["lane"] == lane] for lane in _DRAWN_FROM}
    rates = pd.DataFrame(
        [estimated_share("", lane, part["violated"], part["selection_probability"]) for lane, part in parts.items()]
    ).set_index("scope")
    violations = rates[["value", "low", "high"]].astype("float64").mul(sizes.reindex(rates.index, fill_value=0), axis=0)
    high = demanded.loc[demanded["lane"] == "high", "violated"]
    total, least, most = violations.sum() + (high.mean() * int(sizes.get("high", 0)) if len(high) else 0.0)
    in_low = violations["value"].to_dict()["low"]
    observed = {lane: len(part) for lane, part in parts.items()} | {"high": len(high)}
    unobserved = any(int(sizes.get(lane, 0)) and not count for lane, count in observed.items())
    if total == 0 or unobserved or math.isnan(in_low):
        return [figure(name, "national", None, len(chance)) for name in ("let_through", "recall")]
    low_bound, value, high_bound = (min(1.0, found / each) if each > 0 else 1.0 for each in (most, total, least))
    return [
        figure("let_through", "national", in_low / total, len(chance)),
        figure("recall", "national", value, len(chance), low=low_bound, high=high_bound),
    ]
