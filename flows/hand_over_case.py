"""A unit hands a case file to another."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.acting import signed
from flows.choices import code_of
from flows.publishing import Summary, Thing, publish
from flows.refusals import with_plain_refusals
from tasks.persons.roles import Action
from tasks.post_clearance import tasks as post_clearance


@flow(name="hand-over-case", flow_run_name="{number} to {to}")
@with_plain_refusals
def hand_over_case(number: str, to: str, reason: str, as_of: date | None = None) -> Summary:
    """Hand a case file to another unit, which is notified and must acknowledge it; a unit above both must act.

    Args:
        number: Number of the case file.
        to: Receiving unit, or its code.
        reason: Why; recorded in the journal.
        as_of: Business date. Empty for today.
    """
    as_of = as_of or Settings().today()
    stores = load_stores()
    by = signed(stores, Action.ASSIGN_CASE, as_of)
    summary = post_clearance.reassign_case(stores, number, code_of(to), reason=reason, **by)
    publish("hand-over-case", None, as_of, summary, about=[Thing("case", number)])
    return summary
