"""Ends processes of an earlier serving that was killed, before serving starts again."""

import os
import signal
from pathlib import Path

from deployments.serving.environment import MARKER


def end_leftovers(data: Path) -> int:
    """Kill the processes of an earlier serving of `data`, and return their number.

    A mark in their environment identifies them. On a system without /proc none is found: a leftover server then keeps
    its port, and serving reports it.
    """
    mark = f"{MARKER}={data}".encode()
    ended = 0
    for folder in Path("/proc").glob("[0-9]*"):
        if int(folder.name) == os.getpid():
            continue
        try:
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                os.kill(int(folder.name), signal.SIGKILL)
                ended += 1
        except (FileNotFoundError, ProcessLookupError, PermissionError):  # it has ended, or is not ours
            continue
    return ended
