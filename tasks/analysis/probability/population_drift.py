"""Drift of the population: trade that no longer looks like the trade from which the rating learned."""

import numpy as np
import pandas as pd

from sql.messages import messages, msgid
from sql.terms import Method, Priority, ResultKind
from tasks.analysis.counting import number_of_declarations, one_per_declaration
from tasks.analysis.method import AnalysisInput, Detector, findings_of, no_findings

DRIFT_DAYS = 14
LEAST_INDEX = 0.2  # population stability index; by convention, more means that a model no longer fits
FEWEST_NOW = 200
_TESTED = ("office", "transport_mode", "trade_mode", "enterprise_category", "duty_type", "country_of_origin")
COLUMNS = (*_TESTED, "country_of_departure", "hs_code")
_OF_ITEMS = ("duty_type", "country_of_origin", "hs_code")
_RARE = 0.005  # share of the past; rarer values are put together
_DRIFTED = msgid(
    "The distribution of {column} in the last two weeks differs from the past: stability index {stability_index:.2f}; "
    "this value went from {share_before:.0%} to {share_now:.0%}."
)
_EVERYTHING_RARE = "other"


def find(given: AnalysisInput) -> pd.DataFrame:
    """Columns with another distribution of values in the last two weeks than in the past from which ratings learn.

    Distributions are compared by the population stability index, less its expected value by chance at this sample size;
    0.2 is drift. Values of items are counted by item, others by declaration. The subject is the growing value that
    moves the index most; its declarations are the evidence.
    """
    since = pd.Timestamp(given.as_of) - pd.Timedelta(days=DRIFT_DAYS - 1)
    past, recent = given.past, given.recent[given.recent["lodged_on"] >= since]
    if number_of_declarations(recent) < FEWEST_NOW or past.empty:
        return no_findings()
    whole = (one_per_declaration(past), one_per_declaration(recent))
    found = [_moved(*((past, recent) if column in _OF_ITEMS else whole), column) for column in COLUMNS]
    parts = [part for part in found if not part.empty]
    return pd.concat(parts, ignore_index=True) if parts else no_findings()


def stability(past: "pd.Series[str]", recent: "pd.Series[str]") -> "pd.Series[float]":
    """Contribution of each value to the population stability index, less the part that is expected by chance."""
    before_counts, recent_counts = past.value_counts(), recent.value_counts()
    rare = before_counts.index[before_counts < _RARE * len(past)]
    before = _together(before_counts, rare)
    now = (
        _together(recent_counts, rare.union(recent_counts.index.difference(before_counts.index)))
        .reindex(before.index)
        .fillna(0)
    )
    p = (before + 0.5) / (before.sum() + 0.5 * len(before))
    q = (now + 0.5) / (now.sum() + 0.5 * len(before))
    return (q - p) * np.log(q / p) - (1 - p) * (1 / before.sum() + 1 / max(now.sum(), 1))


def _together(counts: "pd.Series[int]", rare: "pd.Index[str]") -> "pd.Series[float]":
    few = counts.index.isin(rare)
    kept = counts[~few].astype("float64")
    kept.loc[_EVERYTHING_RARE] = float(counts[few].sum())
    return kept


def _moved(past: pd.DataFrame, recent: pd.DataFrame, column: str) -> pd.DataFrame:
    known, now = past[column].dropna(), recent[column].dropna()
    if known.nunique() < 2 or now.empty:
        return no_findings()
    parts = stability(known, now)
    index = float(parts.sum())
    before, share = known.value_counts(normalize=True), now.value_counts(normalize=True)
    grown = parts[share.reindex(parts.index).fillna(0) > before.reindex(parts.index).fillna(0)]
    if index < LEAST_INDEX or grown.empty:
        return no_findings()
    value = str(grown.idxmax())
    rows = recent[recent[column] == value]
    rows = rows.assign(stability_index=index, share_now=float(share[value]), share_before=float(before[value]))
    return findings_of(
        rows,
        [column],
        score=pd.Series(1 - np.exp(-2 * index), index=rows.index),
        statement=lambda table: messages(_DRIFTED, table.assign(column=column), words=["column"]),
        compared=["stability_index", "share_now", "share_before"],
    )


DETECTORS = (
    Detector(
        name="population_drift",
        method=Method.DYNAMIC_FOCUS,
        priority=Priority.REVENUE,
        law_or_practice="Model governance: a rating holds for the population that it learned from",
        result=ResultKind.WARNING,
        what_to_check="Compare ratings with what inspections find lately; retrain the rating where they part",
        department="risk parameter maintenance",
        find=find,
    ),
)
