"""Processes of an earlier serving that was killed: ended before serving starts again."""

import os
import signal
from pathlib import Path

from deployments.serving.environment import MARKER


def end_leftovers(data: Path) -> int:
    """Kill what still runs from an earlier serving of `data`, and return how many processes that were.

    They are known by the mark in their environment. Where the system does not show the environment of processes
    (no /proc), nothing is found: a server that is left over keeps its port, and serving says so.
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
        except (FileNotFoundError, ProcessLookupError, PermissionError):  # it ended by itself, or is not ours
            continue
    return ended
