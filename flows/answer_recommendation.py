"""The addressee of a policy recommendation answers it."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.acting import signed
from flows.publishing import Summary
from flows.refusals import with_plain_refusals
from tasks.handling import tasks as handling
from tasks.persons.roles import Action


@flow(name="answer-recommendation", flow_run_name="answer {measure}")
@with_plain_refusals
def answer_recommendation(measure: str, answer: str, as_of: date | None = None) -> Summary:
    """Record the addressee's answer to a policy recommendation.

    Args:
        measure: Key of the measure, as in the name of the recommendation's document.
        answer: Action taken, or the reason for taking none.
        as_of: Business date. Empty for today.
    """
    stores = load_stores()
    by = signed(stores, Action.ANSWER_RECOMMENDATION, as_of or Settings().today())
    return handling.answer_recommendation(stores, measure, answer, **by)
