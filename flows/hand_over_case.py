"""A unit hands a case file to another."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.publishing import Summary, publish
from flows.refusals import with_plain_refusals
from tasks.post_clearance import tasks as post_clearance


@flow(name="hand-over-case", flow_run_name="{number} to {to}")
@with_plain_refusals
def hand_over_case(number: str, to: str, officer: str, unit: str, reason: str, as_of: date | None = None) -> Summary:
    """Hand a case file to another unit, which is notified and must acknowledge it; a unit above both must act.

    Args:
        number: Number of the case file.
        to: Code of the receiving unit.
        officer: Name or number of the officer.
        unit: Code of the officer's unit.
        reason: Why; recorded in the journal.
        as_of: Business date. Empty for today.
    """
    as_of = as_of or Settings().today()
    summary = post_clearance.reassign_case(
        load_stores(), number, to, actor=officer, unit=unit, as_of=as_of, reason=reason
    )
    publish("hand-over-case", None, as_of, summary)
    return summary
