"""Each part of an installation fails alone, and starts again for ever, after pauses that grow."""

import asyncio
import errno
import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import cast

import pytest

from deployments.serving.parts import LONGEST_PAUSE, kept_up
from deployments.serving.processes import ServedProcess
from deployments.serving.supervisor import Part, tend_until


@dataclass
class Process:
    """A process that runs until a test ends it."""

    runs: bool = True
    ended: int = 0

    def end(self, patience: float = 0.0) -> None:
        self.runs, self.ended = False, self.ended + 1


@dataclass
class Machine:
    """Starts processes, and may be unable to."""

    problem: OSError | None = None
    started: list[Process] = field(default_factory=list)

    def start(self, arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> ServedProcess:
        if self.problem is not None:
            raise self.problem
        self.started.append(Process())
        return cast("ServedProcess", self.started[-1])

    @property
    def latest(self) -> Process:
        return self.started[-1]


@dataclass
class Installation:
    """Three parts as an installation has them, tended at seconds that a test names."""

    machines: dict[str, Machine] = field(default_factory=lambda: {name: Machine() for name in ("s", "r", "e")})
    told: list[str] = field(default_factory=list)
    parts: dict[str, Part] = field(default_factory=dict)

    def __post_init__(self) -> None:
        server = self.part("s")
        runner = self.part("r", may_start=lambda: server.is_up, ends_with=server)
        endpoint = self.part("e", may_start=lambda: server.is_up and runner.was_up)
        self.parts = {"s": server, "r": runner, "e": endpoint}

    def part(self, name: str, **options: object) -> Part:
        up = lambda: True  # noqa: E731
        return Part(name, (), Path(f"{name}.log"), up=up, start=self.machines[name].start, **options)  # type: ignore[arg-type]

    def tend(self, *seconds: float) -> None:
        for now in seconds:
            for part in self.parts.values():
                part.tend({}, self.told.append, now)

    @property
    def starts(self) -> dict[str, int]:
        return {name: len(machine.started) for name, machine in self.machines.items()}


@pytest.fixture
def installation() -> Installation:
    made = Installation()
    made.tend(0.0, 0.5, 1.0, 1.5)
    assert made.starts == {"s": 1, "r": 1, "e": 1}
    assert made.told == []
    return made


@pytest.mark.parametrize("name", ["r", "e"])
def test_a_part_that_ends_starts_again_alone(installation: Installation, name: str) -> None:
    installation.machines[name].latest.runs = False
    installation.tend(2.0, 3.0, 5.0, 5.5)
    assert installation.starts == {"s": 1, "r": 1, "e": 1} | {name: 2}
    assert installation.told == [f"{name} ended: it starts again in 2 seconds; see {name}.log"]
    assert installation.parts[name].is_up


def test_the_runner_ends_with_the_server_and_the_endpoint_goes_on(installation: Installation) -> None:
    installation.machines["s"].latest.runs = False
    installation.tend(2.0, 2.5)
    assert installation.machines["r"].latest.ended
    assert installation.machines["e"].latest.runs
    installation.tend(5.0, 5.5, 6.0, 6.5)
    assert installation.starts == {"s": 2, "r": 2, "e": 1}
    assert [told.split(":")[0] for told in installation.told] == ["s ended"]  # the runner did not fail


def test_a_part_that_never_starts_is_tried_for_ever_and_the_others_work(installation: Installation) -> None:
    now, starts = 2.0, []
    for _ in range(40):
        installation.machines["e"].latest.runs = False
        before = installation.starts["e"]
        while installation.starts["e"] == before:
            now += 1.0
            installation.tend(now)
        starts.append(now)
    pauses = [later - earlier for earlier, later in pairwise(starts)]
    assert pauses == sorted(pauses)
    assert pauses[-1] <= LONGEST_PAUSE + 2
    assert installation.parts["s"].is_up
    assert installation.parts["r"].is_up
    assert len(installation.told) == 40


def test_a_machine_that_cannot_start_a_process_is_told_and_goes_on_by_itself(installation: Installation) -> None:
    installation.machines["r"].problem = OSError(errno.ENOSPC, "full", "runner.log")
    installation.machines["r"].latest.runs = False
    installation.tend(2.0, 5.0, 10.0)
    assert "r cannot start (runner.log: the disk is full: make room" in installation.told[-1]
    installation.machines["r"].problem = None
    installation.tend(100.0, 100.5)
    assert installation.parts["r"].is_up


def test_failures_are_forgotten_after_a_healthy_time(installation: Installation) -> None:
    for now in (10.0, 20.0, 1000.0):
        installation.machines["e"].latest.runs = False
        installation.tend(now, now + 8.0, now + 8.5)
    assert [told.split(" seconds")[0].split()[-1] for told in installation.told] == ["2", "4", "2"]


def test_a_part_that_hangs_at_its_start_is_started_again(installation: Installation) -> None:
    installation.parts["r"].up = lambda: False
    installation.machines["r"].latest.runs = False
    installation.tend(2.0, 5.0, 184.0, 186.0, 200.0)
    assert installation.told[1].startswith("r did not start within 180 seconds")
    assert installation.starts["r"] == 3


def test_tending_welcomes_once_and_stops() -> None:
    class Waking(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            return self.is_set()

    stopping, made = Waking(), Installation()
    welcomed: list[bool] = []

    def welcome() -> None:
        welcomed.append(True)
        stopping.set()

    tend_until(stopping, list(made.parts.values()), {}, made.told.append, welcome)
    assert welcomed == [True]


def test_a_loop_that_fails_tells_one_sentence_and_begins_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    async def work() -> None:
        if len(pauses) == 5:
            raise asyncio.CancelledError
        raise OSError(errno.EROFS, "read-only", "/data/inbox")

    monkeypatch.setattr(asyncio, "sleep", pause)
    with caplog.at_level(logging.WARNING, "prefect.runner"), pytest.raises(asyncio.CancelledError):
        asyncio.run(kept_up("The inbox watcher", work))
    assert pauses == [2.0, 4.0, 8.0, 16.0, 32.0]
    assert "The inbox watcher stopped (/data/inbox: the file system is read-only" in caplog.text
    assert "Traceback" not in caplog.text
