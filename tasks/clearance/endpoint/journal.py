"""The journal of a day: every version of a declaration and its answer, on the disk before the answer is sent."""

import json
import logging
import os
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from errno import ENOSPC
from hashlib import blake2b
from pathlib import Path
from typing import Any, Protocol

from sql.durable import make_folder, published, sync_folder
from tasks.clearance.endpoint.answer import Answer

_LOG = logging.getLogger("customs_risk.endpoint")
_SUM = 8  # bytes of the checksum before each line
_SUM_LENGTH = 2 * _SUM  # its hexadecimal digits


Key = tuple[str, int]  # a declaration and the version that was answered


@dataclass(frozen=True)
class Entry:
    """The goods items of a declaration in canonical columns as JSON, and its answer.

    items: none where the journal was lost and the answer was restored from its decision. received_at: when an amendment
    came, in UTC as ISO 8601; None for a declaration that came first.
    """

    items: Sequence[Mapping[str, Any]]
    received_at: str | None
    answer: Answer


@dataclass(frozen=True)
class DamagedLine:
    """A line of a journal that cannot be read: its file, its number from 1, why, and what is left of it."""

    file: str
    line: int
    reason: str
    text: str


class JournalIndex:
    """Where the entries of a journal are: their numbers, from 0, by declaration and content.

    keys: the declaration and the version of each entry.
    """

    def __init__(self) -> None:
        self.keys: list[Key] = []
        self._hashes: list[bytes] = []
        self._numbers: dict[str, dict[bytes, int]] = {}  # by declaration_id: number of each content, by its hash

    def __len__(self) -> int:
        return len(self.keys)

    def note(self, answer: Answer, content: bytes) -> int:
        """Note the next entry, by the hash of its content; return its number."""
        number = len(self.keys)
        self._numbers.setdefault(answer.declaration_id, {})[content] = number
        self._hashes.append(content)
        self.keys.append((answer.declaration_id, answer.version))
        return number

    def latest(self, declaration_id: str) -> int | None:
        """The number of the latest version of a declaration; None without an answer."""
        numbers = self._numbers.get(declaration_id)
        return max(numbers.values()) if numbers else None

    def number_of(self, items: Sequence[Mapping[str, Any]]) -> int | None:
        """The number of a declaration with this content, in whatever order of its items; None without one."""
        numbers = self._numbers.get(items[0]["declaration_id"])
        return numbers.get(content_hash(items)) if numbers else None

    def hash_of(self, number: int) -> bytes:
        """The hash of the content of an entry."""
        return self._hashes[number]

    def cut(self, length: int) -> None:
        """Forget the entries from this number on."""
        for (name, _), content in zip(self.keys[length:], self._hashes[length:], strict=True):
            self._numbers[name].pop(content, None)
        del self.keys[length:], self._hashes[length:]


class Journal(Protocol):
    """The answers of one business day, only ever appended to.

    keys: the declaration and version of each entry, by its number. damaged: lines that could not be read.
    """

    day: date
    damaged: list[DamagedLine]

    def __len__(self) -> int: ...

    @property
    def keys(self) -> Sequence[Key]:
        """The declaration and the version of each entry."""

    @property
    def durable(self) -> int:
        """How many of the entries no power cut can lose."""

    def together(self) -> AbstractContextManager[Sequence[Answer]]:
        """A context in which entries are appended that become durable together, at its end.

        Yields the answers that other processes appended before. Where it raises, `answers` says what was kept.
        """

    def answers(self) -> Iterator[Answer]:
        """The answers of all entries, in their order."""

    def append(self, items: Sequence[Mapping[str, Any]], answer: Answer, received_at: str | None = None) -> int:
        """Keep an answer; return its number. Raises OSError, and keeps nothing, on a full disk."""

    def entry(self, number: int) -> Entry:
        """The entry of a number."""

    def entries(self, numbers: Sequence[int]) -> list[Entry]:
        """The entries of these numbers, in their order."""

    def latest(self, declaration_id: str) -> int | None:
        """The number of the latest version of a declaration; None without an answer."""

    def number_of(self, items: Sequence[Mapping[str, Any]]) -> int | None:
        """The number of a declaration with this content, in whatever order of its items; None without one."""

    def remove(self) -> None:
        """Remove the journal: its week is over."""


