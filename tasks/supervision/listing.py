"""The hints that a unit may see."""

from typing import Any

import pandas as pd
from sqlmodel import and_, col, or_

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register import records_of
from sql.register.listed import Listed, Sought, listed
from sql.register.tables import Hint
from sql.stores import Stores
from sql.terms import HintFamily, TaskState
from tasks.supervision.integrity import IntegrityView, officer_of
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
    of_family = [] if family is None else [col(Hint.family) == family]
    return _listed(stores, unit, integrity, Sought(), *_unanswered(answered), *of_family).rows[list(_LISTED)]


def hints_sought(
    stores: Stores, unit: str, integrity: IntegrityView | None, *, answered: bool, sought: Sought
) -> Listed:
    """The part of `hints_seen` that is sought, by words of key, rule, subject, unit, family and evidence."""
    return _listed(stores, unit, integrity, sought, *_unanswered(answered))


def hint_seen(stores: Stores, unit: str, integrity: IntegrityView | None, key: str) -> dict[str, Any]:
    """One hint by the names of its columns; missing values are None.

    Raises HintRefusedError, in the same words for what is not there and for what is not to be seen.
    """
    rows = _listed(stores, unit, integrity, Sought(), col(Hint.key) == key).rows
    if rows.empty:
        raise HintRefusedError(f"{unit} has no hint {key}")
    return records_of(rows)[0]


def _unanswered(answered: bool) -> list[Any]:
    return [] if answered else [col(Hint.state) == TaskState.OPEN]


def _listed(stores: Stores, unit: str, integrity: IntegrityView | None, sought: Sought, *conditions: Any) -> Listed:
    """Hints to `unit` and the units below it that meet the conditions and may be seen."""
    return listed(
        stores.register,
        Hint,
        [*_LISTED, "compared"],
        [col(Hint.unit).in_(Organisation(organisation()).seen_by(unit)), _shown(stores, integrity), *conditions],
        order=[col(Hint.due_on), col(Hint.key)],
        sought=sought,
    )


def _shown(stores: Stores, integrity: IntegrityView | None) -> Any:
    """The condition that a hint may be shown, as `integrity.shown` decides on one."""
    of_trade = col(Hint.family) != HintFamily.LAW_ENFORCEMENT
    if integrity is None:
        return of_trade
    speaks = or_(
        col(Hint.subject).contains(integrity.number, autoescape=True),
        col(Hint.compared).contains(integrity.number, autoescape=True),
    )
    to_it = [col(Hint.family) == HintFamily.LAW_ENFORCEMENT, col(Hint.unit) == integrity.unit]
    perhaps = stores.register.read(Hint, ["key", "subject_kind", "subject", "compared"], *to_it, speaks)
    themselves = [
        str(key)
        for key, kind, subject, compared in perhaps.itertuples(index=False)
        if officer_of(str(kind), str(subject), str(compared)) == integrity.number
    ]
    return or_(of_trade, and_(col(Hint.unit) == integrity.unit, col(Hint.key).not_in(themselves)))
