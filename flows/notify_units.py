"""Notification of units."""

from datetime import date

from prefect import flow

from blocks.channels import load_channels, load_links_of_messages, load_routes
from blocks.settings import Settings
from blocks.stores import load_stores
from flows.events import Event
from flows.naming import named
from flows.publishing import Summary, publish, show_chapter
from flows.refusals import with_plain_refusals
from tasks.answering import tasks as answering
from tasks.delivery import tasks as notification


@flow(name="notify-units", flow_run_name=named("notify {as_of}"))
@with_plain_refusals
def notify_units(as_of: date | None = None, occasion: str = "") -> Summary:
    """Send the events of the outbox to the channels of their units.

    Instructions, warnings and hints without an answer are told to their unit when they are overdue, later to the unit
    above. An event that nobody acknowledges in time goes to the next channel, then to the unit above.
    Quiet hours and digests of a route delay events that are not urgent; the schedule sends them in time.
    A failed delivery is repeated with growing delays.

    Args:
        as_of: Business date. Empty for today.
        occasion: Cause of an additional run for the date, filled in by events. Empty for the regular run.
    """
    as_of = as_of or Settings().today()
    at = Settings().time_of_day(as_of)
    stores = load_stores()
    reminded = answering.remind_of_answers(stores, as_of)
    escalated = notification.escalate_unacknowledged(stores, as_of)
    fanned_out = notification.fan_out(stores, as_of, load_routes(), at)
    delivered = notification.deliver(stores, as_of, load_channels(), at, load_links_of_messages())
    summary = reminded | escalated | fanned_out | delivered
    outcome = Event.NOTIFICATION_DELIVERED if summary["notifications_delivered"] else None
    publish(
        "notify-units",
        Event.NOTIFICATION_FAILED if summary["notifications_failed"] else outcome,
        as_of,
        summary,
        occasion,
    )
    show_chapter("notify-units", stores, "notifications", as_of)
    return summary
