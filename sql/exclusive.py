"""Work in a data folder that only one process or thread at a time may do."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class HeldElsewhereError(RuntimeError):
    """Somebody else is at the work that was to be begun; the message says where."""


@contextmanager
def exclusive(folder: Path, work: str, *, wait: bool = True) -> Iterator[None]:
    """Do `work` in a data folder alone; the system lets go of it when the process ends, however it ends.

    `work`: a name that files can have. Raises HeldElsewhereError where somebody else does it and `wait` is false.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f".{work}.lock").open("a", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise HeldElsewhereError(f"{folder} is being worked on") from held
        yield
