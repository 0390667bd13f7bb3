"""A person answers warnings to functional management."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.acting import signed
from flows.publishing import Summary, Thing, publish
from flows.refusals import with_plain_refusals
from sql.terms import AnswerFound
from tasks.answering import tasks as answering
from tasks.answering.asked import WARNING


@flow(name="answer-warning", flow_run_name="answer warnings")
@with_plain_refusals
def answer_warning(warnings: list[str], done: str, found: AnswerFound, as_of: date | None = None) -> Summary:
    """Record what was done because of a warning, and what was found; several that are alike get one answer.

    Feedback counts the answer for the detector behind the warning.

    Args:
        warnings: Keys of the warnings.
        done: What was done, or why nothing was.
        found: confirmed, unfounded, or undecided where it cannot be told.
        as_of: Business date. Empty for today.
    """
    as_of = as_of or Settings().today()
    stores = load_stores()
    by = signed(stores, WARNING.action, as_of)
    summary = answering.answer(stores, WARNING, warnings, done=done, found=found, **by)
    publish("answer-warning", None, as_of, summary, about=[Thing("warning", key) for key in warnings])
    return summary
