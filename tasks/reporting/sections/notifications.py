"""Notifications sent to units."""

from sqlmodel import col

from sql.messages import Message
from sql.register.tables import Notification, OutboxEvent
from tasks.reporting.report_data import ReportData, Section, SectionWriter


def write(data: ReportData) -> Section:
    """Show notifications by kind of event, channel and state."""
    register, _ = data.stores.register, data.gettext
    events = register.read(OutboxEvent, ["key", "kind", "severity"], col(OutboxEvent.occurred_on) <= data.last_day)
    sent = register.read(Notification, ["event", "channel", "state"])
    joined = sent.merge(events, left_on="event", right_on="key")
    table = joined.groupby(["kind", "channel", "state"], sort=True).size().unstack(fill_value=0).reset_index()
    message = Message(
        "{events:,} events led to {notifications:,} notifications; {delivered:,} were delivered.",
        {
            "events": len(events),
            "notifications": len(joined),
            "delivered": int((joined["state"] == "delivered").sum()),
        },
    )
    shown = data.table(table, "notifications", terms=("kind", "channel"))
    return Section(_("Notifications"), data.told(message), shown)


SECTIONS = (SectionWriter("notifications", 100, write),)
