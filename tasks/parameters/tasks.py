"""The Prefect tasks of the parameter center."""

from datetime import date
from typing import Any

from prefect import task

from sql.stores import Stores
from tasks.parameters import life, starter
from tasks.running.retrying import RETRYING

Summary = dict[str, Any]


@task(name="load starter parameters", **RETRYING)
def load_starter_parameters(stores: Stores, as_of: date) -> Summary:
    """See `starter.load_starter_parameters`."""
    return starter.load_starter_parameters(stores, as_of)


@task(name="review a parameter", task_run_name="{move} {key}", **RETRYING)
def review_parameter(
    stores: Stores, key: str, *, move: str, actor: str, unit: str, as_of: date, reason: str
) -> Summary:
    """See `life.review_parameter`."""
    return life.review_parameter(stores, key, move=move, actor=actor, unit=unit, as_of=as_of, reason=reason)


@task(name="expire parameters", **RETRYING)
def expire_overdue(stores: Stores, as_of: date) -> Summary:
    """See `life.expire_overdue`."""
    return life.expire_overdue(stores, as_of)
