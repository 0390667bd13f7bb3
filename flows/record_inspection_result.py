"""A person records what an inspection found."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.publishing import Summary
from sql.terms import Violation
from tasks.clearance import tasks as clearance


@flow(name="record-inspection-result", flow_run_name="inspection of {declaration_id}")
def record_inspection_result(
    declaration_id: str,
    violation: Violation,
    officer: str,
    kind: str | None = None,
    recovered_duty: float | None = None,
    officer_hours: float | None = None,
    as_of: date | None = None,
) -> Summary:
    """Record the result of an inspection that the system asked for.

    `violation`: none, violation, or critical. `kind`: what was found, in a word. `recovered_duty`: in the currency of
    the declaration. `officer_hours`: time it took. `as_of`: day of the inspection, default today.
    """
    return clearance.record_inspection_result(
        load_stores(),
        declaration_id=declaration_id,
        violation=violation,
        kind=kind,
        recovered_duty=recovered_duty,
        officer_hours=officer_hours,
        officer=officer,
        as_of=as_of or Settings().today(),
    )
