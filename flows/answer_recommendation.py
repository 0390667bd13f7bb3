"""The addressee of a policy recommendation answers it."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.publishing import Summary
from flows.refusals import with_plain_refusals
from tasks.handling import tasks as handling


@flow(name="answer-recommendation", flow_run_name="answer {measure}")
@with_plain_refusals
def answer_recommendation(measure: str, answer: str, officer: str, unit: str, as_of: date | None = None) -> Summary:
    """Record the addressee's answer to a policy recommendation.

    Args:
        measure: Key of the measure, as in the name of the recommendation's document.
        answer: Action taken, or the reason for taking none.
        officer: Name or number of the officer.
        unit: Code of the officer's unit: the addressee or a unit above it.
        as_of: Business date. Empty for today.
    """
    return handling.answer_recommendation(
        load_stores(), measure, answer, actor=officer, unit=unit, as_of=as_of or Settings().today()
    )
