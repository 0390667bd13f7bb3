"""Digests: what a channel holds back until its time of day leaves as one message."""

from datetime import date, time

import pandas as pd
from sqlmodel import col, update

from sql.register import keyed_text
from sql.register.tables import Notification
from sql.stores import Stores
from sql.terms import DeliveryState
from tasks.delivery.timing import digest_is_due


def gather_digests(stores: Stores, as_of: date, at: time) -> int:
    """Put what waits for a digest that is due into one for each unit, channel, language and quiet hours.

    Returns how many are new.

    Which notifications a digest holds is settled before it is sent: however often it is tried, it is the same message.
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
