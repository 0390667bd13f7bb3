"""What an officer does with a row in quarantine: repair it, or leave it out for good."""

import json
from collections.abc import Mapping
from datetime import date

from sqlmodel import Session

from sql.jurisdiction import Organisation
from sql.messages import Message
from sql.reference import organisation
from sql.refusal import RefusedError
from sql.register.audit_trail import Change, record_changes
from sql.register.tables import QuarantinedRow
from sql.stores import Stores
from sql.terms import QuarantineState
from tasks.collection.quarantine import WAITING


class QuarantineError(RefusedError):
    """A repair that cannot be done; the message says why."""


def repair_row(stores: Stores, key: str, changes: Mapping[str, str], *, actor: str, unit: str, as_of: date) -> None:
    """Change cells of a quarantined row, by the source's own column names; it stays there until it is replayed.

    Raises QuarantineError, also where `unit` does not see the row or nothing would change.
    """
    with stores.register.writing() as session:
        row = _waiting(session, key, unit, as_of)
        before = json.loads(row.content)
        unknown = sorted(set(changes) - set(before))
        if unknown:
            raise QuarantineError(f"the row has no column {unknown[0]}: its columns are {', '.join(before)}")
        after = before | dict(changes)
        if after == before:
            raise QuarantineError(Message("the row says that already: change at least one of its cells"))
        row.content, row.state = json.dumps(after, ensure_ascii=False), QuarantineState.REPAIRED
        session.add(row)
        change = Change(as_of, "quarantined_row", key, "repair", actor, unit, row.reason, before, after)
        record_changes(session, [change])


def dismiss_row(stores: Stores, key: str, *, actor: str, unit: str, as_of: date, reason: str) -> None:
    """Leave a quarantined row out for good, with the reason; see `repair_row`."""
    with stores.register.writing() as session:
        row = _waiting(session, key, unit, as_of)
        row.state = QuarantineState.DISMISSED
        session.add(row)
        record_changes(session, [Change(as_of, "quarantined_row", key, "dismiss", actor, unit, reason)])


def _waiting(session: Session, key: str, unit: str, as_of: date) -> QuarantinedRow:
    units = Organisation(organisation(as_of))
    row = session.get(QuarantinedRow, key)
    seen = row is not None and unit in units.lineages and units.holds(unit, row.unit)
    if row is None or not seen or row.state not in WAITING:
        raise QuarantineError(Message("there is no row {key} waiting in quarantine", {"key": key}))
    return row
