"""A person answers instructions for control at the site."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.acting import signed
from flows.publishing import Summary, Thing, publish
from flows.refusals import with_plain_refusals
from sql.terms import AnswerFound
from tasks.answering import tasks as answering
from tasks.answering.asked import INSTRUCTION


@flow(name="answer-instruction", flow_run_name="answer instructions")
@with_plain_refusals
def answer_instruction(instructions: list[str], done: str, found: AnswerFound, as_of: date | None = None) -> Summary:
    """Record what was done because of an instruction, and what was found; several that are alike get one answer.

    Feedback counts the answer for the detector behind the instruction.

    Args:
        instructions: Keys of the instructions.
        done: What was done, or why nothing was.
        found: confirmed, unfounded, or undecided where it cannot be told.
        as_of: Business date. Empty for today.
    """
    as_of = as_of or Settings().today()
    stores = load_stores()
    by = signed(stores, INSTRUCTION.action, as_of)
    summary = answering.answer(stores, INSTRUCTION, instructions, done=done, found=found, **by)
    publish("answer-instruction", None, as_of, summary, about=[Thing("instruction", key) for key in instructions])
    return summary
