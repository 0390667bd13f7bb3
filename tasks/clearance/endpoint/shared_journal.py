"""The journal of a day in the register, for several processes on several hosts: each knows what the others answered.

Whoever answers waits until no other process does, reads what the others answered since, decides, and commits. The
commit of PostgreSQL is on the disk before the answer is given. Two round trips on a connection of its own are all that
takes: each costs milliseconds on a busy machine, and all others wait for it.
"""

import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from threading import get_ident
from typing import Any

import psycopg
from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError

from sql.register import Register
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
_IN_TURN = "select pg_advisory_xact_lock(hashtextextended(%s, 0))"
_LATER = "select content_hash, entry from endpoint_answer where business_day = %s and number >= %s order by number"
_NUMBERED = "select number, entry from endpoint_answer where business_day = %s and number = any(%s)"
_INSERT = (
    "insert into endpoint_answer (business_day, number, declaration_id, version, content_hash, entry) "
    "values (%s, %s, %s, %s, %s, %s)"
)


class SharedJournal:
    """A journal in the table `endpoint_answer`."""

    def __init__(self, register: Register, day: date) -> None:
        self.day = day
        self.damaged: list[DamagedLine] = []
        self._engine = register.engine
        self._index = JournalIndex()
        self._pending: dict[int, str] = {}  # texts of entries that are appended, and not yet committed
        self._connection: psycopg.Connection[Any] | None = None
        self._writer: int | None = None  # the thread that appends
        with self.together():
            pass

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
        """One transaction, in turn with those of other processes; yields what they answered since.

        Raises OperationalError where the database is lost.
        """
        known = len(self._index)
        try:
            connection, rows = self._begun(known)
            news = [self._noted(content, text) for content, text in rows]
            known = len(self._index)
            self._writer = get_ident()
            yield news
            with connection.pipeline(), connection.cursor() as cursor:
                if self._pending:
                    cursor.executemany(_INSERT, self._rows(known))
                connection.commit()
            self._durable = len(self._index)
        except BaseException as problem:
            self._index.cut(known)
            self._disconnect()  # which takes the transaction back
            if isinstance(problem, psycopg.Error):
                raise OperationalError("answers", None, problem) from problem
            raise
        finally:
            self._writer = None
            self._pending.clear()

    def _begun(self, known: int) -> tuple["psycopg.Connection[Any]", list[tuple[str, str]]]:
        """A transaction whose turn it is, and the hashes and entries that others appended."""
        reused = self._connection is not None
        try:
            connection = self._connected()
            with connection.pipeline():
                connection.execute(_IN_TURN, [f"answers {self.day}"])
                later = connection.execute(_LATER, [self.day, known])
            return connection, later.fetchall()
        except psycopg.OperationalError:
            self._disconnect()
            if not reused:
                raise
        return self._begun(known)  # the database was restarted meanwhile

    def _connected(self) -> "psycopg.Connection[Any]":
        if self._connection is None:
            words, named = self._engine.dialect.create_connect_args(self._engine.url)
            self._connection = psycopg.connect(*words, **named)
            weakref.finalize(self, self._connection.close)
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def append(self, items: Sequence[Mapping[str, Any]], answer: Answer, received_at: str | None = None) -> int:
        """Keep an answer; return its number. It is committed at the end of `together`."""
        text = entry_text(items, received_at, answer)
        number = self._index.note(answer, content_hash(items))
        self._pending[number] = text
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
        found = {number: read_entry(self._pending[number]) for number in numbers if number in self._pending}
        wanted = [number for number in numbers if number not in found]
        if self._writer == get_ident() and self._connection is not None:
            rows = self._connection.execute(_NUMBERED, [self.day, wanted]).fetchall() if wanted else []
            found |= {number: read_entry(text) for number, text in rows}
            return [found[number] for number in numbers]
        with self._engine.connect() as connection:
            for begin in range(0, len(wanted), _MOST_NUMBERS):
                some = _TABLE.c.number.in_(wanted[begin : begin + _MOST_NUMBERS])
                of_the_day = select(_TABLE.c.number, _TABLE.c.entry).where(_TABLE.c.business_day == self.day, some)
                found |= {number: read_entry(text) for number, text in connection.execute(of_the_day)}
        return [found[number] for number in numbers]

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

    def _noted(self, content: str, text: str) -> Answer:
        """The answer of an entry that another process appended, as the next one of the index."""
        answer = read_entry(text).answer
        self._index.note(answer, bytes.fromhex(content))
        return answer

    def _rows(self, first: int) -> list[tuple[Any, ...]]:
        """The appended entries, from the number `first` on, as rows of the table."""
        rows = []
        for number, (name, version) in enumerate(self._index.keys[first:], start=first):
            content = self._index.hash_of(number).hex()
            rows.append((self.day, number, name, version, content, self._pending[number]))
        return rows


def days_with_answers(register: Register) -> list[date]:
    """The business days of which the register holds answers."""
    with register.engine.connect() as connection:
        return list(connection.execute(select(_TABLE.c.business_day).distinct()).scalars())
