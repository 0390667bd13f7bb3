"""After clearance: targeted customs audit."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.publishing import Summary, publish
from tasks.post_clearance import tasks as post_clearance


@flow(name="open-targeted-audit", flow_run_name="open audits {as_of}")
def open_targeted_audit(as_of: date | None = None) -> Summary:
    """Open targeted audits of importers that inspections and findings give grounds for.

    `as_of`: business date, default today. New grounds against a subject under audit join its open file.
    """
    as_of = as_of or Settings().today()
    summary = post_clearance.open_targeted_audits(load_stores(), as_of)
    publish("open-targeted-audit", "customs-risk.case.opened", as_of, summary)
    return summary
