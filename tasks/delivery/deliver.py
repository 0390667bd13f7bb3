"""Two stages: events fan out to channels, then each notification is delivered, with growing delays after a failure."""

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any

import pandas as pd
from sqlmodel import Session, col, select, update

from sql.jurisdiction import Organisation
from sql.reference import organisation, reference_table
from sql.register import insert_new
from sql.register.tables import Notification, OutboxEvent
from sql.stores import Stores
from sql.terms import DeliveryState
from tasks.delivery.channels import DeliveryError, channel_of
from tasks.delivery.digests import gather_digests
from tasks.delivery.files import FILE_CHANNEL
from tasks.delivery.parcels import Parcel, due_parcels, message_of
from tasks.delivery.routes import FILE, routed
from tasks.delivery.sole_sender import sole_sender
from tasks.delivery.timing import NOON, first_day
from tasks.notification.links import LinkMaker

DELAYS = (1, 2, 4, 8)  # days until the next try; after the last one the notification fails
_MARKED_AT_ONCE = 200


def fan_out(
    stores: Stores, as_of: date, routes: Sequence[Mapping[str, str]] | None = None, at: time = NOON
) -> dict[str, Any]:
    """Create a notification for every event up to `as_of` and each of its channels. Returns notifications_created.

    `routes`: unit, kind, min_severity, channel and the other columns of `routed`; default: the reference table. `at`:
    time of day; an event after today's digest goes into tomorrow's. An event that an officer acknowledged already
    becomes an acknowledged notification.
    """
    chosen = reference_table("notification_routes") if routes is None else pd.DataFrame(list(routes))
    events = stores.register.read(
        OutboxEvent,
        ["key", "kind", "unit", "severity", "occurred_on"],
        col(OutboxEvent.fanned_out).is_(False),
        col(OutboxEvent.occurred_on) <= as_of,
        order_by=["key"],
    )
    pairs = routed(events, chosen, Organisation(organisation(as_of)))
    waits = [None if pd.isna(digest) else str(digest) for digest in pairs["digest_at"]]
    rows = pairs.assign(
        key=pairs["event"] + "|" + pairs["channel"],
        occurred_on=pairs["event"].map(events.set_index("key")["occurred_on"]),
        state=DeliveryState.PENDING,
        next_attempt_on=[first_day(digest_at, as_of, at) for digest_at in waits],
    )
    with stores.register.writing() as session:
        created = insert_new(session, Notification, rows)
        for start in range(0, len(events), _MARKED_AT_ONCE):
            keys = events["key"].iloc[start : start + _MARKED_AT_ONCE].tolist()
            session.exec(update(OutboxEvent).where(col(OutboxEvent.key).in_(keys)).values(fanned_out=True))
            _acknowledge_known(session, keys)
    return {"notifications_created": created}


def _acknowledge_known(session: Session, events: list[str]) -> None:
    """Mark notifications of acknowledged events as acknowledged, in the caller's transaction."""
    known = select(OutboxEvent).where(col(OutboxEvent.key).in_(events), col(OutboxEvent.acknowledged_by).is_not(None))
    for event in session.exec(known).all():
        session.exec(
            update(Notification)
            .where(col(Notification.event) == event.key, col(Notification.acknowledged_by).is_(None))
            .values(acknowledged_on=event.acknowledged_on, acknowledged_by=event.acknowledged_by)
        )


def deliver(
    stores: Stores,
    as_of: date,
    channels: Mapping[str, str],
    at: time = NOON,
    links: LinkMaker | None = None,
) -> dict[str, Any]:
    """Deliver the notifications due on `as_of` at a time of day; a failing channel does not stop the others.

    `channels`: apprise address by channel name; `file` needs none. Notifications wait in quiet hours and for their
    digest. Each message is sent, then recorded: a stop in between repeats one message, with the same key. Only one
    process sends at a time. `links`: makes the links by which units acknowledge; None: messages without links.
    Returns: notifications_delivered, notifications_failed, notifications_pending.
    """
    with sole_sender(stores):
        gather_digests(stores, as_of, at)
        counts = dict.fromkeys(DeliveryState, 0)
        for parcel in due_parcels(stores, as_of, at):
            problem = _problem(stores, parcel, channels, links, as_of)
            with stores.register.writing() as session:
                for key in parcel.notifications:
                    row = session.get_one(Notification, key)
                    _note(row, problem, as_of)
                    session.add(row)
                    counts[row.state] += 1
        return {f"notifications_{state}": count for state, count in counts.items()}


def _problem(
    stores: Stores, parcel: Parcel, channels: Mapping[str, str], links: LinkMaker | None, as_of: date
) -> str | None:
    if parcel.channel != FILE and parcel.channel not in channels:
        return f"no address is set for the channel {parcel.channel}"
    try:
        address = str(stores.folder) if parcel.channel == FILE else channels[parcel.channel]
        channel = FILE_CHANNEL if parcel.channel == FILE else channel_of(address)
        channel.send(address, message_of(stores, parcel, links, as_of, with_files=channel.carries_files))
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
