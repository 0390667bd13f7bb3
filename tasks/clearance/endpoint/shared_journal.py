"""The journal of a day in the register, for several processes on several hosts: each knows what the others answered.

Whoever answers waits until no other process does, reads what the others answered since, decides, and commits. The
commit of PostgreSQL is on the disk before the answer is given.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from threading import get_ident
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from sql.register import Register
from sql.register.locks import in_turn
from sql.register.tables import EndpointAnswer
from tasks.clearance.endpoint.answer import Answer
from tasks.clearance.endpoint.journal import (
    DamagedLine,
    Entry,
    JournalIndex,
    Key,
    content_hash,
    entry_text,
    read_entry,
)

_TABLE = EndpointAnswer.__table__  # type: ignore[attr-defined]
_MOST_NUMBERS = 1_000  # of one statement


class SharedJournal:
    """A journal in the table `endpoint_answer`."""

    def __init__(self, register: Register, day: date) -> None:
        self.day = day
        self.damaged: list[DamagedLine] = []
        self._engine = register.engine
        self._index = JournalIndex()
        self._pending: dict[int, Entry] = {}  # appended, not yet committed
        self._writing: tuple[int, Connection] | None = None  # the thread that appends, and its transaction
        with self._engine.connect() as connection:
            self._catch_up(connection)
        self._durable = len(self._index)

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
        """One transaction, in turn with those of other processes; yields what they answered since."""
        with self._engine.connect() as connection:
            known = len(self._index)
            try:
                with connection.begin():
                    in_turn(connection, f"answers {self.day}")
                    news = self._catch_up(connection)
                    known = len(self._index)
                    self._writing = get_ident(), connection
                    yield news
                    self._write(connection, known)
                self._durable = len(self._index)
            except BaseException:
                self._index.cut(known)
                raise
            finally:
                self._writing = None
                self._pending.clear()

    def append(self, items: Sequence[Mapping[str, Any]], answer: Answer, received_at: str | None = None) -> int:
        """Keep an answer; return its number. It is committed at the end of `together`."""
        entry = read_entry(entry_text(items, received_at, answer))
        number = self._index.note(answer, content_hash(items))
        self._pending[number] = entry
        return number

    def answers(self) -> Iterator[Answer]:
        """The answers of all entries, in their order."""
        every = range(len(self._index))
        for begin in range(0, len(every), _MOST_NUMBERS):
            for entry in self.entries(every[begin : begin + _MOST_NUMBERS]):
                yield entry.answer

    def entry(self, number: int) -> Entry:
        """The entry of a number."""
        return self.entries([number])[0]

    def entries(self, numbers: Sequence[int]) -> list[Entry]:
        """The entries of these numbers, in their order."""
        if self._writing is not None and self._writing[0] == get_ident():
            return self._read(self._writing[1], numbers)
        with self._engine.connect() as connection:
            return self._read(connection, numbers)

    def latest(self, declaration_id: str) -> int | None:
        """The number of the latest version of a declaration; None without an answer."""
        return self._index.latest(declaration_id)

    def number_of(self, items: Sequence[Mapping[str, Any]]) -> int | None:
        """The number of a declaration with this content, in whatever order of its items; None without one."""
        return self._index.number_of(items)

    def remove(self) -> None:
        """Remove the answers of the day: their week is over."""
        with self._engine.begin() as connection:
            connection.execute(delete(_TABLE).where(_TABLE.c.business_day == self.day))

    def _catch_up(self, connection: Connection) -> list[Answer]:
        """Index what others appended, and return it."""
        columns = (_TABLE.c.content_hash, _TABLE.c.entry)
        later = (_TABLE.c.business_day == self.day, _TABLE.c.number >= len(self._index))
        found = []
        for content, text in connection.execute(select(*columns).where(*later).order_by(_TABLE.c.number)):
            answer = read_entry(text).answer
            self._index.note(answer, bytes.fromhex(content))
            found.append(answer)
        return found

    def _write(self, connection: Connection, first: int) -> None:
        rows = [
            {
                **{"business_day": self.day, "number": number, "declaration_id": name, "version": version},
                **{"content_hash": self._index.hash_of(number).hex()},
                "entry": entry_text(entry.items, entry.received_at, entry.answer),
            }
            for number, (name, version) in enumerate(self._index.keys[first:], start=first)
            for entry in (self._pending[number],)
        ]
        if rows:
            connection.execute(insert(_TABLE), rows)

    def _read(self, connection: Connection, numbers: Sequence[int]) -> list[Entry]:
        found = {number: self._pending[number] for number in numbers if number in self._pending}
        wanted = [number for number in numbers if number not in found]
        for begin in range(0, len(wanted), _MOST_NUMBERS):
            some = _TABLE.c.number.in_(wanted[begin : begin + _MOST_NUMBERS])
            rows = connection.execute(
                select(_TABLE.c.number, _TABLE.c.entry).where(_TABLE.c.business_day == self.day, some)
            )
            found |= {number: read_entry(text) for number, text in rows}
        return [found[number] for number in numbers]


def days_with_answers(register: Register) -> list[date]:
    """The business days of which the register holds answers."""
    with register.engine.connect() as connection:
        return list(connection.execute(select(_TABLE.c.business_day).distinct()).scalars())
