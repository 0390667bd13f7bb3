"""Accuracy of the rating: hit rates, compliance, recall and violations let through, with intervals."""

import pandas as pd

from tasks.feedback.estimation import INDICATOR_COLUMNS, estimated_share, figure, share
from tasks.feedback.violations import Estimated

_TENTHS = [tenth / 10 for tenth in range(11)]
_ESTIMATED = ("violation_rate", "recall", "let_through", "compliance_of_low_lane")


def rating_indicators(decisions: pd.DataFrame, done: pd.DataFrame, violations: Estimated | None) -> pd.DataFrame:
    """Indicators of the rating over a period.

    decisions: declaration_id, lane. done: inspections with a result: lane, selected_by, selection_probability, rating,
    violated (bool). violations: as `estimated_violations` tells them; where nothing is known of a lane, the figures
    that rest on them are missing. Hit rates of lanes leave out what officers chose, on grounds that neither lane nor
    rating knows. hit_rate_by_chance is of what chance draws from, the low and the medium lane; violation_rate of all.
    """
    chance = done[done["selected_by"] == "chance"]
    rows = [estimated_share("hit_rate_by_chance", "national", chance["violated"], chance["selection_probability"])]
    demanded = done[done["selected_by"] != "discretion"]
    for lane, part in demanded.groupby("lane", sort=True):
        rows.append(share("hit_rate_of_lane", str(lane), int(part["violated"].sum()), len(part)))
    if violations is None:
        rows += [figure(name, "national", None, len(chance)) for name in _ESTIMATED]
    else:
        rows += [getattr(violations, name)() for name in _ESTIMATED]
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
