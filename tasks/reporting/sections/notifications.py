"""Notifications sent to units."""

from sqlmodel import col

from sql.register.tables import Notification, OutboxEvent
from tasks.documents.tables import report_table
from tasks.reporting.report_data import ReportData, Section, SectionWriter


def write(data: ReportData) -> Section:
    """Show notifications by kind of event, channel and state."""
    register = data.stores.register
    events = register.read(OutboxEvent, ["key", "kind", "severity"], col(OutboxEvent.occurred_on) <= data.last_day)
    sent = register.read(Notification, ["event", "channel", "state"])
    joined = sent.merge(events, left_on="event", right_on="key")
    table = joined.groupby(["kind", "channel", "state"], sort=True).size().unstack(fill_value=0).reset_index()
    message = (
        f"{len(events):,} events led to {len(joined):,} notifications; "
        f"{int((joined['state'] == 'delivered').sum()):,} were delivered."
    )
    return Section("Notifications", message, report_table(table, "notifications", terms=("kind",)))


SECTIONS = (SectionWriter("notifications", 100, write),)
