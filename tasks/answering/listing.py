"""Which instructions and warnings a unit sees, how each stands, and which are alike."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import pandas as pd
from sqlmodel import col, or_, select

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register.listed import Beside, Listed, Sought, first_of, listed
from sql.register.tables import Finding
from sql.stores import Stores
from sql.terms import Severity, TaskState
from tasks.answering.asked import AnswerRefusedError, Asked
from tasks.answering.standing import Standing, standing

_LISTED = (
    *("key", "unit", "severity", "due_on", "state", "taken_on", "taken_by", "done", "found", "answered_on"),
    *("answered_by", "finding"),
)
_FINDING = Beside(
    Finding,
    "finding",
    columns=("detector", "priority", "subject_kind", "subject", "amount_at_stake"),
)


def asked_of(
    stores: Stores,
    kind: Asked,
    unit: str,
    as_of: date,
    *,
    answered: bool = False,
    standings: Collection[Standing] = (),
    detector: str | None = None,
    key: str | None = None,
) -> pd.DataFrame:
    """Instructions or warnings to `unit` and the units below, the first due first; with `answered`, answered ones too.

    standings, detector, key: only these. Returns: key, unit, severity, asks, issued_on, due_on, state, standing and
    age_days (at the end of `as_of`), taken_by, done, found, answered_on, answered_by; and of the finding that it rests
    on finding, detector, priority, subject_kind, subject, amount_at_stake, missing where there is none. Raises
    UnknownUnitError.
    """
    conditions: list[Any] = _open(kind, answered)
    if detector is not None:
        conditions.append(
            col(kind.table.finding).in_(select(col(Finding.key)).where(col(Finding.detector) == detector))
        )
    if key is not None:
        conditions.append(kind.key == key)
    rows = _listed(stores, kind, unit, as_of, Sought(), *conditions).rows
    return rows[rows["standing"].isin(list(standings))].reset_index(drop=True) if standings else rows


def asked_sought(stores: Stores, kind: Asked, unit: str, as_of: date, *, answered: bool, sought: Sought) -> Listed:
    """The part of `asked_of` that is sought, by words of itself, its unit, who took it, and the finding it rests on."""
    return _listed(stores, kind, unit, as_of, sought, *_open(kind, answered))


def asked_to_answer(stores: Stores, kind: Asked, unit: str, as_of: date, officer: str, most: int) -> Listed:
    """What waits for the answer of `officer`: what they took, then what nobody has taken, the first due first."""
    taken_by = col(kind.table.taken_by)
    theirs = or_(taken_by.is_(None), taken_by == officer)
    page = first_of(most)
    return _listed(stores, kind, unit, as_of, page, *_open(kind), theirs, first=[taken_by.is_(None)])


def _open(kind: Asked, answered: bool = False) -> list[Any]:
    return [] if answered else [col(kind.table.state) == TaskState.OPEN]


def _listed(
    stores: Stores, kind: Asked, unit: str, as_of: date, sought: Sought, *conditions: Any, first: Sequence[Any] = ()
) -> Listed:
    """What meets the conditions of that what was issued to `unit` and below, as `asked_of` returns it."""
    to_unit = kind.unit.in_(Organisation(organisation(as_of)).seen_by(unit))
    found = listed(
        stores.register,
        kind.table,
        [*_LISTED, kind.text, kind.since],
        [to_unit, kind.issued <= as_of, *conditions],
        order=[*first, col(kind.table.due_on), kind.key],
        sought=sought,
        beside=_FINDING,
    )
    rows = found.rows.rename(columns={kind.text: "asks", kind.since: "issued_on"})
    rows["standing"] = pd.Series(
        [_standing(kind, row, as_of) for row in rows.to_dict("records")], index=rows.index, dtype="object"
    )
    rows["age_days"] = [(as_of - day.date()).days for day in rows["issued_on"]]
    return Listed(rows, found.total)


def alike(stores: Stores, kind: Asked, key: str, unit: str, most: int | None = None) -> list[str]:
    """Keys of all open instructions or warnings to the same unit on the same subject, whichever detector found it.

    One check of the subject answers them all. most: read no more than so many beside the key. Raises
    AnswerRefusedError where `unit` has no such one.
    """
    table = kind.table
    seen = Organisation(organisation()).seen_by(unit)
    of = (
        select(kind.unit, col(Finding.subject_kind), col(Finding.subject))
        .outerjoin(Finding, col(Finding.key) == col(table.finding))
        .where(kind.key == key, kind.unit.in_(seen))
    )
    with stores.register.reading() as session:
        found = session.exec(of).first()
        if found is None:
            raise AnswerRefusedError(f"{unit} has no {kind.name} {key}: {kind.name}s list shows them")
        at, subject_kind, subject = found
        if subject is None:
            return [key]
        same = (
            select(kind.key)
            .join(Finding, col(Finding.key) == col(table.finding))
            .where(kind.unit == at, col(Finding.subject_kind) == subject_kind, col(Finding.subject) == subject)
            .where(col(table.state) == TaskState.OPEN, kind.key != key)
            .limit(most)
        )
        return [key, *sorted(session.exec(same).all())]


def _standing(kind: Asked, row: dict[Any, Any], as_of: date) -> Standing:
    return standing(
        kind.name,
        Severity(str(row["severity"])),
        TaskState(str(row["state"])),
        row["due_on"].date(),
        as_of,
        taken_on=None if pd.isna(row["taken_on"]) else row["taken_on"].date(),
        answered_on=None if pd.isna(row["answered_on"]) else row["answered_on"].date(),
    )
