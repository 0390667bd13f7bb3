"""A unit merges two case files."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.acting import signed
from flows.publishing import Summary, Thing, publish
from flows.refusals import with_plain_refusals
from tasks.persons.roles import Action
from tasks.post_clearance import tasks as post_clearance


@flow(name="merge-cases", flow_run_name="{number} into {into}")
@with_plain_refusals
def merge_cases(number: str, into: str, reason: str, as_of: date | None = None) -> Summary:
    """Merge two case files on the same subject: the first ends, the second continues with the grounds of both.

    Args:
        number: Number of the case file that ends.
        into: Number of the case file that continues; of the same kind.
        reason: Why both have the same subject; recorded in both journals.
        as_of: Business date. Empty for today.
    """
    as_of = as_of or Settings().today()
    stores = load_stores()
    by = signed(stores, Action.ASSIGN_CASE, as_of)
    summary = post_clearance.merge_cases(stores, number, into, reason=reason, **by)
    publish("merge-cases", None, as_of, summary, about=[Thing("case", into)])
    return summary
