"""A person takes instructions for control at the site."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.acting import signed
from flows.publishing import Summary, Thing, publish
from flows.refusals import with_plain_refusals
from tasks.answering import tasks as answering
from tasks.answering.asked import INSTRUCTION


@flow(name="take-instruction", flow_run_name="take instructions")
@with_plain_refusals
def take_instruction(instructions: list[str], as_of: date | None = None) -> Summary:
    """Note that you work on an instruction; it is answered with answer-instruction.

    Args:
        instructions: Keys of the instructions.
        as_of: Business date. Empty for today.
    """
    as_of = as_of or Settings().today()
    stores = load_stores()
    summary = answering.take(stores, INSTRUCTION, instructions, **signed(stores, INSTRUCTION.action, as_of))
    publish("take-instruction", None, as_of, summary, about=[Thing("instruction", key) for key in instructions])
    return summary
