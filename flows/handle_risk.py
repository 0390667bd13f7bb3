"""Risk handling: the purpose of analysis."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.events import Event
from flows.naming import named
from flows.publishing import Summary, publish, show_chapter
from flows.refusals import with_plain_refusals
from tasks.handling import tasks as handling
from tasks.parameters import tasks as parameters


@flow(name="handle-risk", flow_run_name=named("handle {as_of}"))
@with_plain_refusals
def handle_risk(as_of: date | None = None, occasion: str = "") -> Summary:
    """Propose measures for the findings of analysis, decide by policy, and execute approved measures.

    Args:
        as_of: Business date of the analysis; measures take effect on the next day. Empty for today.
        occasion: Cause of an additional run for the date, filled in by events. Empty for the regular run.
    """
    as_of = as_of or Settings().today()
    stores = load_stores()
    proposed = handling.propose_handling(stores, as_of, occasion)
    decided = handling.decide_by_policy(stores, as_of, occasion)
    executed = handling.execute_approved(stores, as_of)
    expired = parameters.expire_overdue(stores, as_of)
    measured = handling.measure_results(stores, as_of)
    unanswered = handling.ask_for_answers(stores, as_of)
    summary = proposed | decided | executed | expired | measured | unanswered
    publish("handle-risk", Event.HANDLING_COMPLETED, as_of, summary, occasion, noted_in=stores)
    show_chapter("handle-risk", stores, "handling", as_of, at_the_desk=["measure"])
    return summary
