"""The Prefect tasks of performance feedback."""

from datetime import date
from typing import Any

from prefect import task

from sql.stores import Stores
from tasks.feedback import apply
from tasks.feedback import give_feedback as feedback
from tasks.running.retrying import RETRYING


@task(name="measure performance", task_run_name="feedback {as_of}", **RETRYING)
def give_feedback(stores: Stores, period_from: date, as_of: date) -> dict[str, Any]:
    """See `give_feedback.give_feedback`."""
    return feedback.give_feedback(stores, period_from, as_of)


@task(name="apply feedback", task_run_name="apply feedback {as_of}", **RETRYING)
def apply_feedback(stores: Stores, as_of: date, seed: int) -> dict[str, Any]:
    """See `apply.apply_feedback`."""
    return apply.apply_feedback(stores, as_of, seed)


@task(name="decide on a proposal", task_run_name="{decision} {key}", **RETRYING)
def decide_on_proposal(
    stores: Stores, key: str, *, decision: str, actor: str, unit: str, as_of: date, reason: str
) -> dict[str, Any]:
    """See `apply.decide_on_proposal`."""
    return apply.decide_on_proposal(stores, key, decision=decision, actor=actor, unit=unit, as_of=as_of, reason=reason)
