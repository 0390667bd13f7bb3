"""A person approves or rejects a change that feedback proposed."""

from datetime import date
from typing import Literal

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.acting import signed
from flows.publishing import Summary
from flows.refusals import with_plain_refusals
from tasks.feedback import tasks as feedback
from tasks.persons.roles import Action


@flow(name="decide-feedback", flow_run_name="{decision} {proposal}")
@with_plain_refusals
def decide_feedback(
    proposal: str,
    decision: Literal["approve", "reject"],
    reason: str,
    as_of: date | None = None,
) -> Summary:
    """Approve or reject a change that feedback proposed; the next feedback makes an approved change.

    Args:
        proposal: Key of the proposal, as `customs-risk feedback list` shows it.
        decision: Approve or reject.
        reason: Why, in a sentence.
        as_of: Business date. Empty for today.
    """
    stores = load_stores()
    by = signed(stores, Action.DECIDE_FEEDBACK, as_of or Settings().today())
    return feedback.decide_on_proposal(stores, proposal, decision=decision, reason=reason, **by)
