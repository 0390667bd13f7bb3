"""The information module: which items of risk information are valid, and who sees them."""

from datetime import date

import pandas as pd
from sqlmodel import col

from sql.jurisdiction import Organisation
from sql.register.tables import InformationItem
from sql.stores import Stores

COLUMNS = (
    *("key", "kind", "source", "reliability", "priority", "subject_kind", "subject", "summary"),
    *("received_on", "valid_to", "unit"),
)


def active_information(stores: Stores, as_of: date) -> pd.DataFrame:
    """Items received by the end of `as_of` and still valid then; columns as `COLUMNS`, by key."""
    return stores.register.read(
        InformationItem,
        list(COLUMNS),
        col(InformationItem.received_on) <= as_of,
        col(InformationItem.valid_to) >= as_of,
        order_by=["key"],
    )


def visible_to(rows: pd.DataFrame, organisation: Organisation, unit: str) -> pd.DataFrame:
    """Rows whose `unit` lies in the jurisdiction of `unit`: itself and all below."""
    return rows[rows["unit"].isin(organisation.below(unit))]
