"""Stopping a run at its durable steps: before a file appears, before and after a transaction is committed."""

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session


class StoppedError(BaseException):
    """The process would have ended here; nothing in the program catches it."""


class Interruption:
    """Stops when a run, or one of those that follow it, reaches each kind of step: at which times, `reaches` says.

    Between two durable steps nothing changes that a next run could see, so these are all moments that differ: a file
    is about to take its place (its unfinished copy lies there), a transaction is about to be committed, or just was.
    """

    def __init__(self, folder: Path, reaches: Sequence[int]) -> None:
        self.folder = folder
        self.at = frozenset(reaches)
        self.reached: Counter[str] = Counter()
        self.stops: list[str] = []

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Stop what runs inside, by StoppedError."""
        replace, commit, unlink = os.replace, Session.commit, Path.unlink

        def stopping_replace(source: Any, target: Any) -> None:
            self._file_step("before {} is there", Path(target))
            replace(source, target)

        def stopping_unlink(path: Path, missing_ok: bool = False) -> None:
            unlink(path, missing_ok)
            self._file_step("after {} is gone", path)

        def stopping_commit(session: Session) -> None:
            work = _work_in_progress()
            self._step(f"before the commit of {work}")
            commit(session)
            self._step(f"after the commit of {work}")

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "replace", stopping_replace)
            patch.setattr(Path, "unlink", stopping_unlink)
            patch.setattr(Session, "commit", stopping_commit)
            yield

    def _step(self, step: str) -> None:
        self.reached[step] += 1
        if self.reached[step] in self.at:
            self.stops.append(step)
            raise StoppedError(step)

    def _file_step(self, step: str, path: Path) -> None:
        if path.is_relative_to(self.folder):  # others, such as caches of libraries, are no part of the run
            parts = path.relative_to(self.folder).parts
            self._step(step.format("/".join(parts[: 2 if parts[0] == "lake" else 1])))


def _work_in_progress() -> str:
    """The function of the program that commits, or the stage that it completes."""
    frame = sys._getframe(1)
    while not frame.f_globals["__name__"].startswith(("tasks.", "sql.register.stages")):
        assert frame.f_back is not None
        frame = frame.f_back
    return str(frame.f_locals.get("stage", frame.f_code.co_qualname))
