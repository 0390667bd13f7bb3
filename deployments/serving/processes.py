"""A served process and its children: one process group, which ends as a whole."""

import os
import signal
import subprocess  # nosec B404  # our own interpreter and modules
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path


class ServedProcess:
    """A Python process whose output goes to a log file."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        log.parent.mkdir(parents=True, exist_ok=True)
        self.log = log
        with log.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603  # nosec B603  # our own interpreter and modules
                [sys.executable, *arguments],
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches only the supervisor, which ends the others in order
            )

    @property
    def runs(self) -> bool:
        """Whether the process is running."""
        return self._process.poll() is None

    def end(self, patience: float = 0.0) -> None:
        """Terminate the process, and after `patience` seconds kill it with its children."""
        if patience > 0 and self.runs:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(patience)
        with suppress(ProcessLookupError):  # the whole group has ended
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
