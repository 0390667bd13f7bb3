"""A unit acknowledges a case file."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.acting import signed
from flows.publishing import Summary, Thing, publish
from flows.refusals import with_plain_refusals
from tasks.post_clearance import tasks as post_clearance
from tasks.post_clearance.entitlement import action_of


@flow(name="acknowledge-case", flow_run_name="acknowledge {number}")
@with_plain_refusals
def acknowledge_case(number: str, as_of: date | None = None) -> Summary:
    """Acknowledge a case: the person bound to Prefect takes it over.

    Args:
        number: Number of the case file.
        as_of: Business date. Empty for today.
    """
    as_of = as_of or Settings().today()
    stores = load_stores()
    summary = post_clearance.acknowledge_case(stores, number, **signed(stores, action_of(number), as_of))
    publish("acknowledge-case", None, as_of, summary, about=[Thing("case", number)])
    return summary
