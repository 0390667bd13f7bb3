"""Repairing rows in quarantine and sending them through the door again."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
from sqlmodel import col, select

from sql.exclusive import exclusive
from sql.register.audit_trail import Change, record_changes
from sql.register.tables import CollectionBatch, QuarantinedRow, Unit
from sql.stores import Stores
from sql.terms import QuarantineState
from tasks.collection.arrival import Arrival, land
from tasks.collection.collect import part_rows
from tasks.collection.formats import source_formats
from tasks.collection.validation import validate


class QuarantineError(ValueError):
    """A repair that cannot be done; the message says why."""


def repair_row(stores: Stores, key: str, changes: Mapping[str, str], *, actor: str, as_of: date) -> None:
    """Change cells of a quarantined row, by the source's own column names; it stays there until it is replayed."""
    with stores.register.writing() as session:
        row = session.get(QuarantinedRow, key)
        if row is None or row.state != QuarantineState.OPEN:
            raise QuarantineError(f"there is no open row {key} in quarantine")
        before = json.loads(row.content)
        unknown = sorted(set(changes) - set(before))
        if unknown:
            raise QuarantineError(f"the row has no column {unknown[0]}: its columns are {', '.join(before)}")
        row.content = json.dumps(before | dict(changes), ensure_ascii=False)
        session.add(row)
        record_changes(
            session,
            [Change(as_of, "quarantined_row", key, "repair", actor, "CN", row.reason, before, before | dict(changes))],
        )


def dismiss_row(stores: Stores, key: str, *, actor: str, as_of: date, reason: str) -> None:
    """Leave a quarantined row out for good, with the reason."""
    with stores.register.writing() as session:
        row = session.get(QuarantinedRow, key)
        if row is None or row.state != QuarantineState.OPEN:
            raise QuarantineError(f"there is no open row {key} in quarantine")
        row.state = QuarantineState.DISMISSED
        session.add(row)
        record_changes(session, [Change(as_of, "quarantined_row", key, "dismiss", actor, "CN", reason)])


def replay_quarantine(stores: Stores, as_of: date, screened_from: date) -> dict[str, Any]:
    """Send every open row of quarantine through validation again; what passes now goes into the lake.

    Returns: rows_replayed, rows_still_refused.
    """
    with exclusive(stores.folder, "collection"):
        return _replayed_all(stores, screened_from)


def _replayed_all(stores: Stores, screened_from: date) -> dict[str, Any]:
    register = stores.register
    rows = register.read(
        QuarantinedRow,
        ["key", "batch", "content"],
        col(QuarantinedRow.state) == QuarantineState.OPEN,
        order_by=["batch", "row_number"],
    )
    formats = register.read(CollectionBatch, ["key", "source_format"]).set_index("key")["source_format"]
    with register.reading() as session:
        units = frozenset(session.exec(select(Unit.code)).all())
    passed: list[str] = []
    for batch, part in rows.groupby("batch", sort=True):
        passed += _replayed(stores, str(batch), str(formats[batch]), part, units, screened_from)
    with register.writing() as session:
        for key in passed:
            row = session.get_one(QuarantinedRow, key)
            row.state = QuarantineState.REPLAYED
            session.add(row)
        for name, count in rows[rows["key"].isin(passed)].groupby("batch").size().items():
            collected = session.get_one(CollectionBatch, str(name))
            collected.rows_accepted += int(count)
            collected.rows_quarantined -= int(count)
            session.add(collected)
    return {"rows_replayed": len(passed), "rows_still_refused": len(rows) - len(passed)}


def _replayed(
    stores: Stores, batch: str, format_name: str, rows: pd.DataFrame, units: frozenset[str], screened_from: date
) -> list[str]:
    """Keys of the rows of one batch that pass; each lands in a file of its own, so that a repeat replaces it."""
    source = next(candidate for candidate in source_formats() if candidate.name == format_name)
    content = pd.DataFrame([json.loads(text) for text in rows["content"]], index=pd.RangeIndex(1, len(rows) + 1))
    keys = dict(zip(content.index, rows["key"], strict=True))
    checked = {part.content: validate(part.content, part_rows(part, source, content), units) for part in source.parts}
    passing = set(content.index)
    for result in checked.values():
        passing &= set(result.accepted.index)
    for number in sorted(passing):
        arrival = Arrival(stores.lake, f"replay-{keys[number].replace('|', '-')}", screened_from)
        for part in source.parts:
            land(arrival, part.content, checked[part.content].accepted.loc[[number]])
    return [keys[number] for number in sorted(passing)]
