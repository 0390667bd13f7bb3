"""A person records the result of an inspection."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.acting import signed
from flows.events import Event
from flows.publishing import Summary, Thing, publish
from flows.refusals import with_plain_refusals
from sql.terms import Violation
from tasks.clearance import tasks as clearance
from tasks.persons.roles import Action


@flow(name="record-inspection-result", flow_run_name="inspection of {declaration_id}")
@with_plain_refusals
def record_inspection_result(
    declaration_id: str,
    violation: Violation,
    kind: str | None = None,
    recovered_duty: float | None = None,
    officer_hours: float | None = None,
    item_number: int | None = None,
    as_of: date | None = None,
) -> Summary:
    """Record the result of a requested inspection.

    Args:
        declaration_id: Number of the declaration.
        violation: None, violation, or critical, which threatens public safety.
        kind: Kind of violation, in a word.
        recovered_duty: Duty recovered, in the currency of the installation.
        officer_hours: Officer hours spent on the inspection.
        item_number: Number of the goods item that the result is about. Empty for the whole declaration.
        as_of: Day of the inspection. Empty for today.
    """
    as_of = as_of or Settings().today()
    stores = load_stores()
    by = signed(stores, Action.RECORD_INSPECTION, as_of)
    summary = clearance.record_inspection_result(
        stores,
        declaration_id=declaration_id,
        violation=violation,
        kind=kind,
        recovered_duty=recovered_duty,
        officer_hours=officer_hours,
        item_number=item_number,
        officer=by["actor"],
        unit=by["unit"],
        as_of=as_of,
    )
    publish(
        "record-inspection-result",
        Event.INSPECTION_RECORDED,
        as_of,
        summary,
        occasion=declaration_id,
        about=[Thing("inspection", declaration_id)],
    )
    return summary
