"""Customs enforcement supervision."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.events import Event
from flows.naming import named
from flows.publishing import Summary, publish, show_chapter
from flows.refusals import with_plain_refusals
from tasks.supervision import tasks as supervision


@flow(name="supervise-enforcement", flow_run_name=named("supervise {as_of}"))
@with_plain_refusals
def supervise_enforcement(as_of: date | None = None) -> Summary:
    """Raise hints in the four families: revenue, processing trade, customs control, law enforcement.

    Args:
        as_of: Business date. Empty for today.
    """
    as_of = as_of or Settings().today()
    stores = load_stores()
    summary = supervision.raise_hints(stores, as_of)
    publish("supervise-enforcement", Event.HINTS_RAISED if summary["hints_raised"] else None, as_of, summary)
    show_chapter("supervise-enforcement", stores, "supervision", as_of, at_the_desk=["hint"])
    return summary
