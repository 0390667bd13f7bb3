"""Duty that does not follow the volume of trade."""

import numpy as np
import pandas as pd
import statsmodels.api as sm

from sql.terms import Method, Priority, ResultKind
from tasks.analysis.method import AnalysisInput, Detector, findings_of, no_findings

FEWEST_WEEKS = 12
FEWEST_DECLARATIONS = 5
_INTERVAL = 0.01


def find(given: AnalysisInput) -> pd.DataFrame:
    """Offices whose weekly duty lies under the prediction interval of its regression on the value of imports.

    Logarithms of weekly sums, least squares per office, 99 % prediction interval.
    """
    past, recent = _weekly(given.past), _weekly(given.recent)
    weeks = []
    for office, series in past.groupby("office", sort=True):
        now = recent[recent["office"] == office]
        if len(series) < FEWEST_WEEKS or now.empty:
            continue
        design = sm.add_constant(series[["log_value"]])
        fitted = sm.OLS(series["log_duty"], design).fit()
        interval = fitted.get_prediction(sm.add_constant(now[["log_value"]], has_constant="add")).summary_frame(
            _INTERVAL
        )
        expected, lowest = interval["mean"].to_numpy(), interval["obs_ci_lower"].to_numpy()
        weeks.append(now.assign(expected_duty=np.expm1(expected), lowest_duty=np.expm1(lowest), lowest=lowest))
    if not weeks:
        return no_findings()
    table = pd.concat(weeks)
    short = table[table["log_duty"] < table["lowest"]].drop(columns=["log_value", "log_duty", "lowest"])
    week = given.recent["lodged_on"].dt.to_period("W").dt.start_time
    rows = given.recent.assign(week=week).merge(short, on=["office", "week"])
    gap = (rows["expected_duty"] - rows["weekly_duty"]).clip(lower=0)
    return findings_of(
        rows,
        ["office"],
        score=(gap / rows["expected_duty"]).clip(0, 1),
        statement=lambda table: (
            "Weekly duty "
            + table["weekly_duty"].map("{:,.0f}".format)
            + " where the value of imports lets expect "
            + table["expected_duty"].map("{:,.0f}".format)
            + ", at the least "
            + table["lowest_duty"].map("{:,.0f}.".format)
        ),
        compared=["weekly_duty", "expected_duty", "lowest_duty"],
        amount=gap / rows.groupby(["office", "week"])["declaration_id"].transform("size"),
    )


def _weekly(rows: pd.DataFrame) -> pd.DataFrame:
    week = rows["lodged_on"].dt.to_period("W").dt.start_time.rename("week")
    sums = rows.groupby(["office", week]).agg(
        value=("item_value", "sum"), weekly_duty=("duty", "sum"), count=("duty", "size")
    )
    sums = sums[(sums["count"] >= FEWEST_DECLARATIONS) & (sums["value"] > 0)].reset_index()
    return sums.assign(log_value=np.log1p(sums["value"]), log_duty=np.log1p(sums["weekly_duty"]))[
        ["office", "week", "weekly_duty", "log_value", "log_duty"]
    ]


DETECTORS = (
    Detector(
        name="duty_by_volume",
        method=Method.REGRESSION,
        priority=Priority.REVENUE,
        law_or_practice="Revenue analysis of the risk information platform: duty levied by trade volume",
        result=ResultKind.WARNING,
        what_to_check="Review classification and preferential rates applied in these weeks",
        department="duty collection",
        find=find,
    ),
)
