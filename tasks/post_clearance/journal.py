"""The journal of a case: append-only, chained by hashes, verified offline."""

import json
from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from itertools import groupby

from sqlmodel import Session, col, select

from sql.messages import Message
from sql.register.tables import CaseJournalEntry
from tasks.post_clearance.case_states import EVENTS

GENESIS = "0" * 64


def append(session: Session, number: str, *, happened_on: date, actor: str, event: str, text: Message) -> int:
    """Add an entry to the journal of a case in the caller's transaction; return its sequence.

    event: one of `case_states.EVENTS`.
    """
    if event not in EVENTS:
        raise ValueError(f"{event} is no event that a journal knows: list it in EVENTS, and in the catalogues")
    last = session.exec(
        select(CaseJournalEntry)
        .where(CaseJournalEntry.case_number == number)
        .order_by(col(CaseJournalEntry.sequence).desc())
        .limit(1)
    ).first()
    sequence = 1 if last is None else last.sequence + 1
    entry = CaseJournalEntry(
        key=f"{number}|{sequence}",
        case_number=number,
        sequence=sequence,
        happened_on=happened_on,
        actor=actor,
        event=event,
        text=text,
        previous_hash=GENESIS if last is None else last.content_hash,
        content_hash="",
    )
    entry.content_hash = _hash(entry)
    session.add(entry)
    session.flush()
    return sequence


def first_broken_entry(entries: Iterable[CaseJournalEntry]) -> int | None:
    """Sequence of the first entry of one case, in order, that does not verify; None where all do."""
    previous = GENESIS
    for expected, entry in enumerate(entries, start=1):
        if entry.sequence != expected or entry.previous_hash != previous or entry.content_hash != _hash(entry):
            return expected
        previous = entry.content_hash
    return None


def broken_journals(session: Session) -> dict[str, int]:
    """Number of every case whose journal does not verify, with the sequence of its first broken entry."""
    entries = session.exec(
        select(CaseJournalEntry)
        .order_by(CaseJournalEntry.case_number, col(CaseJournalEntry.sequence))
        .execution_options(yield_per=1_000)
    )
    broken = {}
    for number, journal in groupby(entries, key=lambda entry: entry.case_number):
        first = first_broken_entry(journal)
        if first is not None:
            broken[number] = first
    return broken


def _hash(entry: CaseJournalEntry) -> str:
    content = entry.model_dump(mode="json", exclude={"content_hash"})
    return sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
