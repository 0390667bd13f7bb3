"""Without the private parts of Prefect that start runs at once, Prefect's own runner takes over."""

import asyncio
import sys
from types import SimpleNamespace

import pytest
from prefect.runner import Runner

from deployments.serving import runner
from deployments.serving.quick_start import CopyStarter, QuickRunner, use_copies

PRIVATE = ("prefect._internal.control_listener", "prefect.runner._control_channel", "prefect.runner._process_manager")


@pytest.mark.parametrize("module", PRIVATE)
def test_a_missing_private_module_leaves_the_runner_of_prefect(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "deployments.serving.quick_start")
    monkeypatch.setitem(sys.modules, module, None)
    assert type(runner.new_runner()) is Runner


@pytest.mark.parametrize("changed", ["_resolve_starter", "get_deployment_name", "register", "unregister"])
def test_a_changed_private_part_leaves_the_runner_as_it_is(changed: str) -> None:
    def own_starter() -> None: ...

    poller = SimpleNamespace(_resolve_starter=own_starter)
    registry = SimpleNamespace(get_deployment_name=print)
    channel = SimpleNamespace(register=print, unregister=print)
    started = SimpleNamespace(_scheduled_run_poller=poller, _deployment_registry=registry, _control_channel=channel)
    for part in (poller, registry, channel):
        vars(part).pop(changed, None)
    assert not use_copies(started)
    assert vars(poller) == ({} if changed == "_resolve_starter" else {"_resolve_starter": own_starter})


@pytest.mark.usefixtures("prefect_server")
def test_the_pinned_prefect_has_them_all_and_its_own_runner_starts_without(monkeypatch: pytest.MonkeyPatch) -> None:
    async def starter_of(started: Runner) -> object:
        async with started:
            return started._scheduled_run_poller._resolve_starter

    quick = asyncio.run(starter_of(QuickRunner(name="quick")))
    monkeypatch.setattr("deployments.serving.quick_start.use_copies", lambda started: False)
    own = asyncio.run(starter_of(QuickRunner(name="own")))
    assert isinstance(quick(SimpleNamespace()), CopyStarter)  # type: ignore[operator]
    assert getattr(own, "__module__", "") == "prefect.runner.runner"
