"""The hints that a unit may see."""

from typing import Any

import pandas as pd
from sqlmodel import col

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register.tables import Hint
from sql.stores import Stores
from sql.terms import HintFamily, TaskState

_LISTED = (
    *("key", "family", "rule", "subject_kind", "subject", "evidence", "severity", "unit", "raised_on", "due_on"),
    *("state", "answer", "answered_on", "answered_by"),
)


def hints_seen(stores: Stores, unit: str, *, answered: bool = False, family: HintFamily | None = None) -> pd.DataFrame:
    """Hints for `unit` and the units below it, the earliest due first; with `answered`, answered hints too.

    Raises UnknownUnitError.
    """
    conditions: list[Any] = [col(Hint.unit).in_(Organisation(organisation()).seen_by(unit))]
    if not answered:
        conditions.append(col(Hint.state) == TaskState.OPEN)
    if family is not None:
        conditions.append(col(Hint.family) == family)
    return stores.register.read(Hint, _LISTED, *conditions, order_by=["due_on", "key"])
