"""Chains of entries: each is signed together with the signature of the one before it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import InvalidRequestError
from sqlmodel import Session, col, select

from sql.register.contents import content_of, stored_rows
from sql.register.notary import GENESIS, Head, Heads, Notary
from sql.register.tables.audit import AuditEntry, ChainedEntry, ContentEntry

UNSIGNED: dict[str, Any] = {"sequence": 0, "previous_hash": "", "content_hash": ""}  # of an entry before it is appended
_NOTARY, _GROWN = "notary", "chains grown"
_CHAINING = tuple(UNSIGNED)  # the last is the signature over all others


def signing(notary: Notary) -> dict[str, object]:
    """What a session carries (`Session(info=…)`) so that entries can be appended in it."""
    return {_NOTARY: notary, _GROWN: {}}


def notary_of(session: Session) -> Notary:
    """The notary of a session. Raises InvalidRequestError for one that only reads."""
    found = session.info.get(_NOTARY)
    if not isinstance(found, Notary):
        raise InvalidRequestError("this session only reads: write to the register with Register.writing()")
    return found


def append(session: Session, entries: Sequence[AuditEntry] | Sequence[ContentEntry]) -> None:
    """Append entries, still unsigned, to the chain of their table, in the caller's transaction."""
    if not entries:
        return
    notary = notary_of(session)
    table: type[ChainedEntry] = type(entries[0])
    head = head_of(session, table)
    for entry in entries:
        entry.sequence, entry.previous_hash = head.sequence + 1, head.content_hash
        entry.content_hash = notary.signature(_signed(table, entry.model_dump()))
        head = Head(entry.sequence, entry.content_hash)
        session.add(entry)
    session.flush()
    session.info[_GROWN][table.__tablename__] = head


def head_of(session: Session, table: type[ChainedEntry]) -> Head:
    """The last entry of a chain; number 0 where it has none."""
    last = select(table.sequence, table.content_hash).order_by(col(table.sequence).desc()).limit(1)
    found = session.exec(last).first()
    return Head(0, GENESIS) if found is None else Head(*found)


def heads_grown(session: Session) -> Heads:
    """The heads of the chains that grew in a session, by the name of their table."""
    grown: Heads = session.info[_GROWN]
    return grown


@dataclass(frozen=True)
class Verified:
    """How far a chain verifies: its last entry that does, and the number of the first that does not."""

    head: Head
    broken: int | None


def verify(
    connection: Connection,
    notary: Notary,
    table: type[ChainedEntry],
    visit: Callable[[Mapping[str, Any]], None] = lambda entry: None,
) -> Verified:
    """Read a chain in order up to the first entry that does not verify; `visit` sees each that does, as stored."""
    head = Head(0, GENESIS)
    for entry in stored_rows(connection, table):
        expected = (head.sequence + 1, head.content_hash, notary.signature(_signed(table, entry)))
        if tuple(entry[name] for name in _CHAINING) != expected:
            return Verified(head, head.sequence + 1)
        head = Head(expected[0], expected[2])
        visit(entry)
    return Verified(head, None)


def _signed(table: type[ChainedEntry], entry: Mapping[str, Any]) -> str:
    return content_of(str(table.__tablename__), {name: value for name, value in entry.items() if name != _CHAINING[-1]})
