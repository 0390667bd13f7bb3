"""Risk handling: the purpose of analysis."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.publishing import Summary, publish
from tasks.handling import tasks as handling
from tasks.parameters import tasks as parameters


@flow(name="handle-risk", flow_run_name="handle {as_of}")
def handle_risk(as_of: date | None = None) -> Summary:
    """Propose handling for what analysis found, let the policy or persons decide, execute what was approved.

    `as_of`: business date of the analysis, default today; measures take effect on the day after.
    """
    as_of = as_of or Settings().today()
    stores = load_stores()
    proposed = handling.propose_handling(stores, as_of)
    decided = handling.decide_by_policy(stores, as_of)
    executed = handling.execute_approved(stores, as_of)
    expired = parameters.expire_overdue(stores, as_of)
    measured = handling.measure_results(stores, as_of)
    summary = proposed | decided | executed | expired | measured
    publish("handle-risk", "customs-risk.handling.completed", as_of, summary)
    return summary
