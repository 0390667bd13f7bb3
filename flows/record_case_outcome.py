"""A unit closes a case file with its outcome."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.acting import signed
from flows.publishing import Summary, Thing, publish
from flows.refusals import with_plain_refusals
from tasks.post_clearance import tasks as post_clearance
from tasks.post_clearance.entitlement import action_of


@flow(name="record-case-outcome", flow_run_name="close {number}")
@with_plain_refusals
def record_case_outcome(
    number: str,
    outcome: str,
    recovered_duty: float | None = None,
    officer_hours: float | None = None,
    as_of: date | None = None,
) -> Summary:
    """Close a concluded case with its outcome; feedback uses it.

    Args:
        number: Number of the case file.
        outcome: Outcome, for example prosecution, penalty, duty recovered, no violation.
        recovered_duty: Duty recovered, in the currency of the installation.
        officer_hours: Officer hours spent on the case.
        as_of: Business date. Empty for today.
    """
    as_of = as_of or Settings().today()
    stores = load_stores()
    summary = post_clearance.close_case(
        stores,
        number,
        outcome=outcome,
        recovered_duty=recovered_duty,
        officer_hours=officer_hours,
        **signed(stores, action_of(number), as_of),
    )
    publish("record-case-outcome", None, as_of, summary, about=[Thing("case", number)])
    return summary
