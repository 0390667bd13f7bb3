"""Resumes runs that a stop of serving interrupted."""

from typing import Any

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.states import AwaitingRetry, Crashed

_INTERRUPTED = [StateType.RUNNING, StateType.PENDING]
_TOGETHER = 200


async def resume_interrupted(client: PrefectClient) -> int:
    """Schedule interrupted runs again, and return their number; call it while no runner is active.

    A run continues where it was, because its stages skip what is done. Nested runs are set to crashed; the run that
    called them calls them again.
    """
    taken_up = 0
    for run in await _interrupted(client):
        if run.parent_task_run_id is not None:
            nested: State[Any] = Crashed(message="The run that called it was interrupted.")
            await client.set_flow_run_state(run.id, nested, force=True)
        elif run.deployment_id is not None:  # without one, a person runs it in another process
            again: State[Any] = AwaitingRetry(message="Interrupted when serving stopped; continues where it was.")
            await client.set_flow_run_state(run.id, again, force=True)
            taken_up += 1
    return taken_up


async def _interrupted(client: PrefectClient) -> list[FlowRun]:
    runs: list[FlowRun] = []
    state = FlowRunFilterState(type=FlowRunFilterStateType(any_=_INTERRUPTED))
    while part := await client.read_flow_runs(
        flow_run_filter=FlowRunFilter(state=state), limit=_TOGETHER, offset=len(runs)
    ):
        runs.extend(part)
    return runs
