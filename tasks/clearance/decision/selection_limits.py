"""What keeps one parameter, one request or one day from taking all inspectors: caps, limits and capacity."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sql.terms import HitEffect
from tasks.clearance.decision.earlier_today import EarlierToday

ROUNDING = 9  # digits: a cap of 7 % of 100 declarations is 7, though 0.07 * 100 is a little more


def with_effects(
    hits: pd.DataFrame, table: pd.DataFrame, limits: pd.DataFrame, suppressed: pd.DataFrame, earlier: EarlierToday
) -> pd.DataFrame:
    """Hits with `steers`, and `effect` for those that only count: suppressed, capped, or missing.

    A parameter that is suppressed for the importer steers nothing. One that demands the high lane selects at most its
    share of an office's day, rounded up; one with a limit at most that many declarations in all. The highest ratings
    come first, of equal ones the lowest `order`.
    hits: declaration_id, parameter, lane. table: declaration_id, office, importer, rating, parameter_cap, order of the
    batch. limits: parameter, left; parameters that are not in it have none. suppressed: parameter, importer.
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
    lodged = ordered["office"].map(size).astype("float64")
    allowed = np.ceil((ordered["parameter_cap"] * lodged).round(ROUNDING))
    before = ordered[["office", "parameter"]].merge(earlier.parameters, on=["office", "parameter"], how="left")
    used = before["selected"].fillna(0).to_numpy() + ordered.groupby(["office", "parameter"]).cumcount().to_numpy()
    within_cap = (ordered["lane"] != "high") | (used < allowed)
    left = ordered["parameter"].map(limits.set_index("parameter")["left"]).astype("float64").fillna(np.inf)
    number = within_cap.groupby(ordered["parameter"]).cumsum()
    effect = pd.Series(pd.NA, index=ordered.index, dtype="str").where(within_cap, HitEffect.CAPPED.value)
    steered = ordered.assign(steers=within_cap & (number <= left), effect=effect)
    held_back = hits[held].drop(columns="held").assign(steers=False, effect=HitEffect.SUPPRESSED.value)
    return steered if held_back.empty else pd.concat([steered, held_back], ignore_index=True)


def within_capacity(
    table: pd.DataFrame, high: NDArray[np.bool_], drawn: NDArray[np.bool_], earlier: EarlierToday
) -> NDArray[np.bool_]:
    """Which of the high lane are inspected for their risk: the highest ratings that the day's capacity has room for.

    The random sample comes first, whatever the capacity; what it drew costs no further room, so that nobody's own draw
    decides whether they are kept. Without a rating a declaration stands before all rated ones.
    table: office, rating, order, inspections_per_day. high, drawn: demanded by risk, drawn by chance.
    """
    sample = pd.Series(drawn, index=table.index)
    asked = table["office"].map(earlier.offices.set_index("office")["inspections"]).astype("float64").fillna(0)
    room = table["inspections_per_day"] - asked - sample.groupby(table["office"]).transform("sum")
    order = table.assign(rating=table["rating"].fillna(1.0), costs=~sample)[high].sort_values(
        ["office", "rating", "order"], ascending=[True, False, True], kind="stable"
    )
    cost = order.groupby("office")["costs"].cumsum().reindex(table.index)
    return np.asarray(high & (cost <= room).to_numpy())
