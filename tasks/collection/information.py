"""The information module: which items of risk information are valid, and who sees them."""

from datetime import date
from typing import Any

import pandas as pd
from sqlmodel import col

from sql.contents import CONTENTS
from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register.listed import Listed, Sought, listed
from sql.register.tables import InformationItem
from sql.stores import Stores


def information_seen(stores: Stores, unit: str, as_of: date | None, *conditions: Any) -> pd.DataFrame:
    """Items of `unit` and the units below, valid on `as_of`, or all where it is None; the latest first.

    conditions: further ones on columns of InformationItem. Raises UnknownUnitError.
    """
    bounds: list[Any] = [col(InformationItem.unit).in_(Organisation(organisation()).seen_by(unit)), *conditions]
    if as_of is not None:
        bounds += [col(InformationItem.received_on) <= as_of, col(InformationItem.valid_to) >= as_of]
    rows = stores.register.read(
        InformationItem, CONTENTS["information"].names, *bounds, order_by=["received_on", "key"]
    )
    return rows.iloc[::-1].reset_index(drop=True)


def information_sought(stores: Stores, unit: str, as_of: date | None, sought: Sought) -> Listed:
    """The part of `information_seen` that is sought, by words of its subject, summary, source, kind, unit and key."""
    conditions: list[Any] = [col(InformationItem.unit).in_(Organisation(organisation()).seen_by(unit))]
    if as_of is not None:
        conditions += [col(InformationItem.received_on) <= as_of, col(InformationItem.valid_to) >= as_of]
    return listed(
        stores.register,
        InformationItem,
        list(InformationItem.model_fields),
        conditions,
        order=[col(InformationItem.received_on).desc(), col(InformationItem.key).desc()],
        sought=sought,
    )
