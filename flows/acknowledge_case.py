"""A unit acknowledges a case file."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.publishing import Summary, publish
from flows.refusals import with_plain_refusals
from tasks.post_clearance import tasks as post_clearance


@flow(name="acknowledge-case", flow_run_name="acknowledge {number}")
@with_plain_refusals
def acknowledge_case(number: str, officer: str, unit: str, as_of: date | None = None) -> Summary:
    """Acknowledge a case: the officer takes it over.

    Args:
        number: Number of the case file.
        officer: Name or number of the officer.
        unit: Code of the officer's unit; the case must be in its jurisdiction.
        as_of: Business date. Empty for today.
    """
    as_of = as_of or Settings().today()
    summary = post_clearance.acknowledge_case(load_stores(), number, actor=officer, unit=unit, as_of=as_of)
    publish("acknowledge-case", None, as_of, summary)
    return summary
