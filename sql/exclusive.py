"""Work in a data folder that only one process or thread at a time may do.

The system's own lock: who waits is woken at once, in order, while filelock polls.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class HeldElsewhereError(RuntimeError):
    """Another process or thread does this work; the message names the folder."""


@contextmanager
def exclusive(folder: Path, work: str, *, wait: bool = True) -> Iterator[None]:
    """Do `work` in a data folder alone; the system releases it when the process ends, however it ends.

    `work`: a name that files can have. Raises HeldElsewhereError where another does it and `wait` is false.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f".{work}.lock").open("a", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise HeldElsewhereError(f"{folder} is being worked on") from held
        yield
