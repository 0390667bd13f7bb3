"""Caps, limits and capacity: they keep one parameter, one request or one day from taking all inspectors."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sql.terms import HitEffect, Lane
from tasks.clearance.decision.earlier_today import EarlierToday, UsedToday
from tasks.parameters.matching import MatchedParameter
from tasks.parameters.prepared import MatchedItems
from tasks.records.lane_policy import LanePolicy

_ROUNDING = 9  # digits: a cap of 7 % of 100 declarations is 7, though 0.07 * 100 is a little more

Numbers = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class SingleHit:
    """A parameter that hit one declaration; `effect` where its cap or a suppression holds it back.

    items: numbers of the items hit, joined by ;, empty for a declaration of one item.
    """

    parameter: MatchedParameter
    items: str
    steers: bool
    effect: HitEffect | None


def cap_of(share: Numbers, declarations: Numbers) -> Numbers:
    """How many declarations of an office's day one parameter may select: its share of them, rounded up."""
    return np.ceil(np.round(share * declarations, _ROUNDING))


def within_cap(high: NDArray[np.bool_], selected: Numbers, cap: Numbers) -> NDArray[np.bool_]:
    """Which hits their parameter's cap allows; it bounds the high lane alone. selected: of the day, before this hit."""
    return np.asarray(~high | (selected < cap))


def with_effects(
    hits: pd.DataFrame, table: pd.DataFrame, limits: pd.DataFrame, suppressed: pd.DataFrame, earlier: EarlierToday
) -> pd.DataFrame:
    """Hits with `steers`, and `effect` (suppressed, capped, or missing) where a hit is held back.

    A parameter that is suppressed for the importer steers nothing. One that demands the high lane selects at most its
    share of an office's day; one with a limit at most that many declarations in all. The highest ratings come first,
    among equal ones the lowest `order`.
    hits: declaration_id, parameter, lane. table: declaration_id, office, importer, rating, parameter_cap, order of the
    batch. limits: parameter, left; other parameters have no limit. suppressed: parameter, importer.
    """
    facts = table.set_index("declaration_id")[["office", "importer", "rating", "parameter_cap", "order"]]
    hits = hits.join(facts, on="declaration_id")
    hits = hits.merge(suppressed.assign(held=True), on=["parameter", "importer"], how="left")
    held = hits["held"].notna()
    free = hits[~held].drop(columns="held")
    ordered = free.assign(rating=free["rating"].fillna(0.0)).sort_values(
        ["parameter", "rating", "order"], ascending=[True, False, True], kind="stable"
    )
    size = table.groupby("office").size().add(earlier.offices.set_index("office")["declarations"], fill_value=0)
    lodged = ordered["office"].map(size).to_numpy(dtype="float64")
    before = ordered[["office", "parameter"]].merge(earlier.parameters, on=["office", "parameter"], how="left")
    used = before["selected"].fillna(0).to_numpy(dtype="float64")
    used = used + ordered.groupby(["office", "parameter"]).cumcount().to_numpy(dtype="float64")
    cap = cap_of(ordered["parameter_cap"].to_numpy(dtype="float64"), lodged)
    in_cap = within_cap((ordered["lane"] == Lane.HIGH.value).to_numpy(dtype="bool"), used, cap)
    allowed = pd.Series(in_cap, index=ordered.index, dtype="bool")
    left = ordered["parameter"].map(limits.set_index("parameter")["left"]).astype("float64").fillna(np.inf)
    number = allowed.groupby(ordered["parameter"]).cumsum()
    effect = pd.Series(pd.NA, index=ordered.index, dtype="str").where(allowed, HitEffect.CAPPED.value)
    steered = ordered.assign(steers=allowed & (number <= left), effect=effect)
    held_back = hits[held].drop(columns="held").assign(steers=False, effect=HitEffect.SUPPRESSED.value)
    return steered if held_back.empty else pd.concat([steered, held_back], ignore_index=True)


def single_hits(
    hits: Sequence[MatchedItems], suppressed: frozenset[str], policy: LanePolicy, used: UsedToday
) -> list[SingleHit]:
    """The hits on one declaration by code, with the effects that `with_effects` gives in a batch of just this one.

    suppressed: codes of parameters that are suppressed for its importer.
    """
    ordered = sorted(hits, key=lambda each: each.parameter.parameter.code)
    codes = [each.parameter.parameter.code for each in ordered]
    cap = cap_of(np.array([policy.parameter_cap]), np.array([used.declarations + 1.0]))
    selected = np.array([used.selected.get(code, 0) for code in codes], dtype="float64")
    high = np.array([each.parameter.parameter.lane is Lane.HIGH for each in ordered], dtype="bool")
    allowed = within_cap(high, selected, cap)
    found = []
    for hit, code, within in zip(ordered, codes, allowed.tolist(), strict=True):
        held_back = HitEffect.SUPPRESSED if code in suppressed else None if within else HitEffect.CAPPED
        steers = held_back is None and used.left.get(code, 1) >= 1
        found.append(SingleHit(hit.parameter, hit.items, steers, held_back))
    return found


def room_for(per_day: Numbers, inspections: Numbers, sampled: Numbers) -> Numbers:
    """How many inspections for risk an office has room for: the random sample comes first, whatever the capacity.

    per_day: its capacity. inspections: requested earlier that day. sampled: drawn by chance in this batch.
    """
    return per_day - inspections - sampled


def cost_of(drawn: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The room that each inspection for risk takes: none where chance drew it as well.

    So nobody's own draw decides whether they are kept.
    """
    return 1 - drawn.astype("int64")


def within_capacity(
    table: pd.DataFrame, high: NDArray[np.bool_], drawn: NDArray[np.bool_], earlier: EarlierToday
) -> NDArray[np.bool_]:
    """Which of the high lane are inspected for their risk: the highest ratings that the day's capacity has room for.

    A declaration without a rating comes before all rated ones.
    table: office, rating, order, inspections_per_day. high, drawn: demanded by risk, drawn by chance.
    """
    before = table["office"].map(earlier.offices.set_index("office")["inspections"]).astype("float64").fillna(0)
    sampled = pd.Series(drawn, index=table.index).groupby(table["office"]).transform("sum")
    room = room_for(
        table["inspections_per_day"].to_numpy(dtype="float64"),
        before.to_numpy(dtype="float64"),
        sampled.to_numpy(dtype="float64"),
    )
    order = table.assign(rating=table["rating"].fillna(1.0), costs=cost_of(drawn))[high].sort_values(
        ["office", "rating", "order"], ascending=[True, False, True], kind="stable"
    )
    cost = order.groupby("office")["costs"].cumsum().reindex(table.index)
    return np.asarray(high & (cost <= room).to_numpy())


def single_within_capacity(
    high: NDArray[np.bool_], drawn: NDArray[np.bool_], policy: LanePolicy, used: UsedToday
) -> NDArray[np.bool_]:
    """Whether one declaration is inspected for its risk, as `within_capacity` in a batch of just this one."""
    inspections = np.array([float(used.inspections)])
    room = room_for(np.array([float(policy.inspections_per_day)]), inspections, drawn.astype("float64"))
    return np.asarray(high & (cost_of(drawn) <= room))
