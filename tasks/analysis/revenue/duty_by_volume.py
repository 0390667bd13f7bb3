"""Weekly duty of an office that does not follow its volume of trade."""

import numpy as np
import pandas as pd
from scipy.stats import norm
from statsmodels.robust.robust_linear_model import RLM
from statsmodels.stats.multitest import multipletests
from statsmodels.tools.tools import add_constant

from sql.terms import Method, Priority, ResultKind
from tasks.analysis.counting import declarations_by
from tasks.analysis.method import AnalysisInput, Detector, findings_of, no_findings

FEWEST_WEEKS = 12
FEWEST_DECLARATIONS = 5
FALSE_DISCOVERIES = 0.01
LEAST_SHORTFALL = 0.15  # of the expected duty
UNDER_USUAL = 0.7  # of its usual duty; declarations with less make up the shortfall
_SMALLEST_SCALE = 0.08
_GOODS = ["hs_code", "country_of_origin"]


def find(given: AnalysisInput) -> pd.DataFrame:
    """Offices and weeks with far less duty than the imported goods usually bear.

    The usual duty of goods is their value times the past duty per value of the same goods and origin. A robust
    regression (Huber) per office relates the logarithms of weekly duty and usual duty; one-sided p-values keep a false
    discovery rate of 1 %. The evidence is the declarations of these weeks with less than their usual duty.
    """
    if given.past.empty or given.recent.empty:
        return no_findings()
    past, recent = _with_usual_duty(given.past, given.past), _with_usual_duty(given.recent, given.past)
    weeks = _judged(_weekly(past), _weekly(recent))
    if weeks.empty:
        return no_findings()
    short = multipletests(norm.cdf(weeks["deviations"]), alpha=FALSE_DISCOVERIES, method="fdr_bh")[0]
    short &= (weeks["weekly_duty"] <= (1 - LEAST_SHORTFALL) * weeks["expected_duty"]).to_numpy()
    named = ["office", "week", "weekly_duty", "expected_duty", "lowest_duty"]
    rows = recent.merge(weeks.loc[short, named], on=["office", "week"])
    rows = rows[rows["duty"] < UNDER_USUAL * rows["usual_duty"]]
    gap = (rows["expected_duty"] - rows["weekly_duty"]).clip(lower=0)
    return findings_of(
        rows,
        ["office"],
        score=(gap / rows["expected_duty"]).clip(0, 1),
        statement="Weekly duty {weekly_duty:,.0f} {currency}; {expected_duty:,.0f} is expected for these goods, at "
        "least {lowest_duty:,.0f}. Declarations with less than their usual duty: {declarations}.",
        currency=given.currency,
        compared=["weekly_duty", "expected_duty", "lowest_duty"],
        amount=rows["usual_duty"] - rows["duty"],
    )


def _with_usual_duty(rows: pd.DataFrame, past: pd.DataFrame) -> pd.DataFrame:
    """Add week and usual_duty: the value at the past rate of the same goods and origin."""
    columns = [
        "declaration_id",
        "item_number",
        "item_count",
        "office",
        "lodged_on",
        "value",
        "duty_rate",
        "duty",
        *_GOODS,
    ]
    rows = rows[columns].assign(week=rows["lodged_on"].dt.to_period("W").dt.start_time)
    sums = past.groupby(_GOODS)[["duty", "value"]].sum()
    wide = past.groupby("hs_code")[["duty", "value"]].sum()
    narrow = rows[_GOODS].join((sums["duty"] / sums["value"]).rename("rate"), on=_GOODS)["rate"]
    usual = narrow.fillna(rows["hs_code"].map(wide["duty"] / wide["value"]).astype("float64"))
    return rows.assign(usual_duty=rows["value"] * usual.fillna(rows["duty_rate"] / 100))


def _weekly(rows: pd.DataFrame) -> pd.DataFrame:
    """Per office and week with enough declarations: weekly_duty, y (its logarithm) and x (that of the usual duty)."""
    series = ["office", "week"]
    sums = rows.groupby(series).agg(usual=("usual_duty", "sum"), weekly_duty=("duty", "sum"))
    sums = sums.assign(count=declarations_by(rows, *series))
    sums = sums[(sums["count"] >= FEWEST_DECLARATIONS) & (sums["usual"] > 0)].reset_index()
    return sums.assign(x=np.log1p(sums["usual"]), y=np.log1p(sums["weekly_duty"]))


def _judged(past: pd.DataFrame, recent: pd.DataFrame) -> pd.DataFrame:
    """Recent weeks of offices with enough past weeks, with expected_duty, lowest_duty (99 % interval), deviations."""
    judged = []
    for office, series in past.groupby("office", sort=True):
        now = recent[recent["office"] == office]
        if len(series) < FEWEST_WEEKS or now.empty or series["x"].nunique() < 2:
            continue
        fitted = RLM(series["y"], add_constant(series[["x"]])).fit()
        expected = fitted.predict(add_constant(now[["x"]], has_constant="add"))
        scale = max(float(fitted.scale), _SMALLEST_SCALE) * np.sqrt(1 + 1 / len(series))
        judged.append(
            now.assign(
                expected_duty=np.expm1(expected),
                lowest_duty=np.expm1(expected + norm.ppf(0.01) * scale),
                deviations=(now["y"] - expected) / scale,
            )
        )
    return pd.concat(judged, ignore_index=True) if judged else recent.iloc[:0].assign(deviations=0.0)


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
        trend="duty",
    ),
)
