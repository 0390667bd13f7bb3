"""Who has read what: by notification, or by taking what the notification is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, or_, select, update

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.refusal import RefusedError
from sql.register.audit_trail import Change, record_changes
from sql.register.tables import Notification, OutboxEvent
from sql.stores import Stores
from sql.terms import Language
from tasks.notification.links import LinkRefusedError, Ticket, ticket_of
from tasks.notification.wording import heading, number_of


class NotificationRefusedError(RefusedError):
    """A notification that cannot be acknowledged; the message says why."""


@dataclass(frozen=True)
class ToldByLink:
    """What the message of a link told: to which unit, in which language, and of what, by kind and number."""

    unit: str
    language: Language
    notices: tuple[str, ...]


def acknowledge(stores: Stores, key: str, *, actor: str, unit: str, as_of: date) -> dict[str, Any]:
    """Note that an officer of the unit, or of one above it, has read a notification; the first who does stays noted."""
    units = Organisation(organisation(as_of))
    with stores.register.writing() as session:
        row = session.get(Notification, key)
        if row is None or unit not in units.lineages or not units.holds(unit, row.unit):
            raise NotificationRefusedError(f"{unit} has no notification {key}")
        if row.acknowledged_by is None:
            row.acknowledged_on, row.acknowledged_by = as_of, actor
            session.add(row)
            session.flush()
            _settle_above(session, [row.event], actor, as_of)
            record_changes(session, [Change(as_of, "notification", key, "acknowledge", actor, unit, "")])
        return {"notification": key, "acknowledged_by": row.acknowledged_by}


def acknowledge_by_link(
    stores: Stores, token: str, *, officer: str, secrets: Sequence[str], today: date
) -> dict[str, Any]:
    """Acknowledge what the link of a message stands for, once; a digest with all that it told.

    Raises LinkRefusedError where the link was not issued here, is over, or was used. Returns: notification,
    acknowledged_by.
    """
    ticket = ticket_of(token, secrets, today)
    if not officer.strip():
        raise LinkRefusedError("nobody acknowledges without a name: give the name or number of the officer")
    with stores.register.writing() as session:
        rows = _of_message(session, ticket)
        open_rows = [row for row in rows if row.acknowledged_by is None]
        if not open_rows:
            raise LinkRefusedError(_used(rows))
        changes = []
        for row in open_rows:
            row.acknowledged_on, row.acknowledged_by = today, officer.strip()
            session.add(row)
            changes.append(
                Change(today, "notification", row.key, "acknowledge", officer.strip(), ticket.unit, "by its link")
            )
        session.flush()
        _settle_above(session, [row.event for row in open_rows], officer.strip(), today)
        record_changes(session, changes)
        return {"notification": ticket.key, "acknowledged_by": officer.strip()}


def told_by_link(stores: Stores, token: str, *, secrets: Sequence[str], today: date) -> ToldByLink:
    """What a link would acknowledge, without doing so. Raises LinkRefusedError as acknowledging does."""
    ticket = ticket_of(token, secrets, today)
    with stores.register.reading() as session:
        rows = _of_message(session, ticket)
        if all(row.acknowledged_by is not None for row in rows):
            raise LinkRefusedError(_used(rows))
        language = rows[0].language
        events = [session.get_one(OutboxEvent, row.event) for row in rows]
        notices = tuple(f"{heading(event.kind, language)} {number_of(event)}" for event in events)
        return ToldByLink(ticket.unit, language, notices)


def _of_message(session: Session, ticket: Ticket) -> list[Notification]:
    """The notifications of a message to the unit of a ticket, held where the session writes."""
    rows = session.exec(
        select(Notification)
        .where(
            or_(col(Notification.key) == ticket.key, col(Notification.digest) == ticket.key),
            col(Notification.unit) == ticket.unit,
        )
        .order_by(Notification.key)
    ).all()
    if not rows:
        raise LinkRefusedError("the message of this link is gone: see the list of notifications")
    return list(rows)


def _settle_above(session: Session, events: Sequence[str], actor: str, as_of: date) -> None:
    """Note that what units above were told, that these events are unread, is over."""
    for event in events:
        reference = event.removeprefix("unread|")
        _acknowledge_all(session, _unread(reference), actor, as_of)


def _used(rows: Sequence[Notification]) -> str:
    return f"{rows[0].acknowledged_by} acknowledged this on {rows[0].acknowledged_on}: nothing is left to do"


def acknowledge_told(session: Session, kind: str, reference: str, actor: str, as_of: date) -> None:
    """Note that `actor` knows all that was told of something, or waits to be, and that others were told it is unread.

    In the caller's transaction. reference: what that of the announcements begins with, before a |.
    """
    about = and_(col(OutboxEvent.kind) == kind, col(OutboxEvent.reference).startswith(f"{reference}|", autoescape=True))
    _acknowledge_all(session, or_(about, _unread(f"{kind}|{reference}")), actor, as_of)


def _unread(about: str) -> ColumnElement[bool]:
    """The condition that an event tells that others have not read what begins so, before a |."""
    return and_(col(OutboxEvent.kind) == "unread", col(OutboxEvent.reference).startswith(f"{about}|", autoescape=True))


def _acknowledge_all(session: Session, of_it: ColumnElement[bool], actor: str, as_of: date) -> None:
    """Note of events, told or waiting to be, that they are acknowledged, where nobody did before."""
    told = select(OutboxEvent.key).where(of_it)
    session.exec(
        update(Notification)
        .where(col(Notification.event).in_(told), col(Notification.acknowledged_by).is_(None))
        .values(acknowledged_on=as_of, acknowledged_by=actor)
    )
    session.exec(
        update(OutboxEvent)
        .where(of_it, col(OutboxEvent.fanned_out).is_(False), col(OutboxEvent.acknowledged_by).is_(None))
        .values(acknowledged_on=as_of, acknowledged_by=actor)
    )
