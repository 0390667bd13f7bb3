"""Which measures of risk handling a unit sees."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlmodel import col

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register.tables import HandlingMeasure
from sql.stores import Stores
from sql.terms import HandlingKind, HandlingState

_LISTED = (
    *("key", "kind", "priority", "unit", "approving_unit", "amount_at_stake", "score", "state", "content"),
    *("proposed_on", "proposed_by", "decided_on", "decided_by", "decision_reason", "executed_on", "outcome", "result"),
)


def measures_seen(
    stores: Stores,
    unit: str,
    states: Sequence[HandlingState] = (HandlingState.PROPOSED,),
    kind: HandlingKind | None = None,
) -> pd.DataFrame:
    """Measures in these states that act in the jurisdiction of `unit`, the strongest first. Raises UnknownUnitError."""
    conditions: list[Any] = [
        col(HandlingMeasure.unit).in_(Organisation(organisation()).seen_by(unit)),
        col(HandlingMeasure.state).in_(states),
    ]
    if kind is not None:
        conditions.append(col(HandlingMeasure.kind) == kind)
    rows = stores.register.read(HandlingMeasure, _LISTED, *conditions, order_by=["proposed_on", "key"])
    return rows.sort_values("score", ascending=False, kind="stable", ignore_index=True)
