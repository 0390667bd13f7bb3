"""Two stages: events fan out to channels, and each notification is delivered, with growing delays where it fails."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlmodel import col, or_, select, update

from sql.jurisdiction import Organisation
from sql.reference import organisation, reference_table
from sql.register import insert_new
from sql.register.tables import Notification, OutboxEvent
from sql.stores import Stores
from sql.terms import DeliveryState
from tasks.notification.channels import DeliveryError, Message, address, file, webhook
from tasks.notification.routes import FILE, routed
from tasks.notification.sole_sender import sole_sender

DELAYS = (1, 2, 4, 8)  # days until the next try; after the last the notification has failed
_MARKED_TOGETHER = 200


def fan_out(stores: Stores, as_of: date, routes: Sequence[Mapping[str, str]] | None = None) -> dict[str, Any]:
    """Make a notification for every event up to `as_of` and each of its channels. Returns notifications_created.

    `routes`: unit, kind, min_severity, channel of each; default those of the reference table.
    """
    chosen = (
        reference_table("notification_routes")
        if routes is None
        else pd.DataFrame(list(routes), columns=pd.Index(["unit", "kind", "min_severity", "channel"]))
    )
    events = stores.register.read(
        OutboxEvent,
        ["key", "kind", "unit", "severity"],
        col(OutboxEvent.fanned_out).is_(False),
        col(OutboxEvent.occurred_on) <= as_of,
        order_by=["key"],
    )
    pairs = routed(events, chosen, Organisation(organisation()))
    rows = pairs.assign(key=pairs["event"] + "|" + pairs["channel"], state=DeliveryState.PENDING, next_attempt_on=as_of)
    with stores.register.writing() as session:
        created = insert_new(session, Notification, rows)
        for start in range(0, len(events), _MARKED_TOGETHER):
            keys = events["key"].iloc[start : start + _MARKED_TOGETHER].tolist()
            session.exec(update(OutboxEvent).where(col(OutboxEvent.key).in_(keys)).values(fanned_out=True))
    return {"notifications_created": created}


def deliver(stores: Stores, as_of: date, channels: Mapping[str, str]) -> dict[str, Any]:
    """Deliver what is due on `as_of`; a channel that fails stops no other.

    `channels`: apprise address by channel name; `file` needs none. Sent and noted one by one: a stop between the two
    repeats one message, with the same key. Whoever else would send waits.
    Returns: notifications_delivered, notifications_failed, notifications_pending.
    """
    with sole_sender(stores):
        return _deliver(stores, as_of, channels)


def _deliver(stores: Stores, as_of: date, channels: Mapping[str, str]) -> dict[str, Any]:
    with stores.register.reading() as session:
        due = session.exec(
            select(Notification, OutboxEvent)
            .join(OutboxEvent, col(OutboxEvent.key) == col(Notification.event))
            .where(
                Notification.state == DeliveryState.PENDING,
                or_(col(Notification.next_attempt_on).is_(None), col(Notification.next_attempt_on) <= as_of),
            )
            .order_by(col(OutboxEvent.occurred_on), col(Notification.key))
        ).all()
        messages = [
            (notification.key, notification.channel, _message(stores, notification.key, event))
            for notification, event in due
        ]
    counts = dict.fromkeys(DeliveryState, 0)
    for key, channel, message in messages:
        problem = _problem(stores, channel, message, channels)
        with stores.register.writing() as session:
            row = session.get_one(Notification, key)
            _note(row, problem, as_of)
            session.add(row)
            counts[row.state] += 1
    return {f"notifications_{state}": count for state, count in counts.items()}


def _message(stores: Stores, key: str, event: OutboxEvent) -> Message:
    attachment = None if event.attachment is None else stores.folder / event.attachment
    return Message(key, event.unit, event.subject, event.body, attachment)


def _problem(stores: Stores, channel: str, message: Message, channels: Mapping[str, str]) -> str | None:
    try:
        if channel == FILE:
            file.send(stores.folder, message)
        elif channel in channels and channels[channel].startswith(webhook.SCHEMES):
            webhook.send(channels[channel], message)
        elif channel in channels:
            address.send(channels[channel], message)
        else:
            return f"no address is set for the channel {channel}"
    except DeliveryError as problem:
        return str(problem)
    return None


def _note(row: Notification, problem: str | None, as_of: date) -> None:
    row.attempts += 1
    row.problem = problem
    if problem is None:
        row.state, row.delivered_on, row.next_attempt_on = DeliveryState.DELIVERED, as_of, None
    elif row.attempts > len(DELAYS):
        row.state, row.next_attempt_on = DeliveryState.FAILED, None
    else:
        row.next_attempt_on = as_of + timedelta(days=DELAYS[row.attempts - 1])
