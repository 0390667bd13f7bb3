"""A person takes warnings to functional management."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.acting import signed
from flows.publishing import Summary, Thing, publish
from flows.refusals import with_plain_refusals
from tasks.answering import tasks as answering
from tasks.answering.asked import WARNING


@flow(name="take-warning", flow_run_name="take warnings")
@with_plain_refusals
def take_warning(warnings: list[str], as_of: date | None = None) -> Summary:
    """Note that you work on a warning; it is answered with answer-warning.

    Args:
        warnings: Keys of the warnings.
        as_of: Business date. Empty for today.
    """
    as_of = as_of or Settings().today()
    stores = load_stores()
    summary = answering.take(stores, WARNING, warnings, **signed(stores, WARNING.action, as_of))
    publish("take-warning", None, as_of, summary, about=[Thing("warning", key) for key in warnings])
    return summary
