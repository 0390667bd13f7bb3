"""The Prefect tasks of enforcement supervision."""

from datetime import date
from typing import Any

from prefect import task

from sql.stores import Stores
from tasks.running.retrying import RETRYING
from tasks.supervision import supervise


@task(name="raise hints", task_run_name="hints {as_of}", **RETRYING)
def raise_hints(stores: Stores, as_of: date) -> dict[str, Any]:
    """See `supervise.raise_hints`."""
    return supervise.raise_hints(stores, as_of)


@task(name="answer a hint", task_run_name="answer hint {key}", **RETRYING)
def answer_hint(stores: Stores, key: str, answer: str, actor: str, unit: str, as_of: date) -> dict[str, Any]:
    """See `supervise.answer_hint`."""
    return supervise.answer_hint(stores, key, answer, actor=actor, unit=unit, as_of=as_of)
