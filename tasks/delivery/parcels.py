"""A parcel: one message with a single notification, or with all notifications of a digest."""

from dataclasses import dataclass
from datetime import date, time
from itertools import groupby

from sqlmodel import col, or_, select

from sql.register.tables import Notification, OutboxEvent
from sql.stores import Stores
from sql.terms import DeliveryState, Language
from tasks.delivery.attachments import ready_attachment
from tasks.delivery.channels import Message
from tasks.delivery.timing import is_quiet
from tasks.notification.links import LinkMaker
from tasks.notification.wording import worded, worded_digest


@dataclass(frozen=True)
class Parcel:
    """One message on one channel: its key, its notifications and their events, in the same order."""

    key: str
    unit: str
    channel: str
    language: Language
    notifications: tuple[str, ...]
    events: tuple[OutboxEvent, ...]


def due_parcels(stores: Stores, as_of: date, at: time) -> list[Parcel]:
    """The parcels due on a day at a time of day: the earliest events first, digests after single messages."""
    with stores.register.reading() as session:
        due = session.exec(
            select(Notification, OutboxEvent)
            .join(OutboxEvent, col(OutboxEvent.key) == col(Notification.event))
            .where(
                Notification.state == DeliveryState.PENDING,
                or_(col(Notification.next_attempt_on).is_(None), col(Notification.next_attempt_on) <= as_of),
                or_(col(Notification.digest_at).is_(None), col(Notification.digest).is_not(None)),
            )
            .order_by(col(Notification.digest).nulls_first(), col(OutboxEvent.occurred_on), col(Notification.key))
        ).all()
        session.expunge_all()
    awake = [(row, event) for row, event in due if not is_quiet(row.quiet_hours, at)]
    parcels = []
    for key, group in groupby(awake, key=lambda pair: pair[0].digest or pair[0].key):
        pairs = list(group)
        first = pairs[0][0]
        rows, events = tuple(row.key for row, _ in pairs), tuple(event for _, event in pairs)
        parcels.append(Parcel(key, first.unit, first.channel, first.language, rows, events))
    return parcels


def message_of(stores: Stores, parcel: Parcel, links: LinkMaker | None, as_of: date, *, with_files: bool) -> Message:
    """The message of a parcel; `with_files`: with its documents, as PDF. Raises DeliveryError.

    A document takes long to write: where the channel carries none, the message's link leads to what it would show.
    """
    link = None if links is None or not links.secrets else links.link(parcel.key, parcel.unit, as_of)
    if len(parcel.events) == 1:
        wording = worded(parcel.events[0], parcel.key, parcel.language, link, links)
    else:
        wording = worded_digest(parcel.events, parcel.key, parcel.unit, parcel.language, link, links)
    named = dict.fromkeys(event.attachment for event in parcel.events if with_files and event.attachment is not None)
    files = tuple(ready_attachment(stores, each, parcel.language) for each in named)
    return Message(parcel.key, parcel.unit, wording.subject, wording.body, wording.title, wording.brief, files)
