"""The inspections that a unit sees."""

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd
from sqlmodel import col, or_

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register import records_of
from sql.register.listed import Listed, Sought, first_of, listed
from sql.register.tables import Inspection
from sql.stores import Stores
from sql.terms import TaskState
from tasks.clearance.inspections.refused import InspectionRefusedError

_LISTED = (
    *("declaration_id", "office", "importer", "lodged_on", "lane", "selected_by", "parameters", "rating"),
    *("items", "what_to_check", "requested_on", "state", "withdrawn_because", "inspected_on", "violation", "kind"),
    *("item_number", "recovered_duty", "officer_hours", "inspector"),
)


def inspections_seen(stores: Stores, unit: str, states: Sequence[TaskState] = (TaskState.OPEN,)) -> pd.DataFrame:
    """Inspections in these states at offices of `unit` and below, the oldest first. Raises UnknownUnitError."""
    return inspections_sought(stores, unit, states, Sought()).rows


def inspections_sought(stores: Stores, unit: str, states: Sequence[TaskState], sought: Sought) -> Listed:
    """The part of `inspections_seen` that is sought."""
    return _listed(stores, unit, states, sought, [col(Inspection.requested_on), col(Inspection.declaration_id)])


def inspections_to_record(stores: Stores, unit: str, inspector: str, most: int) -> Listed:
    """Open inspections that an inspector may record: those drawn for them first, then those nobody was drawn for."""
    mine = or_(col(Inspection.inspector).is_(None), col(Inspection.inspector) == inspector)
    order = [col(Inspection.inspector).is_(None), col(Inspection.requested_on), col(Inspection.declaration_id)]
    return _listed(stores, unit, (TaskState.OPEN,), first_of(most), order, mine)


def _listed(
    stores: Stores, unit: str, states: Sequence[TaskState], sought: Sought, order: Sequence[Any], *conditions: Any
) -> Listed:
    return listed(
        stores.register,
        Inspection,
        _LISTED,
        [_at_offices_of(unit), col(Inspection.state).in_(states), *conditions],
        order=order,
        sought=sought,
    )


def inspection_seen(stores: Stores, unit: str, declaration_id: str) -> dict[str, Any]:
    """The inspection of one declaration by the names of its columns; missing values are None.

    Raises InspectionRefusedError, in the same words for what is not there and for what `unit` does not see.
    """
    of_it = col(Inspection.declaration_id) == declaration_id
    rows = stores.register.read(Inspection, list(Inspection.model_fields), _at_offices_of(unit), of_it)
    if rows.empty:
        raise InspectionRefusedError(f"{unit} has no inspection of {declaration_id}")
    return records_of(rows)[0]


def inspections_among(stores: Stores, unit: str, declarations: Collection[str]) -> set[str]:
    """Which of some declarations have an inspection that `unit` sees."""
    of_them = col(Inspection.declaration_id).in_(declarations)
    return set(stores.register.read(Inspection, ["declaration_id"], _at_offices_of(unit), of_them)["declaration_id"])


def _at_offices_of(unit: str) -> Any:
    """The condition that an inspection is at an office of `unit` or below; what no unit has is the nation's."""
    units = Organisation(organisation())
    seen = col(Inspection.office).in_(units.seen_by(unit))
    of_no_unit = col(Inspection.office).not_in(list(units.lineages))
    return or_(seen, of_no_unit) if units.above(unit) is None else seen
