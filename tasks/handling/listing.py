"""Which measures of risk handling a unit sees."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
from sqlmodel import col

from sql.jurisdiction import Organisation
from sql.reference import organisation, reference_table
from sql.register import records_of
from sql.register.listed import Listed, Sought, first_of, listed
from sql.register.tables import HandlingMeasure
from sql.stores import Stores
from sql.terms import HandlingKind, HandlingState
from sql.working_days import add_working_days
from tasks.handling.approval import HandlingRefusedError

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
    of_kind = [] if kind is None else [col(HandlingMeasure.kind) == kind]
    return _listed(stores, unit, states, Sought(), *of_kind).rows


def measures_sought(stores: Stores, unit: str, states: Sequence[HandlingState], sought: Sought) -> Listed:
    """The part of `measures_seen` that is sought, by words of its kind, unit, subjects, statement and key."""
    return _listed(stores, unit, states, sought)


def measures_to_decide(stores: Stores, unit: str, officer: str, most: int) -> Listed:
    """The strongest measures that wait for `unit` or a unit below to decide and that `officer` did not propose."""
    for_it = col(HandlingMeasure.approving_unit).in_(Organisation(organisation()).seen_by(unit))
    by_others = col(HandlingMeasure.proposed_by) != officer
    return _listed(stores, unit, (HandlingState.PROPOSED,), first_of(most), for_it, by_others)


def _listed(stores: Stores, unit: str, states: Sequence[HandlingState], sought: Sought, *conditions: Any) -> Listed:
    seen = col(HandlingMeasure.unit).in_(Organisation(organisation()).seen_by(unit))
    return listed(
        stores.register,
        HandlingMeasure,
        _LISTED,
        [seen, col(HandlingMeasure.state).in_(states), *conditions],
        order=[
            col(HandlingMeasure.score).desc(),
            col(HandlingMeasure.proposed_on),
            col(HandlingMeasure.key),
        ],
        sought=sought,
    )


def measure_seen(stores: Stores, unit: str, key: str) -> dict[str, Any]:
    """One measure, by the names of its columns; missing values are None.

    Raises HandlingRefusedError, in the same words for what is not there and for what `unit` does not see.
    """
    seen = col(HandlingMeasure.unit).in_(Organisation(organisation()).seen_by(unit))
    rows = stores.register.read(
        HandlingMeasure, list(HandlingMeasure.model_fields), col(HandlingMeasure.key) == key, seen
    )
    if rows.empty:
        raise HandlingRefusedError(f"{unit} has no measure {key}")
    return records_of(rows)[0]


def decision_due(kind: HandlingKind, proposed_on: date) -> date:
    """Until when a measure is to be decided on: from then on the level above is told."""
    policy = reference_table("handling_policy").set_index("kind")
    return add_working_days(proposed_on, int(str(policy.loc[kind.value, "escalate_after_days"])))
