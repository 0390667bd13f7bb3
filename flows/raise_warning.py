"""Something is wrong with the cycle itself: an event that was expected stayed away, or records were altered."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.events import Event
from flows.publishing import Summary, publish
from tasks.lifecycle import tasks as lifecycle
from tasks.lifecycle.alarms import Alarm


@flow(name="raise-warning", flow_run_name="warn: {alarm}")
def raise_warning(alarm: Alarm, as_of: date | None = None) -> Summary:
    """Warn the national unit of what did not happen in time (no collection, no feedback, no day) or should not have.

    Set off by an alarm, once per alarm and business date.

    Args:
        alarm: What stayed away, or that records were altered; raised only where the register bears it out.
        as_of: Business date. Empty for today.
    """
    as_of = as_of or Settings().today()
    summary = lifecycle.raise_alarm(load_stores(), alarm, as_of)
    publish("raise-warning", Event.WARNING_RAISED, as_of, summary)
    return summary
