"""Options of every task: no cache, and a retry after a passing failure such as a locked register or a lost line."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypedDict, TypeVar

from prefect import Task, task
from prefect.cache_policies import NO_CACHE, CachePolicy
from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import RetryConditionCallable
from sqlalchemy.exc import InterfaceError, OperationalError

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

_PASSING = (OperationalError, InterfaceError, ConnectionError, TimeoutError)


class TaskOptions(TypedDict):
    """Options of a Prefect task."""

    cache_policy: CachePolicy
    retries: int
    retry_delay_seconds: list[float]
    retry_jitter_factor: float
    retry_condition_fn: RetryConditionCallable


def passes(_: Task[..., Any], run: TaskRun, state: State[Any]) -> bool:
    """Whether to retry a failed run: its failure passes, unlike a refusal or a fault of the program."""
    return isinstance(state.data, _PASSING)


RETRYING: TaskOptions = {
    "cache_policy": NO_CACHE,
    "retries": 2,
    "retry_delay_seconds": [2.0, 10.0],
    "retry_jitter_factor": 0.5,  # so that runs that waited for the same lock retry at different times
    "retry_condition_fn": passes,
}


def retrying(rule: Callable[Parameters, Result], name: str, run_name: str | None = None) -> Task[Parameters, Result]:
    """The Prefect task of a rule, with its parameters, types and docstring.

    `name`: of the task in Prefect. `run_name`: of each run, with parameters in braces; default: the task's.
    """
    return task(name=name, task_run_name=run_name, **RETRYING)(rule)
