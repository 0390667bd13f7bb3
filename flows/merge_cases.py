"""A unit merges two case files."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.publishing import Summary, publish
from flows.refusals import told_plainly
from tasks.post_clearance import tasks as post_clearance


@flow(name="merge-cases", flow_run_name="{number} into {into}")
@told_plainly
def merge_cases(number: str, into: str, officer: str, unit: str, reason: str, as_of: date | None = None) -> Summary:
    """End a case file whose subject turns out to be that of another, which goes on with the grounds of both.

    Args:
        number: Number of the case file that ends.
        into: Number of the one that goes on; of the same kind.
        officer: Name or number of the officer.
        unit: Code of the officer's unit.
        reason: Why both are on the same subject; it stands in both journals.
        as_of: Day of this. Empty for today.
    """
    as_of = as_of or Settings().today()
    summary = post_clearance.merge_cases(
        load_stores(), number, into, actor=officer, unit=unit, as_of=as_of, reason=reason
    )
    publish("merge-cases", None, as_of, summary)
    return summary
