"""A person approves or rejects a handling measure."""

from datetime import date
from typing import Literal

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.acting import check_other_hands, signed
from flows.publishing import Summary, Thing, publish
from flows.refusals import with_plain_refusals
from tasks.handling import tasks as handling
from tasks.handling.decide import proposer_of
from tasks.persons.roles import Action


@flow(name="decide-handling", flow_run_name="{decision} {measure}")
@with_plain_refusals
def decide_handling(
    measure: str,
    decision: Literal["approve", "reject"],
    reason: str,
    as_of: date | None = None,
) -> Summary:
    """Approve or reject a proposed measure; an approved measure takes effect with the next handling.

    What was proposed in Prefect is decided elsewhere: its login is one for all.

    Args:
        measure: Key of the measure, as in the request for a decision.
        decision: Approve or reject.
        reason: Why, in a sentence.
        as_of: Business date. Empty for today.
    """
    as_of = as_of or Settings().today()
    stores = load_stores()
    by = signed(stores, Action.DECIDE_HANDLING, as_of)
    check_other_hands(stores, proposer_of(stores, measure))
    summary = handling.decide(stores, measure, decision=decision, reason=reason, **by)
    publish("decide-handling", None, as_of, summary, about=[Thing("measure", measure)])
    return summary
