"""A person departs from an inspection, for a reason of the national list."""

from datetime import date
from typing import Annotated

from prefect import flow
from pydantic import Field

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.acting import signed
from flows.publishing import Summary, Thing, publish
from flows.refusals import with_plain_refusals
from tasks.clearance import tasks as clearance
from tasks.clearance.inspections.exceptions import REASONS
from tasks.persons.roles import Action


@flow(name="make-exception", flow_run_name="exception of {declaration_id}")
@with_plain_refusals
def make_exception(
    declaration_id: str,
    reason: Annotated[str, Field(json_schema_extra={"enum": list(REASONS)})],
    note: str = "",
    as_of: date | None = None,
) -> Summary:
    """Depart from an inspection: waive it, have its inspector drawn anew, or say why it cannot take place.

    Of what is waived, chance has a share inspected all the same.

    Args:
        declaration_id: Number of the declaration whose inspection is open.
        reason: Code of a reason of the national list; what follows depends on it.
        note: What else is to be known, in a sentence.
        as_of: Business date of the exception. Empty for today.
    """
    settings = Settings()
    as_of = as_of or settings.today()
    stores = load_stores()
    by = signed(stores, Action.MAKE_EXCEPTION, as_of)
    summary = clearance.make_exception(
        stores,
        declaration_id,
        reason,
        officer=by["actor"],
        unit=by["unit"],
        as_of=as_of,
        key=settings.chance_key(stores.folder),
        note=note,
    )
    publish("make-exception", None, as_of, summary, about=[Thing("inspection", declaration_id)])
    return summary
