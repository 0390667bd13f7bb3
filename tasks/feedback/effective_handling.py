"""Effect of handling: hit rates by selection ground, parameter and office, lift over chance, and cost."""

import pandas as pd

from tasks.feedback.estimation import INDICATOR_COLUMNS, estimated_share, figure, share
from tasks.feedback.violations import Estimated
from tasks.parameters.request_codes import are_requests


def handling_indicators(
    done: pd.DataFrame, usual_hours: "float | pd.Series[float]", violations: Estimated | None, seed: int
) -> pd.DataFrame:
    """Indicators of handling over a period.

    done: inspections with a result: office, traffic, selected_by, selection_probability, parameters, violated,
    requested_on, inspected_on, recovered_duty, officer_hours. usual_hours: hours of an inspection without
    recorded hours, for all or for each. violations: of all declarations, as `estimated_violations` tells them: lift
    compares with what chance would find among all of them, not among those that nothing else selects. Duty per hour
    uses inspections without violation and violations with known duty.
    """
    rows = [share("hit_rate", "national", int(done["violated"].sum()), len(done))]
    for ground, part in done.groupby("selected_by", sort=True):
        rows.append(share("hit_rate_of_ground", str(ground), int(part["violated"].sum()), len(part)))
        if violations is not None:
            lift, low, high = violations.lift(int(part["violated"].sum()), len(part), seed)
            rows.append(figure("lift_over_chance", str(ground), lift, len(part), low, high))
    for code, part in by_parameter(done).groupby("parameter", sort=True):
        rows.append(share("hit_rate_of_parameter", str(code), int(part["violated"].sum()), len(part)))
    for traffic, part in done.groupby("traffic", sort=True):
        rows.append(share("hit_rate_of_like_offices", str(traffic), int(part["violated"].sum()), len(part)))
    days = (done["inspected_on"] - done["requested_on"]).dt.days
    rows.append(
        figure("median_days_from_lane_to_result", "national", float(days.median()) if len(done) else None, len(done))
    )
    hours = done["officer_hours"].astype("float64").fillna(usual_hours)
    recovered = done["recovered_duty"].astype("float64")
    known = recovered.notna() | ~done["violated"]
    worked = float(hours[known].sum())
    per_hour = float(recovered[known].sum()) / worked if recovered.notna().any() and worked > 0 else None
    rows.append(figure("recovered_duty_per_officer_hour", "national", per_hour, int(known.sum())))
    return pd.DataFrame(rows, columns=pd.Index(INDICATOR_COLUMNS))


def exception_indicators(exceptions: pd.DataFrame) -> pd.DataFrame:
    """How often officers depart from decisions, and how often what they waive violates.

    exceptions: of the period: kind, reason, outcome, inspected_share, violated (missing without a result). Of what was
    waived or re-routed chance has a share inspected all the same; each of these stands for 1 / its share.
    """
    rows: list[dict[str, object]] = []
    for kind, part in exceptions.groupby("kind", sort=True):
        rows.append(figure("exceptions", str(kind), float(len(part)), len(part)))
    sampled = exceptions[(exceptions["outcome"] == "inspected_by_chance") & exceptions["violated"].notna()]
    for scope, part in [("national", sampled), *((str(name), each) for name, each in sampled.groupby("reason"))]:
        holds, chance = part["violated"].astype("bool"), part["inspected_share"].astype("float64")
        rows.append(estimated_share("violation_rate_of_waived", scope, holds, chance))
    return pd.DataFrame(rows, columns=pd.Index(INDICATOR_COLUMNS))


def by_parameter(done: pd.DataFrame) -> pd.DataFrame:
    """One row per inspection and parameter that hit it, with `parameter`; without inspections requested by handling."""
    rows = done.assign(parameter=done["parameters"].fillna("").str.split(";")).explode("parameter")
    return rows[(rows["parameter"].fillna("") != "") & ~are_requests(rows["parameter"])]
