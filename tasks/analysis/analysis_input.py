"""Read the input of an analysis: nothing later than its business date, nothing outside its scope."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from sql.jurisdiction import Organisation
from sql.queries import query
from sql.reference import organisation, reference_table
from sql.stores import Stores
from tasks.analysis.method import AnalysisInput
from tasks.analysis.request import AnalysisRequest
from tasks.enterprises.compliance import categories_of_importers
from tasks.enterprises.lodged_declarations import frame_of, lodged_between
from tasks.rating.retraining import champion
from tasks.records.known_outcomes import known_outcomes


def gather_input(stores: Stores, as_of: date, request: AnalysisRequest) -> AnalysisInput:
    """Read what was known at the end of `as_of` in the scope of a request."""
    first_day = as_of - timedelta(days=request.window_days - 1)
    focus_from = as_of - timedelta(days=request.focus_days - 1)
    recent = frame_of(lodged_between(stores, focus_from, as_of))
    recent = derived(recent[_in_scope(recent, request)])
    rating = champion(stores, as_of)
    rated = rating.probability_of(recent) if rating is not None and len(recent) else np.nan
    return AnalysisInput(
        as_of=as_of,
        recent=recent.assign(probability=rated).reset_index(drop=True),
        past=derived(_past(stores, first_day, focus_from - timedelta(days=1))),
        outcomes=known_outcomes(stores, as_of),
        sensitive=reference_table("sensitive_commodities"),
        routes=reference_table("risk_routes"),
    )


def derived(rows: pd.DataFrame) -> pd.DataFrame:
    """Add unit_value (missing at zero mass), duty, hs4 and licensed to declarations."""
    if "licensed" not in rows:
        rows = rows.assign(licensed=rows["licences"].map(len, na_action="ignore").fillna(0).astype("int64") > 0)
    return rows.assign(
        lodged_on=pd.to_datetime(rows["lodged_on"]),
        unit_value=rows["item_value"] / rows["net_mass"].where(rows["net_mass"] > 0),
        duty=rows["item_value"] * rows["duty_rate"] / 100,
        hs4=rows["hs_code"].str[:4],
    )


def _past(stores: Stores, first_day: date, last_day: date) -> pd.DataFrame:
    """Read past declarations with only the columns that detectors compare with, because the past is long."""
    frames = {"categories": categories_of_importers(stores, first_day, last_day)}
    with stores.lake.connect("declarations", frames=frames) as lake:
        period = {"first_day": first_day, "last_day": last_day}
        rows = lake.sql(query("declarations_that_analysis_compares_with"), params=period).to_arrow_table()
    return frame_of(rows)


def _in_scope(rows: pd.DataFrame, request: AnalysisRequest) -> "pd.Series[bool]":
    inside = pd.Series(True, index=rows.index)
    if request.customs != "CN":
        inside &= rows["office"].isin(Organisation(organisation()).below(request.customs))
    if request.commodities:
        inside &= rows["hs_code"].str.startswith(request.commodities)
    if request.enterprises:
        inside &= rows["importer"].isin(request.enterprises)
    return inside
