"""Which inspections a unit sees."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlmodel import col

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register.tables import Inspection
from sql.stores import Stores
from sql.terms import TaskState
from tasks.clearance.inspections import InspectionRefusedError

_LISTED = (
    *("declaration_id", "office", "importer", "lodged_on", "lane", "selected_by", "parameters", "rating"),
    *("what_to_check", "requested_on", "state", "inspected_on", "violation", "kind", "recovered_duty", "officer_hours"),
)


def inspections_seen(
    stores: Stores, unit: str, states: Sequence[TaskState] = (TaskState.OPEN,), declaration: str | None = None
) -> pd.DataFrame:
    """Inspections in these states at offices of `unit` and below, the oldest first. Raises UnknownUnitError."""
    conditions: list[Any] = [
        col(Inspection.office).in_(Organisation(organisation()).seen_by(unit)),
        col(Inspection.state).in_(states),
    ]
    if declaration is not None:
        conditions.append(col(Inspection.declaration_id) == declaration)
    return stores.register.read(Inspection, _LISTED, *conditions, order_by=["requested_on", "declaration_id"])


def check_sees_inspection(stores: Stores, unit: str, declaration: str) -> None:
    """Refuse an inspection outside the jurisdiction of `unit`, in the words for one that nobody asked for."""
    if inspections_seen(stores, unit, tuple(TaskState), declaration).empty:
        raise InspectionRefusedError(f"no inspection of {declaration} was asked for in the care of {unit}")
