"""One run of the whole cycle that nothing disturbed: what others are compared with."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import monotonic, sleep
from typing import TypeAlias

import pytest
from prefect.settings import PREFECT_API_URL

from tests.flows.copies import Copy
from tests.flows.cycle import Cycle, Left, give_keys, left_in

CYCLE = Cycle(declarations=4_000, screened_from=date(2021, 1, 11), last_day=date(2021, 1, 12))
Run: TypeAlias = "subprocess.Popen[str] | Copy"
LONGEST = 900.0  # seconds that a run may take on a busy machine


@dataclass(frozen=True)
class Undisturbed:
    """A run from begin to end: its folder, what it printed and left, and what a second run was told meanwhile."""

    folder: Path
    printed: str
    left: Left
    second: "subprocess.CompletedProcess[str]"


def start_run(folder: Path) -> "subprocess.Popen[str]":
    """`customs-risk run` on the test's cycle, as a group of processes of its own."""
    give_keys(folder)
    return subprocess.Popen(
        [sys.executable, "-m", "deployments.command_line", *_words(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        cwd=Path(__file__).parents[2],
        env=_environment(),
    )


def start_copy(folder: Path, output: Path) -> Copy:
    """The same in a copy of a process that has everything imported, which calls the Prefect server of the tests.

    output: an existing folder for what it prints.
    """
    give_keys(folder)
    server = {
        "PREFECT_API_URL": PREFECT_API_URL.value(),
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
    }
    return Copy(_words(folder), _environment() | server, output)


def _words(folder: Path) -> list[str]:
    period = ["--screen-from", str(CYCLE.screened_from), "--as-of", str(CYCLE.last_day)]
    return ["run", "--data", str(folder), *period, "--simulated", str(CYCLE.declarations)]


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("CUSTOMS_RISK_", "PREFECT_"))}


def wait_until(holds: Callable[[], bool], run: Run) -> bool:
    """Look until something holds, and tell whether it did before the run ended."""
    end = monotonic() + LONGEST
    while run.poll() is None:
        if holds():
            return True
        assert monotonic() < end, "the run takes too long"
        sleep(0.05)
    return False


def finish(run: Run) -> "subprocess.CompletedProcess[str]":
    """Wait for the end of a run; one that takes too long is ended."""
    try:
        out, err = run.communicate(timeout=LONGEST)
    finally:
        if run.poll() is None:
            kill(run)
    status = run.poll()
    assert status is not None
    return subprocess.CompletedProcess(run.args, status, out, err)


def kill(run: Run) -> None:
    """End a run and all its processes at once, as losing power would."""
    os.killpg(run.pid, signal.SIGKILL)
    run.communicate()


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """The run, while which a second one was started on the same folder."""
    folder = tmp_path_factory.mktemp("undisturbed") / "data"
    run = start_run(folder)
    assert wait_until(lambda: (folder / "register.sqlite").is_file(), run)
    second = finish(start_run(folder))
    done = finish(run)
    assert done.returncode == 0, done.stderr
    return Undisturbed(folder, done.stdout, left_in(folder), second)
