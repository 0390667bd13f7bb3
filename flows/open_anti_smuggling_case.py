"""After clearance: case on file for anti-smuggling investigation."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.publishing import Summary, publish
from tasks.post_clearance import tasks as post_clearance


@flow(name="open-anti-smuggling-case", flow_run_name="open anti-smuggling cases {as_of}")
def open_anti_smuggling_case(as_of: date | None = None) -> Summary:
    """Open anti-smuggling clues on importers whose inspections give grounds for them.

    `as_of`: business date, default today. New grounds against a subject under investigation join its open file.
    """
    as_of = as_of or Settings().today()
    summary = post_clearance.open_anti_smuggling_cases(load_stores(), as_of)
    publish("open-anti-smuggling-case", "customs-risk.case.opened", as_of, summary)
    return summary
