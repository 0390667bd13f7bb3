"""A unit closes a case file with its outcome."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.publishing import Summary, publish
from flows.refusals import told_plainly
from tasks.post_clearance import tasks as post_clearance


@flow(name="record-case-outcome", flow_run_name="close {number}")
@told_plainly
def record_case_outcome(
    number: str,
    outcome: str,
    officer: str,
    unit: str,
    recovered_duty: float | None = None,
    officer_hours: float | None = None,
    as_of: date | None = None,
) -> Summary:
    """Close a concluded case with its outcome; feedback measures with it.

    Args:
        number: Number of the case file.
        outcome: How it ended, for example prosecution, penalty, duty recovered, no violation.
        officer: Name or number of the officer.
        unit: Code of the officer's unit.
        recovered_duty: Duty recovered, in the currency of the declarations.
        officer_hours: Hours that the case took.
        as_of: Day of this. Empty for today.
    """
    as_of = as_of or Settings().today()
    summary = post_clearance.close_case(
        load_stores(),
        number,
        outcome=outcome,
        recovered_duty=recovered_duty,
        officer_hours=officer_hours,
        actor=officer,
        unit=unit,
        as_of=as_of,
    )
    publish("record-case-outcome", None, as_of, summary)
    return summary
