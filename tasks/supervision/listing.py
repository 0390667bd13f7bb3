"""The hints that a unit may see."""

from typing import Any

import pandas as pd
from sqlmodel import col

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register.tables import Hint
from sql.stores import Stores
from sql.terms import HintFamily, TaskState
from tasks.supervision.integrity import IntegrityView, officer_of, shown

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
    conditions: list[Any] = [col(Hint.unit).in_(Organisation(organisation()).seen_by(unit))]
    if not answered:
        conditions.append(col(Hint.state) == TaskState.OPEN)
    if family is not None:
        conditions.append(col(Hint.family) == family)
    rows = stores.register.read(Hint, [*_LISTED, "compared"], *conditions, order_by=["due_on", "key"])
    officers = [
        officer_of(str(kind), str(subject), str(compared))
        for kind, subject, compared in zip(rows["subject_kind"], rows["subject"], rows["compared"], strict=True)
    ]
    keep = [
        shown(HintFamily(of), str(at), officer, integrity)
        for of, at, officer in zip(rows["family"], rows["unit"], officers, strict=True)
    ]
    return rows.loc[keep, list(_LISTED)].reset_index(drop=True)
