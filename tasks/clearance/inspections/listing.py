"""The inspections that a unit sees."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlmodel import col, or_

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register.tables import Inspection
from sql.stores import Stores
from sql.terms import TaskState

_LISTED = (
    *("declaration_id", "office", "importer", "lodged_on", "lane", "selected_by", "parameters", "rating"),
    *("items", "what_to_check", "requested_on", "state", "withdrawn_because", "inspected_on", "violation", "kind"),
    *("item_number", "recovered_duty", "officer_hours", "inspector"),
)


def inspections_seen(stores: Stores, unit: str, states: Sequence[TaskState] = (TaskState.OPEN,)) -> pd.DataFrame:
    """Inspections in these states at offices of `unit` and below, the oldest first. Raises UnknownUnitError."""
    units = Organisation(organisation())
    seen = col(Inspection.office).in_(units.seen_by(unit))
    of_no_unit = col(Inspection.office).not_in(list(units.lineages))
    whose = or_(seen, of_no_unit) if units.above(unit) is None else seen
    conditions: list[Any] = [whose, col(Inspection.state).in_(states)]
    return stores.register.read(Inspection, _LISTED, *conditions, order_by=["requested_on", "declaration_id"])
