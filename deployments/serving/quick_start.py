"""Runs start at once: each in a copy of a process that has imported every flow, not in a new interpreter.

A new interpreter imports for three to four seconds before it runs anything. What isolates runs from each other stays: a
run is a process, and can be killed.
"""

import asyncio
import multiprocessing
import os
from collections.abc import Mapping
from multiprocessing import forkserver
from typing import Any, Protocol, Self
from uuid import UUID

import anyio
import anyio.abc
from prefect._internal.control_listener import configure_from_env
from prefect.client.schemas.objects import FlowRun
from prefect.context import SettingsContext, get_settings_context
from prefect.engine import handle_engine_signals
from prefect.flow_engine import load_flow, load_flow_run, run_flow
from prefect.runner import Runner
from prefect.runner._control_channel import ControlChannel
from prefect.runner._process_manager import ProcessHandle
from prefect.settings import Settings

_COPIED = multiprocessing.get_context("forkserver")
_COPIED.set_forkserver_preload(["deployments.serving.imported"])


def import_ahead() -> None:
    """Start the process that is copied, which imports while the caller goes on; the first run needs it."""
    forkserver.ensure_running()


class _Registry(Protocol):
    def get_deployment_name(self, deployment_id: UUID) -> str | None: ...


class QuickRunner(Runner):
    """Prefect's runner, whose runs start in copies of a process that waits with everything imported.

    Prefect has no setting for how its runner starts a process: this replaces what the poller asks for one, which the
    tests on the real server watch over.
    """

    async def __aenter__(self) -> Self:
        """Start the runner."""
        await super().__aenter__()
        self._scheduled_run_poller._resolve_starter = self._starter
        return self

    def _starter(self, flow_run: FlowRun) -> "CopyStarter":
        return CopyStarter(self._deployment_registry, self._control_channel)


class CopyStarter:
    """Starts the process of one run, as Prefect's own starters do: says when it has started, returns when it ended."""

    def __init__(self, deployments: _Registry, control: ControlChannel) -> None:
        self._deployments = deployments
        self._control = control

    async def start(
        self, flow_run: FlowRun, task_status: anyio.abc.TaskStatus[ProcessHandle] = anyio.TASK_STATUS_IGNORED
    ) -> None:
        """Run `flow_run` in a process of its own."""
        process = _COPIED.Process(target=run_here, args=(flow_run.id, self._environment(flow_run)))
        started = False
        try:
            await asyncio.to_thread(process.start)  # waits while the process that is copied still imports
            task_status.started(ProcessHandle(process))  # type: ignore[arg-type]  # any process of multiprocessing will do
            started = True
            await anyio.wait_readable(process.sentinel)
            process.join()
        finally:
            if not started:
                self._control.unregister(flow_run.id)

    def _environment(self, flow_run: FlowRun) -> dict[str, str]:
        port, token = self._control.register(flow_run.id)  # by which the runner tells a run to stop in good order
        name = self._deployments.get_deployment_name(flow_run.deployment_id) if flow_run.deployment_id else None
        return {
            "PREFECT__FLOW_RUN_ID": str(flow_run.id),
            "PREFECT__DEPLOYMENT_NAME": name or "",
            "PREFECT__ENABLE_CANCELLATION_AND_CRASHED_HOOKS": "false",
            "PREFECT__CONTROL_PORT": str(port),
            "PREFECT__CONTROL_TOKEN": token,
        }


def run_here(flow_run_id: UUID, environment: Mapping[str, str]) -> None:
    """Run one flow run to its end in this process: what `python -m prefect.engine` does after its imports."""
    os.environ.update(environment)
    configure_from_env()
    context = get_settings_context()
    with SettingsContext(profile=context.profile, settings=Settings()), handle_engine_signals(flow_run_id):
        flow_run = load_flow_run(flow_run_id)
        result: Any = run_flow(load_flow(flow_run), flow_run=flow_run)
        if asyncio.iscoroutine(result):
            asyncio.run(result)
