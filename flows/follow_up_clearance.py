"""After clearance: results of inspections lead to audits and cases."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.naming import named
from flows.open_anti_smuggling_case import open_anti_smuggling_case
from flows.open_targeted_audit import open_targeted_audit
from flows.publishing import Summary, publish, show_chapter
from flows.refusals import with_plain_refusals
from tasks.post_clearance import tasks as post_clearance


@flow(name="follow-up-clearance", flow_run_name=named("follow up {as_of}"))
@with_plain_refusals
def follow_up_clearance(as_of: date | None = None, occasion: str = "") -> Summary:
    """Open the audits and anti-smuggling cases that inspection results justify, and escalate missed deadlines.

    Units are told before the term of a measure ends, and the unit above when it has passed.

    Args:
        as_of: Business date. Empty for today.
        occasion: Cause of an additional run for the date, filled in by events. Empty for the regular run.
    """
    as_of = as_of or Settings().today()
    stores = load_stores()
    smuggling: Summary = open_anti_smuggling_case(as_of, occasion)
    audits: Summary = open_targeted_audit(as_of, occasion)
    overdue = post_clearance.escalate_overdue(stores, as_of)
    terms = post_clearance.tell_measure_terms(stores, as_of)
    summary = smuggling | audits | overdue | terms
    publish("follow-up-clearance", None, as_of, summary, occasion, noted_in=stores)
    show_chapter("follow-up-clearance", stores, "cases", as_of, at_the_desk=["case"])
    return summary
