"""Emits lost events again."""

import asyncio
from datetime import timedelta
from time import monotonic

from httpx import TransportError
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import StateType

from blocks.settings import Settings
from blocks.stores import load_stores
from deployments.table import DEPLOYMENTS
from flows.events import Event
from flows.publishing import announce
from tasks.lifecycle.flow_events import Unanswered, unanswered
from tasks.running.patience import Tried

_EVERY_SECONDS = 10.0
_AGAIN = (300.0, 3600.0)  # seconds until an event whose runs all failed is emitted again: first, and at most
_DAYS = timedelta(days=14)
_CHAIN = {"analyse-risk", "handle-risk", "screen-declarations", "follow-up-clearance"}  # flows that note their runs
_UNDER_WAY = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]


async def catch_up() -> None:
    """Emit, without end, each event that started no run although no run is active.

    The runs that it starts find what is done already, and do the rest. Where they fail, for example because the disk
    is full, the event is emitted again after a growing pause.
    """
    emitted: dict[tuple[str, str], Tried] = {}
    before: list[Unanswered] = []
    async with get_client() as client:
        while True:
            await asyncio.sleep(_EVERY_SECONDS)
            try:
                busy = await _busy(client)
            except TransportError:  # the server is busy: try again later
                continue
            missing = [] if busy else await asyncio.to_thread(_missing)
            for event in missing:
                key = (event.event, f"{event.as_of}|{event.occasion}")
                now, tried = monotonic(), emitted.get(key, Tried())
                if event in before and now >= tried.again:  # missing twice in a row, so not just late
                    emitted[key] = tried.once_more(now, *_AGAIN)
                    await asyncio.to_thread(
                        announce, "serving", Event(event.event), event.as_of, dict(event.payload), event.occasion
                    )
            before = missing


def _missing() -> list[Unanswered]:
    return unanswered(load_stores(), followers(), Settings().today() - _DAYS)


def followers() -> dict[str, list[str]]:
    """The flows of the chain that each event starts."""
    return {
        event.value: flows
        for event in Event
        if (
            flows := [
                each.name
                for each in DEPLOYMENTS
                if each.name in _CHAIN and any(flow_event.event is event for flow_event in each.flow_events)
            ]
        )
    }


async def _busy(client: PrefectClient) -> bool:
    state = FlowRunFilterState(type=FlowRunFilterStateType(any_=_UNDER_WAY))
    return bool(await client.read_flow_runs(flow_run_filter=FlowRunFilter(state=state), limit=1))