class FileJournal:
    """A journal in one file of a folder. A line that was cut short is dropped, one that is damaged is set aside.

    Only one process may open it.
    """

    def __init__(self, folder: Path, day: date) -> None:
        make_folder(folder)
        self.day = day
        self._index = JournalIndex()
        self.damaged: list[DamagedLine] = []
        self._path = folder / f"{day}.jsonl"
        self._places: list[int] = []  # where each line begins
        self._open()
        self._end = self._read()
        os.truncate(self._path, self._end)
        os.fsync(self._file)
        sync_folder(folder)
        self._durable = len(self._index)
        self._in_doubt = False  # a sync failed: only a new file can tell what the disk has

    def __len__(self) -> int:
        return len(self._index)

    @property
    def keys(self) -> Sequence[Key]:
        """The declaration and the version of each entry."""
        return self._index.keys

    @property
    def durable(self) -> int:
        """How many of the entries no power cut can lose."""
        return self._durable

    @contextmanager
    def together(self) -> Iterator[Sequence[Answer]]:
        """Appends what becomes durable together: one sync serves all who wait."""
        if self._in_doubt:
            self._write_again()
        try:
            yield ()
        finally:  # what was appended stays, whatever happened to others
            if self._durable < len(self._index):
                self._in_doubt = True
                os.fdatasync(self._file)
                self._in_doubt = False
                self._durable = len(self._index)

    def answers(self) -> Iterator[Answer]:
        """The answers of all entries, in their order."""
        with self._path.open("rb") as lines:
            for place in self._places:
                lines.seek(place)
                yield _entry(lines.readline()).answer

    def append(self, items: Sequence[Mapping[str, Any]], answer: Answer, received_at: str | None = None) -> int:
        """Keep an answer; return its number. Raises OSError, and keeps nothing, on a full disk."""
        line = _line(entry_text(items, received_at, answer))
        place = self._end
        written = os.write(self._file, line)
        if written < len(line):  # the disk is full: half a line would spoil the next
            os.truncate(self._path, place)
            raise OSError(ENOSPC, f"of a line of {len(line)} bytes only {written} could be kept", str(self._path))
        self._end += len(line)
        return self._note(place, answer, items)

    def entry(self, number: int) -> Entry:
        """The entry of a number."""
        return self.entries([number])[0]

    def entries(self, numbers: Sequence[int]) -> list[Entry]:
        """The entries of these numbers, in their order."""
        found = []
        with self._path.open("rb") as lines:
            for number in numbers:
                lines.seek(self._places[number])
                found.append(_entry(lines.readline()))
        return found

    def latest(self, declaration_id: str) -> int | None:
        """The number of the latest version of a declaration; None without an answer."""
        return self._index.latest(declaration_id)

    def number_of(self, items: Sequence[Mapping[str, Any]]) -> int | None:
        """The number of a declaration with this content, in whatever order of its items; None without one."""
        return self._index.number_of(items)

    def remove(self) -> None:
        """Remove the file: its week is over."""
        self._path.unlink()
        sync_folder(self._path.parent)

    def _open(self) -> None:
        self._file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._closing = weakref.finalize(self, os.close, self._file)

    def _write_again(self) -> None:
        """Write the file anew: a second sync of the same file may succeed though the first one lost something."""
        with published(self._path) as unfinished:
            unfinished.touch(mode=0o600)
            unfinished.write_bytes(self._path.read_bytes())
        self._closing()
        self._open()
        self._in_doubt, self._durable = False, len(self._index)

    def _read(self) -> int:
        """Index the lines; return where the last whole line ends."""
        place = 0
        with self._path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if not line.endswith(b"\n"):
                    _LOG.warning("%s: line %s was cut short before its answer was given", self._path, number)
                    break
                try:
                    entry = _entry(line)
                    self._note(place, entry.answer, entry.items)
                except (ValueError, KeyError, TypeError) as problem:
                    self._set_aside(number, line, str(problem))
                place += len(line)
        return place

    def _set_aside(self, number: int, line: bytes, reason: str) -> None:
        _LOG.error("%s: line %s is damaged and set aside: %s", self._path, number, reason)
        text = line.decode("utf-8", "backslashreplace").replace("\x00", "\\x00").strip()
        self.damaged.append(DamagedLine(f"{self._path.parent.name}/{self._path.name}", number, reason, text))

    def _note(self, place: int, answer: Answer, content: Sequence[Mapping[str, Any]]) -> int:
        self._places.append(place)
        return self._index.note(answer, content_hash(content))


def content_hash(items: Sequence[Mapping[str, Any]]) -> bytes:
    """Of the items of a declaration, whatever their order and numbers, and whether 45000 is written 45000.0."""
    texts = sorted(
        json.dumps({name: _compared(value) for name, value in _plain(item).items() if name != "item_number"}, **_SORTED)
        for item in items
    )
    return blake2b("\n".join(texts).encode(), digest_size=16).digest()


_SORTED: Mapping[str, Any] = {"ensure_ascii": False, "sort_keys": True}


def _compared(value: Any) -> Any:
    return float(value) if isinstance(value, int) else value


def _plain(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in item.items()}


def entry_text(items: Sequence[Mapping[str, Any]], received_at: str | None, answer: Answer) -> str:
    """An entry as JSON."""
    kept = {"items": list(map(_plain, items)), "received_at": received_at, "answer": answer.as_json()}
    return json.dumps(kept, ensure_ascii=False)


def read_entry(text: str | bytes) -> Entry:
    """An entry from its JSON. Raises ValueError, KeyError or TypeError where it is none."""
    kept = json.loads(text)
    return Entry(kept["items"], kept["received_at"], Answer.read(kept["answer"]))


def _line(text: str) -> bytes:
    content = text.encode()
    return blake2b(content, digest_size=_SUM).hexdigest().encode() + b" " + content + b"\n"


def _entry(line: bytes) -> Entry:
    """Raises ValueError, KeyError or TypeError where the line is damaged."""
    content = line[_SUM_LENGTH + 1 : -1]
    if line[: _SUM_LENGTH + 1] != blake2b(content, digest_size=_SUM).hexdigest().encode() + b" ":
        raise ValueError("its checksum is another: something was written over it")
    return read_entry(content)
