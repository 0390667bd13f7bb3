"""The addressee of a policy recommendation answers it."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.publishing import Summary
from flows.refusals import told_plainly
from tasks.handling import tasks as handling


@flow(name="answer-recommendation", flow_run_name="answer {measure}")
@told_plainly
def answer_recommendation(measure: str, answer: str, officer: str, unit: str, as_of: date | None = None) -> Summary:
    """Record the addressee's answer to a policy recommendation.

    Args:
        measure: Key of the measure, as in the name of the recommendation's document.
        answer: What is done, or why nothing is.
        officer: Name or number of the officer.
        unit: Code of the officer's unit: the addressee, or one above it.
        as_of: Day of this. Empty for today.
    """
    return handling.answer_recommendation(
        load_stores(), measure, answer, actor=officer, unit=unit, as_of=as_of or Settings().today()
    )
