"""After clearance: targeted customs audit."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.events import Event
from flows.naming import named
from flows.publishing import Summary, publish
from flows.refusals import with_plain_refusals
from tasks.post_clearance import tasks as post_clearance


@flow(name="open-targeted-audit", flow_run_name=named("open audits {as_of}"))
@with_plain_refusals
def open_targeted_audit(as_of: date | None = None, occasion: str = "") -> Summary:
    """Open targeted audits of importers whose inspection results and findings justify them.

    New grounds against a subject under audit join its open audit.

    Args:
        as_of: Business date. Empty for today.
        occasion: Cause of an additional run for the date, filled in by events. Empty for the regular run.
    """
    settings = Settings()
    as_of = as_of or settings.today()
    stores = load_stores()
    summary = post_clearance.open_targeted_audits(stores, as_of, settings.chance_key(stores.folder), occasion)
    publish("open-targeted-audit", Event.CASE_OPENED if any(summary.values()) else None, as_of, summary, occasion)
    return summary
