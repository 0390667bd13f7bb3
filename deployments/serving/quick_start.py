"""Starts runs at once: each in a copy of a process that has imported every flow, not in a new interpreter.

A new interpreter imports for three to four seconds before it runs anything. Runs stay isolated from each other: a run
is a process, and can be killed. This uses private parts of Prefect, so Prefect is pinned exactly; without them
`new_runner` in runner.py falls back to Prefect's own runner.
"""

import asyncio
import logging
import multiprocessing
import os
from collections.abc import Mapping
from multiprocessing import forkserver
from typing import Any, Protocol, Self, cast
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
    """Start the process to copy; it imports while the caller continues, and the first run waits for it."""
    forkserver.ensure_running()


class _Registry(Protocol):
    def get_deployment_name(self, deployment_id: UUID) -> str | None: ...


class QuickRunner(Runner):
    """Prefect's runner, but runs start in copies of a process that has everything imported.

    Prefect has no setting for how its runner starts a process, so this replaces a method of its poller. Tests on the
    real server cover it.
    """

    async def __aenter__(self) -> Self:
        """Start the runner."""
        await super().__aenter__()
        use_copies(self)
        return self


def use_copies(runner: object) -> bool:
    """Make a started runner start runs in copies; if its private parts changed, leave it alone and return False."""
    poller = getattr(runner, "_scheduled_run_poller", None)
    deployments, control = getattr(runner, "_deployment_registry", None), getattr(runner, "_control_channel", None)
    parts = (
        (poller, "_resolve_starter"),
        (deployments, "get_deployment_name"),
        (control, "register"),
        (control, "unregister"),
    )
    if not all(callable(getattr(owner, name, None)) for owner, name in parts):
        logging.getLogger("prefect.runner").warning("Prefect's runner changed: runs start in new interpreters.")
        return False
    starter = CopyStarter(cast(_Registry, deployments), cast(ControlChannel, control))
    vars(poller)["_resolve_starter"] = lambda flow_run: starter
    return True


class CopyStarter:
    """Starts the process of a run like Prefect's own starters: reports its start, and returns at its end."""

    def __init__(self, deployments: _Registry, control: ControlChannel) -> None:
        self._deployments = deployments
        self._control = control

    async def start(
        self, flow_run: FlowRun, task_status: anyio.abc.TaskStatus[ProcessHandle] = anyio.TASK_STATUS_IGNORED
    ) -> None:
        """Run `flow_run` in a separate process."""
        process = _COPIED.Process(target=run_here, args=(flow_run.id, self._environment(flow_run)))
        started = False
        try:
            await asyncio.to_thread(process.start)  # waits until the process to copy has imported everything
            task_status.started(ProcessHandle(process))  # type: ignore[arg-type]  # any process of multiprocessing will do
            started = True
            await anyio.wait_readable(process.sentinel)
            process.join()
        finally:
            if not started:
                self._control.unregister(flow_run.id)

    def _environment(self, flow_run: FlowRun) -> dict[str, str]:
        port, token = self._control.register(flow_run.id)  # the runner uses it to stop a run in good order
        name = self._deployments.get_deployment_name(flow_run.deployment_id) if flow_run.deployment_id else None
        return {
            "PREFECT__FLOW_RUN_ID": str(flow_run.id),
            "PREFECT__DEPLOYMENT_NAME": name or "",
            "PREFECT__ENABLE_CANCELLATION_AND_CRASHED_HOOKS": "false",
            "PREFECT__CONTROL_PORT": str(port),
            "PREFECT__CONTROL_TOKEN": token,
        }


def run_here(flow_run_id: UUID, environment: Mapping[str, str]) -> None:
    """Run a flow run to its end in this process, as `python -m prefect.engine` does after its imports."""
    os.environ.update(environment)
    configure_from_env()
    context = get_settings_context()
    with SettingsContext(profile=context.profile, settings=Settings()), handle_engine_signals(flow_run_id):
        flow_run = load_flow_run(flow_run_id)
        result: Any = run_flow(load_flow(flow_run), flow_run=flow_run)
        if asyncio.iscoroutine(result):
            asyncio.run(result)
