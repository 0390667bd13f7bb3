"""Telling units what concerns them."""

from datetime import date

from prefect import flow

from blocks.channels import load_channels
from blocks.settings import Settings
from blocks.stores import load_stores
from flows.publishing import Summary, publish
from tasks.notification import tasks as notification


@flow(name="notify-units", flow_run_name="notify {as_of}")
def notify_units(as_of: date | None = None) -> Summary:
    """Hand every event in the outbox to the channels of its unit, and deliver what is due.

    `as_of`: business date, default today. What a channel refuses is tried again later, with growing delays.
    """
    as_of = as_of or Settings().today()
    stores = load_stores()
    channels = load_channels()
    summary = notification.fan_out(stores, as_of) | notification.deliver(stores, as_of, channels)
    outcome = "failed" if summary.get("notifications_failed") else "delivered"
    publish("notify-units", f"customs-risk.notification.{outcome}", as_of, summary)
    return summary
