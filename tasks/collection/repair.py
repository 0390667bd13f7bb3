"""What an officer does with a row in quarantine: repair it, or leave it out for good."""

import json
from collections.abc import Mapping
from datetime import date

from sqlmodel import Session

from sql.register.audit_trail import Change, record_changes
from sql.register.tables import QuarantinedRow
from sql.stores import Stores
from sql.terms import QuarantineState
from tasks.collection.quarantine import WAITING


class QuarantineError(ValueError):
    """A repair that cannot be done; the message says why."""


def repair_row(stores: Stores, key: str, changes: Mapping[str, str], *, actor: str, as_of: date) -> None:
    """Change cells of a quarantined row, by the source's own column names; it stays there until it is replayed."""
    with stores.register.writing() as session:
        row = _waiting(session, key)
        before = json.loads(row.content)
        unknown = sorted(set(changes) - set(before))
        if unknown:
            raise QuarantineError(f"the row has no column {unknown[0]}: its columns are {', '.join(before)}")
        after = before | dict(changes)
        row.content, row.state = json.dumps(after, ensure_ascii=False), QuarantineState.REPAIRED
        session.add(row)
        change = Change(as_of, "quarantined_row", key, "repair", actor, "CN", row.reason, before, after)
        record_changes(session, [change])


def dismiss_row(stores: Stores, key: str, *, actor: str, as_of: date, reason: str) -> None:
    """Leave a quarantined row out for good, with the reason."""
    with stores.register.writing() as session:
        row = _waiting(session, key)
        row.state = QuarantineState.DISMISSED
        session.add(row)
        record_changes(session, [Change(as_of, "quarantined_row", key, "dismiss", actor, "CN", reason)])


def _waiting(session: Session, key: str) -> QuarantinedRow:
    row = session.get(QuarantinedRow, key)
    if row is None or row.state not in WAITING:
        raise QuarantineError(f"there is no row {key} waiting in quarantine")
    return row
