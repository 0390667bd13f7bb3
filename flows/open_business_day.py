"""The calendar: a business day begins."""

from datetime import date
from typing import Any

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.events import Event
from flows.naming import named
from flows.publishing import announce, publish
from flows.refusals import with_plain_refusals
from sql.working_days import is_working_day
from tasks.lifecycle import tasks as lifecycle
from tasks.lifecycle.alarms import Alarm


@flow(name="open-business-day", flow_run_name=named("open {as_of}"))
@with_plain_refusals
def open_business_day(as_of: date | None = None) -> dict[str, Any]:
    """Open the business day: on a working day of the national calendar, start collection and all that follows.

    On every day, verify that journals, audit trail, evidence and sealed records are unaltered, and tell the national
    unit where the audit trail ends.

    Args:
        as_of: Day to open. Empty for today.
    """
    as_of = as_of or Settings().today()
    stores = load_stores()
    lifecycle.raise_alarm(stores, Alarm.RECORDS_ALTERED, as_of)  # warns if any was altered
    lifecycle.anchor_trail(stores, as_of)
    working = is_working_day(as_of)
    summary = {"day": as_of.isoformat(), "working_day": working}
    publish("open-business-day", Event.DAY_OPENED if working else None, as_of, summary)
    announce("open-business-day", Event.DAY_SEEN, as_of, {})
    if working:
        announce("open-business-day", Event.COLLECTION_DUE, as_of, {})
    return summary
