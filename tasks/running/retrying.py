"""What every task has: no cache, and another try where the cause passes, such as a locked register or a lost line."""

from typing import Any, TypedDict

from prefect import Task
from prefect.cache_policies import NO_CACHE, CachePolicy
from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import RetryConditionCallable
from sqlalchemy.exc import InterfaceError, OperationalError

_PASSING = (OperationalError, InterfaceError, ConnectionError, TimeoutError)


class TaskOptions(TypedDict):
    """Options of a Prefect task."""

    cache_policy: CachePolicy
    retries: int
    retry_delay_seconds: list[float]
    retry_jitter_factor: float
    retry_condition_fn: RetryConditionCallable


def passes(task: Task[..., Any], run: TaskRun, state: State[Any]) -> bool:
    """Whether the exception of a failed run is one that passes; a refusal or a fault stays what it is."""
    return isinstance(state.data, _PASSING)


RETRYING: TaskOptions = {
    "cache_policy": NO_CACHE,
    "retries": 2,
    "retry_delay_seconds": [2.0, 10.0],
    "retry_jitter_factor": 0.5,  # runs that waited for the same lock do not come back together
    "retry_condition_fn": passes,
}
