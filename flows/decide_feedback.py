"""A person approves or rejects a change that feedback proposed."""

from datetime import date
from typing import Literal

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.publishing import Summary
from flows.refusals import with_plain_refusals
from tasks.feedback import tasks as feedback


@flow(name="decide-feedback", flow_run_name="{decision} {proposal}")
@with_plain_refusals
def decide_feedback(
    proposal: str,
    decision: Literal["approve", "reject"],
    officer: str,
    unit: str,
    reason: str,
    as_of: date | None = None,
) -> Summary:
    """Approve or reject a change that feedback proposed; the next feedback makes an approved change.

    Args:
        proposal: Key of the proposal, as `customs-risk feedback list` shows it.
        decision: Approve or reject.
        officer: Name or number of the officer.
        unit: Code of the officer's unit; the change must be in its jurisdiction.
        reason: Why, in a sentence.
        as_of: Business date. Empty for today.
    """
    return feedback.decide_on_proposal(
        load_stores(),
        proposal,
        decision=decision,
        actor=officer,
        unit=unit,
        as_of=as_of or Settings().today(),
        reason=reason,
    )
