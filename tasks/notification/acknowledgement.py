"""Who has read what: by notification, or by taking what the notification is about."""

from datetime import date
from typing import Any

from sqlmodel import Session, and_, col, or_, select, update

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register.audit_trail import Change, record_changes
from sql.register.tables import Notification, OutboxEvent
from sql.stores import Stores


class NotificationRefusedError(ValueError):
    """A notification that cannot be acknowledged; the message says why."""


def acknowledge(stores: Stores, key: str, *, actor: str, unit: str, as_of: date) -> dict[str, Any]:
    """Note that an officer of the unit, or of one above it, has read a notification; the first who does stays noted."""
    units = Organisation(organisation())
    with stores.register.writing() as session:
        row = session.get(Notification, key, with_for_update=True)
        if row is None or unit not in units.lineages or not units.holds(unit, row.unit):
            raise NotificationRefusedError(f"{unit} has no notification {key}")
        if row.acknowledged_by is None:
            row.acknowledged_on, row.acknowledged_by = as_of, actor
            session.add(row)
            record_changes(session, [Change(as_of, "notification", key, "acknowledge", actor, unit, "")])
        return {"notification": key, "acknowledged_by": row.acknowledged_by}


def acknowledge_told(session: Session, kind: str, reference: str, actor: str, as_of: date) -> None:
    """Note that `actor` knows all that was told of something, and that others were told it is unread.

    In the caller's transaction. reference: what that of the announcements begins with, before a |.
    """
    about, unread = (
        col(OutboxEvent.reference).startswith(f"{start}|", autoescape=True)
        for start in (reference, f"{kind}|{reference}")
    )
    told = select(OutboxEvent.key).where(
        or_(and_(col(OutboxEvent.kind) == kind, about), and_(col(OutboxEvent.kind) == "unread", unread))
    )
    session.exec(
        update(Notification)
        .where(col(Notification.event).in_(told), col(Notification.acknowledged_by).is_(None))
        .values(acknowledged_on=as_of, acknowledged_by=actor)
    )
