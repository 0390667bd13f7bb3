"""Alarms of the cycle itself: an expected event is missing, or records were altered."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.events import Event
from flows.publishing import Summary, publish
from flows.refusals import with_plain_refusals
from tasks.lifecycle import tasks as lifecycle
from tasks.lifecycle.alarms import Alarm


@flow(name="raise-warning", flow_run_name="warn: {alarm}")
@with_plain_refusals
def raise_warning(alarm: Alarm, as_of: date | None = None) -> Summary:
    """Warn the national unit of a missing collection, feedback or business day, or of altered records.

    An alarm starts it, once per business date.

    Args:
        alarm: Kind of alarm; raised only if the register confirms it.
        as_of: Business date. Empty for today.
    """
    as_of = as_of or Settings().today()
    summary = lifecycle.raise_alarm(load_stores(), alarm, as_of)
    publish("raise-warning", Event.WARNING_RAISED, as_of, summary)
    return summary
