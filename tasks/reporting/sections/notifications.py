"""Notifications sent to units."""

import pandas as pd
from sqlmodel import col

from sql.messages import Message
from sql.register.tables import Notification, OutboxEvent
from tasks.reporting.report_data import ReportData, Section, SectionWriter


def write(data: ReportData) -> Section:
    """Show notifications by kind of event, channel and state."""
    register, _ = data.stores.register, data.gettext
    events = register.read(OutboxEvent, ["key", "kind", "severity"], col(OutboxEvent.occurred_on) <= data.last_day)
    sent = register.read(Notification, ["key", "event", "channel", "state", "digest"])
    joined = sent.merge(events, left_on="event", right_on="key", suffixes=("", "_of_event"))
    table = joined.groupby(["kind", "channel", "state"], sort=True).size().unstack(fill_value=0).reset_index()
    message = Message(
        "{events:,} events led to {notifications:,} notifications in {messages:,} messages; {delivered:,} were "
        "delivered.",
        {
            "events": len(events),
            "notifications": len(joined),
            "messages": number_of_messages(joined),
            "delivered": int((joined["state"] == "delivered").sum()),
        },
    )
    shown = data.table(table, "notifications", terms=("kind", "channel"))
    return Section(_("Notifications"), data.told(message), shown)


def number_of_messages(notifications: pd.DataFrame) -> int:
    """How many messages notifications are: those of one digest are one. notifications: key, digest."""
    return int(notifications["digest"].fillna(notifications["key"]).nunique())


SECTIONS = (SectionWriter("notifications", 100, write),)
