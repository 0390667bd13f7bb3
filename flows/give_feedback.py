"""Performance feedback: how well it worked, and what follows."""

from datetime import date, timedelta

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.publishing import Summary, publish
from tasks.feedback import tasks as feedback


@flow(name="give-feedback", flow_run_name="feedback {as_of}")
def give_feedback(as_of: date | None = None, period_from: date | None = None) -> Summary:
    """Measure ratings, handling and the use of officers over a period, propose changes, make those the policy allows.

    `as_of`: last day of the period, default today. `period_from`: its first day, default 28 days.
    """
    as_of = as_of or Settings().today()
    period_from = period_from or as_of - timedelta(days=27)
    stores = load_stores()
    measured = feedback.give_feedback(stores, period_from, as_of)
    applied = feedback.apply_feedback(stores, as_of, Settings().seed)
    summary = measured | applied
    publish("give-feedback", "customs-risk.feedback.completed", as_of, summary)
    return summary
