"""Runs that were cut short with the serving that took them are taken up again."""

from typing import Any

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.states import AwaitingRetry, Crashed

_CUT_SHORT = [StateType.RUNNING, StateType.PENDING]
_TOGETHER = 200


async def resume_interrupted(client: PrefectClient) -> int:
    """Schedule runs that nobody runs any more, and return how many; to be called while no runner runs.

    What such a run had done stays done, and its stages find that out: it goes on where it was. Runs inside of them are
    noted as crashed; the run that called them calls them again.
    """
    taken_up = 0
    for run in await _cut_short(client):
        if run.parent_task_run_id is not None:
            nested: State[Any] = Crashed(message="The run that called it was cut short.")
            await client.set_flow_run_state(run.id, nested, force=True)
        elif run.deployment_id is not None:  # else a person runs it in another process: not ours to repeat
            again: State[Any] = AwaitingRetry(message="Cut short when serving stopped; goes on where it was.")
            await client.set_flow_run_state(run.id, again, force=True)
            taken_up += 1
    return taken_up


async def _cut_short(client: PrefectClient) -> list[FlowRun]:
    runs: list[FlowRun] = []
    state = FlowRunFilterState(type=FlowRunFilterStateType(any_=_CUT_SHORT))
    while part := await client.read_flow_runs(
        flow_run_filter=FlowRunFilter(state=state), limit=_TOGETHER, offset=len(runs)
    ):
        runs.extend(part)
    return runs
