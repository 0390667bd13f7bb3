"""After clearance: case on file for anti-smuggling investigation."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.events import Event
from flows.naming import named
from flows.publishing import Summary, publish
from flows.refusals import with_plain_refusals
from tasks.post_clearance import tasks as post_clearance


@flow(name="open-anti-smuggling-case", flow_run_name=named("open anti-smuggling cases {as_of}"))
@with_plain_refusals
def open_anti_smuggling_case(as_of: date | None = None, occasion: str = "") -> Summary:
    """Open anti-smuggling cases on importers whose inspection results justify them.

    New grounds against a subject under investigation join its open case.

    Args:
        as_of: Business date. Empty for today.
        occasion: Cause of an additional run for the date, filled in by events. Empty for the regular run.
    """
    as_of = as_of or Settings().today()
    summary = post_clearance.open_anti_smuggling_cases(load_stores(), as_of, occasion)
    changed = any(summary[f"anti_smuggling_cases_{how}"] for how in ("opened", "joined"))
    publish("open-anti-smuggling-case", Event.CASE_OPENED if changed else None, as_of, summary, occasion)
    return summary
