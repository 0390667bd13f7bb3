"""Outcomes of case files: cases confirmed, by ground, duty recovered, and time taken."""

import pandas as pd

from tasks.feedback.estimation import INDICATOR_COLUMNS, figure, share
from tasks.post_clearance.procedure.smuggling_records import NO_VIOLATION

NATIONAL = "national"


def case_indicators(ended: pd.DataFrame, grounds: pd.DataFrame) -> pd.DataFrame:
    """Indicators of the case files that were closed with an outcome in a period.

    ended: number, kind, opened_on, closed_on, outcome, recovered_duty, officer_hours. grounds: case_number, statement;
    a case counts once for each of its grounds. Every outcome except no violation confirms a case.
    Duty per hour uses cases with recorded hours, including those without recovered duty.
    Returns: name, scope, value, low, high, observations.
    """
    ended = ended.assign(borne_out=ended["outcome"] != NO_VIOLATION)
    parts = [(NATIONAL, ended), *((str(kind), part) for kind, part in ended.groupby("kind", sort=True))]
    rows = [row for scope, part in parts for row in _of(scope, part)]
    stated = grounds.drop_duplicates(["case_number", "statement"])
    rested = stated.merge(ended, left_on="case_number", right_on="number")
    for statement, part in rested.groupby("statement", sort=True):
        rows.append(share("cases_borne_out_of_ground", str(statement), int(part["borne_out"].sum()), len(part)))
    return pd.DataFrame(rows, columns=pd.Index(INDICATOR_COLUMNS))


def _of(scope: str, ended: pd.DataFrame) -> list[dict[str, object]]:
    days = (pd.to_datetime(ended["closed_on"]) - pd.to_datetime(ended["opened_on"])).dt.days
    recovered = ended["recovered_duty"].astype("float64").fillna(0.0)
    hours = ended["officer_hours"].astype("float64")
    worked = hours > 0
    per_hour = float(recovered[worked].sum() / hours[worked].sum()) if worked.any() else None
    return [
        share("cases_borne_out", scope, int(ended["borne_out"].sum()), len(ended)),
        figure("duty_recovered_by_cases", scope, float(recovered.sum()) if len(ended) else None, len(ended)),
        figure("duty_per_officer_hour_of_cases", scope, per_hour, int(worked.sum())),
        figure("median_days_from_case_to_outcome", scope, float(days.median()) if len(ended) else None, len(ended)),
    ]
