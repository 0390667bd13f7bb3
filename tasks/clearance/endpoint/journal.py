"""The journal of a day: every declaration and its answer, written before the answer is sent."""

import json
import os
import weakref
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from errno import ENOSPC
from hashlib import blake2b
from pathlib import Path
from typing import Any

from tasks.clearance.endpoint.answer import Answer


@dataclass(frozen=True)
class Entry:
    """One line of the journal: a declaration by canonical columns, as JSON holds it, and its answer."""

    declaration: Mapping[str, Any]
    answer: Answer


class Journal:
    """One file of a folder per business day, only ever appended to; a line that was cut short is dropped.

    It outlives the process, however that ends. Where the machine itself loses power, its last lines may be lost.
    """

    def __init__(self, folder: Path, day: date) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.day = day
        self._path = folder / f"{day}.jsonl"
        self._places: list[int] = []  # where each line begins
        self._lines: dict[str, tuple[int, bytes]] = {}  # number and hash of the content by declaration_id
        self._path.touch()
        self._end = self._read()
        os.truncate(self._path, self._end)
        self._file = os.open(self._path, os.O_WRONLY | os.O_APPEND)
        weakref.finalize(self, os.close, self._file)

    def __len__(self) -> int:
        return len(self._places)

    def append(self, declaration: Mapping[str, Any], answer: Answer) -> int:
        """Keep an answer; return the number of its line, from 0. Raises OSError, and keeps nothing, on a full disk."""
        content = _plain(declaration)
        line = json.dumps({"declaration": content, "answer": answer.as_json()}, ensure_ascii=False).encode() + b"\n"
        place = self._end
        written = os.write(self._file, line)
        if written < len(line):  # the disk is full: half a line would spoil the next
            os.truncate(self._path, place)
            raise OSError(ENOSPC, f"of a line of {len(line)} bytes only {written} could be kept", str(self._path))
        self._end += len(line)
        return self._note(place, content)

    def entry(self, number: int) -> Entry:
        """The line of a number."""
        with self._path.open("rb") as lines:
            lines.seek(self._places[number])
            return _entry(lines.readline())

    def entries(self, first: int, last: int) -> list[Entry]:
        """Lines from the number `first` up to, and without, `last`."""
        with self._path.open("rb") as lines:
            lines.seek(self._places[first])
            return [_entry(lines.readline()) for _ in range(first, last)]

    def number_of(self, declaration_id: str) -> int | None:
        """The line of a declaration; None without an answer."""
        line = self._lines.get(declaration_id)
        return None if line is None else line[0]

    def has_same_content(self, declaration: Mapping[str, Any]) -> bool:
        """Whether a declaration had this content when it was answered."""
        return self._lines[declaration["declaration_id"]][1] == _hash(_plain(declaration))

    def remove(self) -> None:
        """Remove the file: all answers of the day are recorded."""
        self._path.unlink()

    def _read(self) -> int:
        """Index the lines; return where the last whole line ends."""
        place = 0
        with self._path.open("rb") as lines:
            for line in lines:
                if not line.endswith(b"\n"):
                    break
                self._note(place, json.loads(line)["declaration"])
                place += len(line)
        return place

    def _note(self, place: int, content: Mapping[str, Any]) -> int:
        number = len(self._places)
        self._lines[str(content["declaration_id"])] = (number, _hash(content))
        self._places.append(place)
        return number


def journals(folder: Path) -> Iterator[Journal]:
    """The journals that a folder holds, by day."""
    for path in sorted(folder.glob("????-??-??.jsonl")):
        yield Journal(folder, date.fromisoformat(path.stem))


def _entry(line: bytes) -> Entry:
    kept = json.loads(line)
    return Entry(kept["declaration"], Answer.read(kept["answer"]))


def _plain(declaration: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in declaration.items()}


def _hash(content: Mapping[str, Any]) -> bytes:
    return blake2b(json.dumps(content, ensure_ascii=False, sort_keys=True).encode(), digest_size=16).digest()
