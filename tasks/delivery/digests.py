"""Messages of several notifications: digests at a time of day, and reminders that are due together."""

from datetime import date, time

import pandas as pd
from sqlmodel import col, or_, select, update

from sql.register import keyed_text
from sql.register.tables import Notification, OutboxEvent
from sql.stores import Stores
from sql.terms import DeliveryState, Severity
from tasks.delivery.timing import digest_is_due, is_quiet
from tasks.notification.kinds import leaves_alone


def gather_digests(stores: Stores, as_of: date, at: time) -> int:
    """Put what leaves together into messages, one per unit, channel, language and quiet hours; return their number.

    A notification that waits for a digest leaves with it; what only reminds leaves with it too, or at once with all
    other reminders of its unit. The content of a message is fixed before it is sent, so that every try sends the same.
    """
    waiting = _waiting(stores, as_of)
    leaves = [
        _leaves(str(digest_at), since, as_of, at) if pd.notna(digest_at) else not is_quiet(quiet or None, at)
        for digest_at, since, quiet in zip(
            waiting["digest_at"], waiting["next_attempt_on"], waiting["quiet_hours"].fillna(""), strict=True
        )
    ]
    if not any(leaves):
        return 0
    alike = waiting[pd.Series(leaves, index=waiting.index, dtype="bool")].fillna({"quiet_hours": ""})
    groups = alike.groupby(["unit", "channel", "language", "quiet_hours"])
    with stores.register.writing() as session:
        for (unit, channel, *_), rows in groups:
            keys = rows["key"].tolist()
            name = f"digest|{unit}|{channel}|{as_of}|{keyed_text(*keys)}"
            session.exec(update(Notification).where(col(Notification.key).in_(keys)).values(digest=name))
    return len(groups)


def _waiting(stores: Stores, as_of: date) -> pd.DataFrame:
    """What is pending without a message of its own or of several: what waits for a digest, and reminders."""
    chosen = (
        select(col(Notification.key), col(Notification.unit), col(Notification.channel), col(Notification.language))
        .add_columns(
            col(Notification.quiet_hours),
            col(Notification.digest_at),
            col(Notification.next_attempt_on),
            col(Notification.attempts),
            col(OutboxEvent.kind),
            col(OutboxEvent.severity),
        )
        .join(OutboxEvent, col(OutboxEvent.key) == col(Notification.event))
        .where(
            col(Notification.state) == DeliveryState.PENDING,
            col(Notification.digest).is_(None),
            or_(col(Notification.next_attempt_on).is_(None), col(Notification.next_attempt_on) <= as_of),
        )
        .order_by(Notification.key)
    )
    rows = stores.register.frame(chosen)
    alone = [
        leaves_alone(str(kind), Severity(severity)) or attempts > 0  # tried before, it keeps its key
        for kind, severity, attempts in zip(rows["kind"], rows["severity"], rows["attempts"], strict=True)
    ]
    return rows[rows["digest_at"].notna() | ~pd.Series(alone, index=rows.index, dtype="bool")]


def _leaves(digest_at: str, since: pd.Timestamp, as_of: date, at: time) -> bool:
    return digest_is_due(digest_at, since.date(), as_of, at)
