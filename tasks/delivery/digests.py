"""Digests: one message with all notifications that wait for a time of day."""

from datetime import date, time

import pandas as pd
from sqlmodel import col, update

from sql.register import keyed_text
from sql.register.tables import Notification
from sql.stores import Stores
from sql.terms import DeliveryState
from tasks.delivery.timing import digest_is_due


def gather_digests(stores: Stores, as_of: date, at: time) -> int:
    """Put waiting notifications into due digests, one per unit, channel, language and quiet hours.

    Returns the number of new digests.

    The content of a digest is fixed before it is sent, so that every try sends the same message.
    """
    waiting = stores.register.read(
        Notification,
        ["key", "unit", "channel", "language", "quiet_hours", "digest_at", "next_attempt_on"],
        col(Notification.state) == DeliveryState.PENDING,
        col(Notification.digest_at).is_not(None),
        col(Notification.digest).is_(None),
        col(Notification.next_attempt_on) <= as_of,
        order_by=["key"],
    )
    due = [
        digest_is_due(str(digest_at), since.date(), as_of, at)
        for digest_at, since in zip(waiting["digest_at"], waiting["next_attempt_on"], strict=True)
    ]
    if not any(due):
        return 0
    alike = waiting[pd.Series(due, index=waiting.index, dtype="bool")].fillna({"quiet_hours": ""})
    groups = alike.groupby(["unit", "channel", "language", "quiet_hours"])
    with stores.register.writing() as session:
        for (unit, channel, *_), rows in groups:
            keys = rows["key"].tolist()
            name = f"digest|{unit}|{channel}|{as_of}|{keyed_text(*keys)}"
            session.exec(update(Notification).where(col(Notification.key).in_(keys)).values(digest=name))
    return len(groups)
