"""A disk that loses power: what of a data folder is left at each moment, by the syncs that the program made.

Content that was not synced may be lost, or be there in part; so may names that were not synced with their folder. The
register's own files are written by SQLite: its states after each commit are kept, and which of them was synced.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from random import Random

import pytest
from sqlalchemy.orm import Session

_REGISTER = ("register.sqlite", "register.sqlite-wal")


@dataclass(frozen=True)
class State:
    """What is certain at a moment, and what the program had written by then.

    names: inodes by path below the folder. sizes: synced bytes of each inode that only grows. contents: of the others.
    register: number of its state that was synced, and of its latest one. written: bytes of inodes that only grow.
    """

    names: dict[str, int]
    sizes: dict[int, int]
    contents: dict[int, bytes]
    register: tuple[int, int]
    written: dict[int, int]


@dataclass
class Disk:
    """Watches a data folder. grows: the ending of files that are only appended to."""

    folder: Path
    grows: str
    registers: list[dict[str, bytes]] = field(default_factory=list)
    _names: dict[str, int] = field(default_factory=dict)
    _contents: dict[int, bytes] = field(default_factory=dict)
    _sizes: dict[int, int] = field(default_factory=dict)
    _growing: dict[int, Path] = field(default_factory=dict)
    _lines: dict[int, list[int]] = field(default_factory=dict)
    _synced_register: int = 0

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Watch syncs and commits; all that is there at the beginning is certain."""
        for path in self._files(self.folder):
            self._names[str(path.relative_to(self.folder))] = path.stat().st_ino
            self._keep(path)
        self._keep_register()
        commit = Session.commit

        def committing(session: Session) -> None:
            commit(session)
            self._keep_register()

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "fsync", self._sync)
            patch.setattr(os, "fdatasync", self._sync)
            patch.setattr(Session, "commit", committing)
            yield

    def now(self) -> State:
        """What is certain now."""
        written = {inode: path.stat().st_size for inode, path in self._growing.items() if path.exists()}
        register = self._synced_register, len(self.registers) - 1
        return State(dict(self._names), dict(self._sizes), dict(self._contents), register, written)

    def line_ends(self, inode: int, count: int) -> int:
        """Where so many lines of a growing file end."""
        if inode not in self._lines:
            lines = self._growing[inode].read_bytes().splitlines(keepends=True)
            self._lines[inode] = [0, *accumulate(map(len, lines))]
        return self._lines[inode][count]

    def left(self, state: State, target: Path, chance: Random, *, all_written: bool) -> None:
        """Make the folder as it may be after a cut at a moment.

        all_written: as after `kill -9`, what was written is there. Else growing files have a part of what was not
        synced, and perhaps nonsense in the middle of it; the register has any state since its last sync.
        """
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for name, inode in state.names.items():
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if inode in self._growing:
                path.write_bytes(self._grown(inode, state, chance, all_written))
            else:
                path.write_bytes(state.contents.get(inode, b""))
        synced, latest = state.register
        number = latest if all_written else chance.randint(synced, latest)
        for name, content in self.registers[number].items():
            (target / name).write_bytes(content)

    def _grown(self, inode: int, state: State, chance: Random, all_written: bool) -> bytes:
        content = self._growing[inode].read_bytes()
        synced, written = state.sizes.get(inode, 0), state.written.get(inode, 0)
        if all_written:
            return content[:written]
        rest = bytearray(content[synced : chance.randint(synced, written)])
        if rest and chance.random() < 0.5:
            begin = chance.randrange(len(rest))
            rest[begin : begin + 20] = b"\0" * len(rest[begin : begin + 20])
        return content[:synced] + bytes(rest)

    def _sync(self, file: int) -> None:
        path = Path(os.readlink(f"/proc/self/fd/{file}"))
        if not path.is_relative_to(self.folder) and path != self.folder:
            return
        if path.name.endswith("-wal"):
            self._synced_register = len(self.registers) - 1
        elif path.is_dir():
            inside = {str(each.relative_to(self.folder)): each for each in path.iterdir() if each.is_file()}
            gone = [name for name in self._names if (self.folder / name).parent == path and name not in inside]
            for name in gone:
                del self._names[name]
            self._names |= {name: each.stat().st_ino for name, each in inside.items() if each.name not in _REGISTER}
        else:
            self._keep(path)

    def _keep(self, path: Path) -> None:
        status = path.stat()
        if path.name.endswith(self.grows):
            self._growing[status.st_ino] = path
            self._sizes[status.st_ino] = status.st_size
        elif path.name not in _REGISTER:
            self._contents[status.st_ino] = path.read_bytes()

    def _keep_register(self) -> None:
        self.registers.append(
            {name: (self.folder / name).read_bytes() for name in _REGISTER if (self.folder / name).exists()}
        )

    @staticmethod
    def _files(folder: Path) -> Iterator[Path]:
        for path in folder.rglob("*"):
            if path.is_file() and path.name not in _REGISTER and not path.name.endswith("-shm"):
                yield path
