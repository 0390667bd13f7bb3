"""A person approves or rejects a handling measure."""

from datetime import date
from typing import Literal

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.publishing import Summary, publish
from flows.refusals import with_plain_refusals
from tasks.handling import tasks as handling


@flow(name="decide-handling", flow_run_name="{decision} {measure}")
@with_plain_refusals
def decide_handling(
    measure: str,
    decision: Literal["approve", "reject"],
    officer: str,
    unit: str,
    reason: str,
    as_of: date | None = None,
) -> Summary:
    """Approve or reject a proposed measure; an approved measure takes effect with the next handling.

    Args:
        measure: Key of the measure, as in the request for a decision.
        decision: Approve or reject.
        officer: Name or number of the officer; not the one who proposed the measure.
        unit: Code of the deciding unit; jurisdiction and amount must entitle it.
        reason: Why, in a sentence.
        as_of: Business date. Empty for today.
    """
    as_of = as_of or Settings().today()
    summary = handling.decide(
        load_stores(),
        measure,
        decision=decision,
        actor=officer,
        unit=unit,
        as_of=as_of,
        reason=reason,
    )
    publish("decide-handling", None, as_of, summary)
    return summary
