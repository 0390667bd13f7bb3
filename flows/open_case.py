"""A person opens a case file, with a reason."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.acting import signed
from flows.events import Event
from flows.publishing import Summary, publish
from flows.refusals import with_plain_refusals
from sql.terms import CaseKind
from tasks.persons.roles import Action
from tasks.post_clearance import tasks as post_clearance


@flow(name="open-case", flow_run_name="open {kind}")
@with_plain_refusals
def open_case(
    kind: CaseKind,
    reason: str,
    subjects: list[str] | None = None,
    concerned: list[str] | None = None,
    grounds: list[str] | None = None,
    for_unit: str | None = None,
    as_of: date | None = None,
) -> Summary:
    """Open a targeted audit or an anti-smuggling case, or join the grounds to the case that is open on a subject.

    Args:
        kind: targeted_audit or anti_smuggling.
        reason: Why; it is a ground of the case.
        subjects: Whom the case is on, as importer=31001234, declarant=…, seller=…, courier=… or person=NAME. Empty for
            whom the grounds speak of.
        concerned: Who else is concerned, such as owners or drivers, written alike.
        grounds: What it rests on, as inspection:DECLARATION, finding:KEY, hint:KEY or information:KEY.
        for_unit: Unit whose case it is. Empty for the regional customs of the person.
        as_of: Business date. Empty for today.
    """
    as_of = as_of or Settings().today()
    stores = load_stores()
    by = signed(stores, Action.OPEN_CASE, as_of)
    summary = post_clearance.open_by_decision(
        stores,
        kind,
        subjects=subjects or [],
        concerned=concerned or [],
        grounds=grounds or [],
        for_unit=for_unit or None,
        reason=reason,
        **by,
    )
    publish("open-case", Event.CASE_OPENED, as_of, summary, str(summary["case"]))
    return summary
