"""Read the input of an analysis: nothing later than its business date, nothing outside its scope."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from sql.jurisdiction import NATION, Organisation
from sql.queries import query
from sql.reference import national_unit, organisation, reference_table
from sql.stores import Stores
from sql.terms import Violation
from tasks.analysis.counting import has_several_items
from tasks.analysis.method import IMPORT, LIKELY, AnalysisInput
from tasks.analysis.request import AnalysisRequest
from tasks.enterprises.compliance import categories_of_importers
from tasks.enterprises.lodged_declarations import frame_of, lodged_between
from tasks.rating.rating import Rating
from tasks.rating.retraining import champion
from tasks.records.known_outcomes import known_outcomes
from tasks.records.membership import is_among

_GRAVITY = {
    violation.value: rank for rank, violation in enumerate((Violation.NONE, Violation.VIOLATION, Violation.CRITICAL))
}


def gather_input(stores: Stores, as_of: date, request: AnalysisRequest) -> AnalysisInput:
    """Read what was known at the end of `as_of` in the scope of a request."""
    first_day = as_of - timedelta(days=request.window_days - 1)
    focus_from = as_of - timedelta(days=request.focus_days - 1)
    recent = derived(frame_of(lodged_between(stores, focus_from, as_of)))
    inside = _in_scope(recent, request, as_of)
    recent = rated(recent, inside, champion(stores, as_of))
    return AnalysisInput(
        as_of=as_of,
        recent=recent[inside].reset_index(drop=True),
        past=derived(_past(stores, first_day, focus_from - timedelta(days=1))),
        outcomes=of_declarations(known_outcomes(stores, as_of)),
        sensitive=reference_table("sensitive_commodities"),
        routes=reference_table("risk_routes"),
        currency=stores.lake.currency,
        licences=_begun(stores, "licences", "licences_begun_by", as_of),
        enterprises=_begun(stores, "enterprises", "enterprises_registered_by", as_of),
    )


def derived(rows: pd.DataFrame) -> pd.DataFrame:
    """Add what `AnalysisInput` derives from goods items to items of whole declarations."""
    if "licensed" not in rows:
        rows = rows.assign(licensed=rows["licences"].map(len, na_action="ignore").fillna(0).astype("int64") > 0)
    return rows.assign(
        lodged_on=pd.to_datetime(rows["lodged_on"]),
        unit_value=rows["value"] / rows["net_mass"].where(rows["net_mass"] > 0),
        duty=rows["value"] * rows["duty_rate"] / 100,
        hs4=rows["hs_code"].str[:4],
        direction=rows["direction"].fillna(IMPORT),
        **_of_whole_declarations(rows),
    )


def _of_whole_declarations(rows: pd.DataFrame) -> dict[str, "pd.Series[Any] | int"]:
    """item_count, total_net_mass, total_value and total_item_value (if declared) of the declaration of each item."""
    amounts = [name for name in ("value", "item_value") if name in rows]
    if rows["item_number"].max() <= 1 or rows.empty:
        return {
            "item_count": 1,
            "total_net_mass": rows["net_mass"],
            **{f"total_{name}": rows[name] for name in amounts},
        }
    declarations = rows.groupby("declaration_id", sort=False)
    return {
        "item_count": declarations["item_number"].transform("size"),
        **{f"total_{name}": declarations[name].transform("sum", min_count=1) for name in amounts},
        "total_net_mass": declarations["net_mass"].transform("sum", min_count=1),
    }


def of_declarations(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Outcomes of items as outcomes of their declarations: declaration_id, inspected_on, violation (the gravest)."""
    table = outcomes[["declaration_id", "inspected_on", "violation"]]
    if table["declaration_id"].is_unique:
        return table
    gravest = table.assign(rank=table["violation"].map(_GRAVITY))
    gravest = gravest.sort_values(["declaration_id", "rank"], ascending=[True, False], kind="stable")
    return gravest.drop_duplicates("declaration_id").drop(columns="rank").reset_index(drop=True)


def rated(recent: pd.DataFrame, inside: "pd.Series[bool]", rating: Rating | None) -> pd.DataFrame:
    """Add the rated probability of the declaration to each item, and whether the item drives it.

    inside: items in scope; declarations without one are not rated. Returns recent with probability, and drives: false
    for the items of a likely violation that the rating does not name.
    """
    if rating is None or not inside.any():
        return recent.assign(probability=np.nan, drives=True)
    whole = recent[inside]
    if len(whole) < len(recent) and has_several_items(recent):
        whole = recent[is_among(recent["declaration_id"], whole["declaration_id"])]
    recent = recent.assign(probability=pd.Series(rating.probability_of(whole), index=whole.index), drives=True)
    likely = recent[(recent["probability"] >= LIKELY) & (recent["item_count"] > 1)]
    if likely.empty:
        return recent
    whole = recent[is_among(recent["declaration_id"], likely["declaration_id"])]
    named = rating.rate(whole).set_index("declaration_id")["items"].str.split(";").explode()
    driving = pd.MultiIndex.from_arrays([named.index.astype("str"), named.astype("str")])
    items = pd.MultiIndex.from_arrays([whole["declaration_id"].astype("str"), whole["item_number"].astype("str")])
    recent.loc[whole.index, "drives"] = items.isin(driving)
    return recent


def _past(stores: Stores, first_day: date, last_day: date) -> pd.DataFrame:
    """Read past declarations with only the columns that detectors compare with, because the past is long."""
    frames = {"categories": categories_of_importers(stores, first_day, last_day)}
    with stores.lake.connect("declarations", frames=frames) as lake:
        period = {"first_day": first_day, "last_day": last_day}
        rows = lake.sql(query("declarations_that_analysis_compares_with"), params=period).to_arrow_table()
    return frame_of(rows)


def _begun(stores: Stores, table: str, question: str, as_of: date) -> pd.DataFrame:
    """What the register of licences or enterprises says that had begun by `as_of`."""
    with stores.lake.connect(table) as lake:
        return lake.execute(query(question), {"as_of": as_of}).df()


def _in_scope(rows: pd.DataFrame, request: AnalysisRequest, as_of: date) -> "pd.Series[bool]":
    inside = pd.Series(True, index=rows.index)
    if request.customs not in (NATION, national_unit(as_of)):
        inside &= rows["office"].isin(Organisation(organisation(as_of)).below(request.customs))
    if request.commodities:
        inside &= rows["hs_code"].str.startswith(request.commodities)
    if request.enterprises:
        inside &= rows["importer"].isin(request.enterprises) | rows["exporter"].isin(request.enterprises)
    return inside
