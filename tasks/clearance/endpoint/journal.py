"""The journal of a day: every version of a declaration and its answer, written before the answer is sent."""

import json
import os
import weakref
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from errno import ENOSPC
from hashlib import blake2b
from pathlib import Path
from typing import Any

from tasks.clearance.endpoint.answer import Answer


@dataclass(frozen=True)
class Entry:
    """One line of the journal: the goods items of a declaration in canonical columns as JSON, and its answer.

    received_at: when an amendment came, in UTC as ISO 8601; None for a declaration that came first.
    """

    items: Sequence[Mapping[str, Any]]
    received_at: str | None
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
        self._lines: dict[str, dict[bytes, int]] = {}  # by declaration_id: line of each content, by its hash
        self._path.touch()
        self._end = self._read()
        os.truncate(self._path, self._end)
        self._file = os.open(self._path, os.O_WRONLY | os.O_APPEND)
        weakref.finalize(self, os.close, self._file)

    def __len__(self) -> int:
        return len(self._places)

    def append(self, items: Sequence[Mapping[str, Any]], answer: Answer, received_at: str | None = None) -> int:
        """Keep an answer; return the number of its line, from 0. Raises OSError, and keeps nothing, on a full disk."""
        content = list(map(_plain, items))
        kept = {"items": content, "received_at": received_at, "answer": answer.as_json()}
        line = json.dumps(kept, ensure_ascii=False).encode() + b"\n"
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

    def latest(self, declaration_id: str) -> int | None:
        """The line of the latest version of a declaration; None without an answer."""
        lines = self._lines.get(declaration_id)
        return None if lines is None else max(lines.values())

    def number_of(self, items: Sequence[Mapping[str, Any]]) -> int | None:
        """The line of a declaration with this content, in whatever order of its items; None without one."""
        lines = self._lines.get(items[0]["declaration_id"], {})
        return lines.get(_hash(list(map(_plain, items))))

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
                self._note(place, json.loads(line)["items"])
                place += len(line)
        return place

    def _note(self, place: int, content: Sequence[Mapping[str, Any]]) -> int:
        number = len(self._places)
        self._lines.setdefault(str(content[0]["declaration_id"]), {})[_hash(content)] = number
        self._places.append(place)
        return number


def journals(folder: Path) -> Iterator[Journal]:
    """The journals that a folder holds, by day."""
    for path in sorted(folder.glob("????-??-??.jsonl")):
        yield Journal(folder, date.fromisoformat(path.stem))


def _entry(line: bytes) -> Entry:
    kept = json.loads(line)
    return Entry(kept["items"], kept["received_at"], Answer.read(kept["answer"]))


def _plain(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in item.items()}


def _hash(content: Sequence[Mapping[str, Any]]) -> bytes:
    """Of the items of a declaration, whatever their order and numbers."""
    items = [{name: value for name, value in item.items() if name != "item_number"} for item in content]
    texts = sorted(json.dumps(item, ensure_ascii=False, sort_keys=True) for item in items)
    return blake2b("\n".join(texts).encode(), digest_size=16).digest()
