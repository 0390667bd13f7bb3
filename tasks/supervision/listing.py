"""The hints that a unit may see."""

from typing import Any

import pandas as pd
from sqlmodel import col

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register import records_of
from sql.register.tables import Hint
from sql.stores import Stores
from sql.terms import HintFamily, TaskState
from tasks.supervision.integrity import IntegrityView, officer_of, shown
from tasks.supervision.supervise import HintRefusedError

_LISTED = (
    *("key", "family", "rule", "subject_kind", "subject", "evidence", "severity", "unit", "raised_on", "due_on"),
    *("state", "answer", "answered_on", "answered_by"),
)


def hints_seen(
    stores: Stores,
    unit: str,
    integrity: IntegrityView | None,
    *,
    answered: bool = False,
    family: HintFamily | None = None,
) -> pd.DataFrame:
    """Hints for `unit` and the units below it, the earliest due first; with `answered`, answered hints too.

    integrity: what of the hints on the integrity of officers is among them. Raises UnknownUnitError.
    """
    conditions: list[Any] = []
    if not answered:
        conditions.append(col(Hint.state) == TaskState.OPEN)
    if family is not None:
        conditions.append(col(Hint.family) == family)
    return _shown(stores, unit, integrity, *conditions)[list(_LISTED)]


def hint_seen(stores: Stores, unit: str, integrity: IntegrityView | None, key: str) -> dict[str, Any]:
    """One hint by the names of its columns; missing values are None.

    Raises HintRefusedError, in the same words for what is not there and for what is not to be seen.
    """
    rows = _shown(stores, unit, integrity, col(Hint.key) == key)
    if rows.empty:
        raise HintRefusedError(f"{unit} has no hint {key}")
    return records_of(rows)[0]


def _shown(stores: Stores, unit: str, integrity: IntegrityView | None, *conditions: Any) -> pd.DataFrame:
    """Hints to `unit` and the units below it that meet the conditions and may be seen."""
    conditions = (col(Hint.unit).in_(Organisation(organisation()).seen_by(unit)), *conditions)
    rows = stores.register.read(Hint, [*_LISTED, "compared"], *conditions, order_by=["due_on", "key"])
    officers = [
        officer_of(str(kind), str(subject), str(compared))
        for kind, subject, compared in zip(rows["subject_kind"], rows["subject"], rows["compared"], strict=True)
    ]
    keep = [
        shown(HintFamily(of), str(at), officer, integrity)
        for of, at, officer in zip(rows["family"], rows["unit"], officers, strict=True)
    ]
    return rows.loc[keep, [*_LISTED, "compared"]].reset_index(drop=True)
