"""Declarations that were amended after their decision and before their release: their lane may only rise."""

from collections.abc import Callable, Iterable
from datetime import date

import pandas as pd
from sqlmodel import col, or_

from sql.queries import query
from sql.register.tables import Inspection, LaneChange
from sql.stores import Stores
from sql.terms import TaskState
from tasks.clearance.decision.items import united
from tasks.clearance.decision.lanes import LEVEL, Lanes, Screened, assign_lanes
from tasks.clearance.inspections.cancellation import BECAUSE_CANCELLED
from tasks.records.release import release_days

_KEPT = ("lane", "advice", "what_to_check")


def decisions_before(stores: Stores, as_of: date, batches: pd.DataFrame) -> pd.DataFrame:
    """The latest decision by the end of `as_of` on each declaration that has later versions; batches: key.

    Returns columns of the lake's decisions, `lane` as officers changed it, what_to_check (empty without an inspection),
    to_inspect (whether an inspection is requested or done, or will be anew) and released_on (missing before release).
    """
    with stores.lake.connect("decisions", "declaration_changes", frames={"committed": batches}) as lake:
        rows = lake.execute(query("decisions_before_amendments"), {"as_of": as_of}).df()
    return _as_they_stand(stores, rows, as_of)


def latest_decision(stores: Stores, as_of: date, declaration_id: str, batches: pd.DataFrame) -> pd.DataFrame:
    """The latest decision on one declaration, as `decisions_before` returns it on `as_of`; no row without one."""
    with stores.lake.connect("decisions", frames={"committed": batches}) as lake:
        rows = lake.execute(query("decision_on_a_declaration"), {"declaration_id": declaration_id}).df()
    return _as_they_stand(stores, rows, as_of)


def _as_they_stand(stores: Stores, rows: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Decisions with what officers and inspections made of them by the end of `as_of`."""
    ids = list(rows["declaration_id"])
    inspections = stores.register.read(
        Inspection,
        ["declaration_id", "state", "inspected_on", "what_to_check"],
        col(Inspection.declaration_id).in_(ids),
        # One that was withdrawn with its declaration is requested anew when that comes back.
        or_(
            col(Inspection.state) != TaskState.WITHDRAWN,
            col(Inspection.withdrawn_because).startswith(BECAUSE_CANCELLED),
        ),
    ).set_index("declaration_id")
    changes = stores.register.read(
        LaneChange,
        ["declaration_id", "changed_on", "lane_after"],
        col(LaneChange.declaration_id).in_(ids),
        col(LaneChange.changed_on) <= as_of,
    ).set_index("declaration_id")
    number = rows["declaration_id"]
    decided_on = pd.to_datetime(number.map(changes["changed_on"])).fillna(pd.to_datetime(rows["business_day"]))
    to_inspect = number.isin(inspections.index)
    inspected_on = pd.to_datetime(number.map(inspections["inspected_on"]))
    return rows.assign(
        lane=number.map(changes["lane_after"].astype("object")).astype("object").fillna(rows["lane"]).astype("str"),
        what_to_check=number.map(inspections["what_to_check"]).astype("object").fillna("").astype("str"),
        to_inspect=to_inspect,
        released_on=release_days(decided_on, to_inspect, inspected_on),
    )


def lanes_with_amended(screened: Screened, before: pd.DataFrame) -> Lanes:
    """Lanes of a batch with amended declarations: those that are to be inspected already take no capacity again.

    before: earlier decisions on them, as `decisions_before` returns them.
    """
    selected = screened.declarations["declaration_id"].isin(before.loc[before["to_inspect"], "declaration_id"])
    parts = [assign_lanes(screened.of(~selected)), assign_lanes(screened.of(selected).unlimited())]
    decided = pd.concat([part.decided for part in parts if len(part.decided)], ignore_index=True)
    decided = decided.set_index("declaration_id").loc[screened.declarations["declaration_id"]].reset_index()
    held_back = pd.concat([part.hits_not_steering for part in parts], ignore_index=True)
    return Lanes(never_lowered(decided, before), held_back)


def never_lowered(decided: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """New decisions on amended declarations, joined with the earlier ones: the higher lane counts, with its advice.

    An inspection that is requested already is not requested again, so `selected_by` is missing there.
    decided: as `assign_lanes` decides. before: as `decisions_before`. Returns the columns and the order of `decided`.
    """
    earlier = decided[["declaration_id"]].merge(before, on="declaration_id", how="left").set_index(decided.index)
    known = earlier["lane"].notna()
    if not known.any():
        return decided
    new, old = decided["lane"].map(LEVEL), earlier["lane"].map(LEVEL).fillna(-1)
    keeps = known & (old > new)
    joined = decided.assign(**{name: decided[name].where(~keeps, earlier[name]) for name in _KEPT})
    demanded = earlier["demanded_lane"].map(LEVEL).fillna(-1) > decided["demanded_lane"].map(LEVEL)
    again = known & earlier["to_inspect"].fillna(False).astype("bool")
    return joined.assign(
        demanded_lane=decided["demanded_lane"].where(~demanded, earlier["demanded_lane"]),
        parameters=_together(decided["parameters"], earlier["parameters"], known, _codes),
        items=_together(decided["items"], earlier["items"], keeps, united),
        selected_by=decided["selected_by"].where(~again),
        selection_probability=decided["selection_probability"].where(~again),
    )


def _together(
    new: "pd.Series[str]",
    old: "pd.Series[str]",
    where: "pd.Series[bool]",
    join: Callable[[Iterable[str]], str],
) -> "pd.Series[str]":
    """New texts, joined with the old ones where a mask says so."""
    texts = [join(pair) if both else pair[0] for both, *pair in zip(where, new, old, strict=True)]
    return pd.Series(texts, index=new.index, dtype="str")


def _codes(texts: Iterable[str]) -> str:
    return ";".join(sorted({code for text in texts for code in text.split(";") if code}))
