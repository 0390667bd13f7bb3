"""Runs in copies of a process that has everything imported, as a served installation starts them."""

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from prefect.context import SettingsContext, get_settings_context
from prefect.settings import Settings

from deployments.serving import quick_start  # has everything imported in the process to copy
from deployments.serving.quick_start import import_ahead

_COPIED = multiprocessing.get_context("forkserver")
assert quick_start


class Copy:
    """A command of `customs-risk` in a copy, with what tests use of a `subprocess.Popen`.

    It calls a Prefect server that runs already: an interpreter, its imports and a server of its own take longer than
    what most tests ask of a run.
    """

    def __init__(self, words: Sequence[str], environment: Mapping[str, str], output: Path) -> None:
        self.args = list(words)
        self._printed = output / "out", output / "err"
        self._process = _COPIED.Process(
            target=_command, args=(self.args, dict(environment), *self._printed), daemon=True
        )
        import_ahead()
        self._process.start()
        assert self._process.pid is not None
        self.pid = self._process.pid

    @property
    def returncode(self) -> int | None:
        """The exit status, None while it runs."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """The exit status, None while it runs."""
        return self.returncode

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Wait for the end, and return what was printed and what was told of errors."""
        self._process.join(timeout)
        out, err = (path.read_text(encoding="utf-8") for path in self._printed)
        return out, err


def _command(words: list[str], environment: Mapping[str, str], out: Path, err: Path) -> None:
    from deployments.command_line import main

    os.setsid()  # a group of processes of its own
    os.environ.clear()
    os.environ.update(environment)
    for number, path in ((1, out), (2, err)):
        with path.open("wb") as file:
            os.dup2(file.fileno(), number)
    sys.argv = ["customs-risk", *words]
    with SettingsContext(profile=get_settings_context().profile, settings=Settings()):
        main()
