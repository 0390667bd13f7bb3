"""The Prefect tasks of risk handling."""

from datetime import date
from typing import Any

from prefect import task

from sql.stores import Stores
from tasks.analysis.request import WEEKLY
from tasks.handling import answers, execute, measure, personal, propose, waiting
from tasks.handling import decide as deciding
from tasks.running.refusing import act
from tasks.running.retrying import RETRYING

Summary = dict[str, Any]


@task(name="propose handling", task_run_name="propose {as_of}", **RETRYING)
def propose_handling(stores: Stores, as_of: date, occasion: str = "", analysis: str = WEEKLY) -> Summary:
    """See `propose.propose_handling`."""
    return propose.propose_handling(stores, as_of, occasion, analysis)


@task(name="decide by policy", task_run_name="decide {as_of}", **RETRYING)
def decide_by_policy(stores: Stores, as_of: date, occasion: str = "") -> Summary:
    """See `decide.decide_by_policy`."""
    return deciding.decide_by_policy(stores, as_of, occasion)


@act("decide on a measure", "{decision} {key}")
def decide(stores: Stores, key: str, *, decision: str, actor: str, unit: str, as_of: date, reason: str) -> Summary:
    """See `decide.decide`."""
    return deciding.decide(stores, key, decision=decision, actor=actor, unit=unit, as_of=as_of, reason=reason)


@task(name="look for measures that wait", task_run_name="waiting for {unit}", **RETRYING)
def waiting_for(stores: Stores, unit: str, most: int) -> list[waiting.WaitingMeasure]:
    """See `waiting.waiting_for`."""
    return waiting.waiting_for(stores, unit, most)


@task(name="execute what was approved", task_run_name="execute {as_of}", **RETRYING)
def execute_approved(stores: Stores, as_of: date) -> Summary:
    """See `execute.execute_approved`."""
    return execute.execute_approved(stores, as_of)


@task(name="measure results", task_run_name="measure {as_of}", **RETRYING)
def measure_results(stores: Stores, as_of: date) -> Summary:
    """See `measure.measure_results`."""
    return measure.measure_results(stores, as_of)


@act("propose a measure")
def propose_personally(
    stores: Stores, proposal: personal.PersonalProposal, *, actor: str, unit: str, as_of: date
) -> Summary:
    """See `personal.propose_personally`."""
    return personal.propose_personally(stores, proposal, actor=actor, unit=unit, as_of=as_of)


@act("answer a recommendation")
def answer_recommendation(stores: Stores, measure: str, answer: str, *, actor: str, unit: str, as_of: date) -> Summary:
    """See `answers.answer_recommendation`."""
    return answers.answer_recommendation(stores, measure, answer, actor=actor, unit=unit, as_of=as_of)


@task(name="ask for answers", task_run_name="ask for answers {as_of}", **RETRYING)
def ask_for_answers(stores: Stores, as_of: date) -> Summary:
    """See `answers.ask_for_answers`."""
    return answers.ask_for_answers(stores, as_of)
