"""Which instructions and warnings a unit sees, how each stands, and which are alike."""

from collections.abc import Collection
from datetime import date
from typing import Any

import pandas as pd
from sqlmodel import col, select

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register.tables import Finding
from sql.stores import Stores
from sql.terms import Severity, TaskState
from tasks.answering.asked import AnswerRefusedError, Asked
from tasks.answering.standing import Standing, standing


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
    table = kind.table
    conditions: list[Any] = [kind.unit.in_(Organisation(organisation(as_of)).seen_by(unit)), kind.issued <= as_of]
    if not answered:
        conditions.append(col(table.state) == TaskState.OPEN)
    if detector is not None:
        conditions.append(col(Finding.detector) == detector)
    if key is not None:
        conditions.append(kind.key == key)
    chosen = (
        select(kind.key, kind.unit, col(table.severity), kind.asks.label("asks"))
        .add_columns(kind.issued.label("issued_on"), col(table.due_on), col(table.state), col(table.taken_on))
        .add_columns(col(table.taken_by), col(table.done), col(table.found), col(table.answered_on))
        .add_columns(col(table.answered_by), col(table.finding), col(Finding.detector), col(Finding.priority))
        .add_columns(col(Finding.subject_kind), col(Finding.subject), col(Finding.amount_at_stake))
        .outerjoin(Finding, col(Finding.key) == col(table.finding))
        .where(*conditions)
        .order_by(col(table.due_on), kind.key)
    )
    rows = stores.register.frame(chosen)
    rows["standing"] = pd.Series(
        [_standing(kind, row, as_of) for row in rows.to_dict("records")], index=rows.index, dtype="object"
    )
    rows["age_days"] = [(as_of - day.date()).days for day in rows["issued_on"]]
    return rows[rows["standing"].isin(list(standings))].reset_index(drop=True) if standings else rows


def alike(stores: Stores, kind: Asked, key: str, unit: str) -> list[str]:
    """Keys of all open instructions or warnings to the same unit on the same subject, whichever detector found it.

    One check of the subject answers them all. Raises AnswerRefusedError where `unit` has no such one.
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
            .where(col(table.state) == TaskState.OPEN)
            .order_by(kind.key)
        )
        return list(dict.fromkeys([key, *session.exec(same).all()]))


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
