"""A person decides on the measures that wait for a decision of their unit, one form after the other."""

from datetime import date
from typing import Literal

from prefect import flow
from prefect.flow_runs import pause_flow_run
from prefect.input import RunInput
from pydantic import Field

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.acting import Signed, check_other_hands, signed
from flows.publishing import Summary, publish
from flows.refusals import with_plain_refusals
from sql.stores import Stores
from tasks.handling import tasks as handling
from tasks.handling.approval import HandlingRefusedError
from tasks.handling.decide import proposer_of
from tasks.persons.person import PersonRefusedError
from tasks.persons.roles import Action

_A_DAY = 24 * 60 * 60


class Decision(RunInput):
    """The officer's answer on one measure."""

    decision: Literal["approve", "reject", "leave open"] = Field(
        default="leave open", description="Approve, reject, or leave it to another officer."
    )
    reason: str = Field(default="", description="Why, in a sentence; required to approve or reject.")


@flow(name="decide-waiting-handling", flow_run_name="decide on waiting measures")
@with_plain_refusals
def decide_waiting_handling(most: int = 5, as_of: date | None = None) -> Summary:
    """Show the measures that wait for a decision of your unit, the strongest first, and record the answers.

    The run pauses at each measure for up to a day: press Resume, read the measure, and fill in the form.
    A measure stays open if the answer has no reason or the rules refuse it; the run states why and continues.

    Args:
        most: Largest number of measures to show.
        as_of: Business date of the decisions. Empty for today.
    """
    as_of = as_of or Settings().today()
    stores = load_stores()
    by = signed(stores, Action.DECIDE_HANDLING, as_of)
    counts = {"approve": 0, "reject": 0, "leave open": 0}
    refused = []
    for measure in handling.waiting_for(stores, by["unit"], most):
        form = Decision.with_initial_data(description=measure.text)
        answer = pause_flow_run(wait_for_input=form, timeout=_A_DAY, key=measure.key)
        if answer.decision != "leave open":
            problem = _refusal(stores, measure.key, answer, by)
            if problem is not None:
                refused.append(f"{measure.key}: {problem}")
                continue
        counts[answer.decision] += 1
    summary: Summary = {"approved": counts["approve"], "rejected": counts["reject"], "left_open": counts["leave open"]}
    summary |= {"refused": "; ".join(refused)} if refused else {}
    publish("decide-waiting-handling", None, as_of, summary)
    return summary


def _refusal(stores: Stores, measure: str, answer: Decision, by: Signed) -> str | None:
    """Why a decision was refused; None if it was recorded."""
    if not answer.reason.strip():
        return "a decision needs a reason"
    try:
        check_other_hands(stores, proposer_of(stores, measure))
        handling.decide(stores, measure, decision=answer.decision, reason=answer.reason, **by)
    except (HandlingRefusedError, PersonRefusedError) as problem:
        return str(problem)
    return None
