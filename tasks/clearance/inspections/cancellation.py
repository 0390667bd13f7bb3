"""Inspections of declarations that were cancelled: withdrawn, and requested anew when the declaration comes back."""

from datetime import date

import pandas as pd
from sqlmodel import Session, col, select

from sql.queries import query
from sql.register.audit_trail import Change, record_changes
from sql.register.tables import Inspection
from sql.stores import Stores
from sql.terms import TaskState

BECAUSE_CANCELLED = "the declaration was cancelled on"


def withdraw_cancelled(stores: Stores, as_of: date) -> int:
    """Withdraw the open inspections of declarations that were cancelled by `as_of`; return how many."""
    with stores.lake.connect("declaration_changes") as lake:
        cancelled = lake.execute(query("cancelled_declarations"), {"as_of": as_of}).df()
    if cancelled.empty:
        return 0
    days = dict(zip(cancelled["declaration_id"], pd.to_datetime(cancelled["cancelled_on"]).dt.date, strict=True))
    with stores.register.writing() as session:
        still_open = session.exec(
            select(Inspection)
            .where(Inspection.state == TaskState.OPEN, col(Inspection.declaration_id).in_(list(days)))
            .order_by(Inspection.declaration_id)
        ).all()
        changes = []
        for inspection in still_open:
            reason = f"{BECAUSE_CANCELLED} {days[inspection.declaration_id]}"
            inspection.state, inspection.withdrawn_because = TaskState.WITHDRAWN, reason
            session.add(inspection)
            changes.append(
                Change(as_of, "inspection", inspection.declaration_id, "withdraw", "system", inspection.office, reason)
            )
        record_changes(session, changes)
    return len(changes)


def request_anew(session: Session, inspection: Inspection, as_of: date) -> None:
    """Open an inspection again that was withdrawn with its declaration: nobody sheds one by a cancellation."""
    reason = "the declaration came back after its cancellation"
    inspection.state, inspection.withdrawn_because, inspection.requested_on = TaskState.OPEN, None, as_of
    session.add(inspection)
    change = Change(as_of, "inspection", inspection.declaration_id, "request anew", "system", inspection.office, reason)
    record_changes(session, [change])


def was_cancelled(inspection: Inspection) -> bool:
    """Whether an inspection was withdrawn because its declaration was cancelled."""
    because = inspection.withdrawn_because or ""
    return inspection.state == TaskState.WITHDRAWN and because.startswith(BECAUSE_CANCELLED)
