"""Performance feedback: measures results, and proposes changes."""

from datetime import date, timedelta

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.events import Event
from flows.naming import named
from flows.publishing import Summary, announce, publish, show_chapter
from flows.refusals import with_plain_refusals
from tasks.feedback import tasks as feedback


@flow(name="give-feedback", flow_run_name=named("feedback {as_of}"))
@with_plain_refusals
def give_feedback(as_of: date | None = None, period_from: date | None = None, occasion: str = "") -> Summary:
    """Measure ratings, handling and the use of officers, propose changes, and make those that the policy allows.

    Args:
        as_of: Last day of the period. Empty for today.
        period_from: First day of the period. Empty for a period of 28 days.
        occasion: Cause of an additional run for the date, filled in by events. Empty for the regular run.
    """
    as_of = as_of or Settings().today()
    period_from = period_from or as_of - timedelta(days=27)
    stores = load_stores()
    measured = feedback.give_feedback(stores, period_from, as_of)
    applied = feedback.apply_feedback(stores, as_of, Settings().seed)
    summary = measured | applied
    publish("give-feedback", Event.FEEDBACK_COMPLETED, as_of, summary, occasion)
    announce("give-feedback", Event.FEEDBACK_SEEN, as_of, {}, occasion)
    show_chapter("give-feedback", stores, "feedback", as_of)
    show_chapter("give-feedback", stores, "officers", as_of)
    return summary
