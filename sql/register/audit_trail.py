"""Writing and verifying the hash-chained audit trail."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from sqlmodel import Session, col, select

from sql.register.tables.audit import AuditEntry

GENESIS = "0" * 64


@dataclass(frozen=True)
class Change:
    """One change to record: whose, of what, why, and the values before and after."""

    happened_on: date
    entity: str
    entity_key: str
    action: str
    actor: str
    unit: str
    reason: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


def record_changes(session: Session, changes: Sequence[Change]) -> None:
    """Append changes to the trail in the caller's transaction."""
    if not changes:
        return
    last = session.exec(select(AuditEntry).order_by(col(AuditEntry.sequence).desc()).limit(1)).first()
    sequence, previous = (0, GENESIS) if last is None else (last.sequence, last.content_hash)
    for change in changes:
        sequence += 1
        entry = AuditEntry(
            sequence=sequence,
            happened_on=change.happened_on,
            entity=change.entity,
            entity_key=change.entity_key,
            action=change.action,
            actor=change.actor,
            unit=change.unit,
            reason=change.reason,
            before=_text(change.before),
            after=_text(change.after),
            previous_hash=previous,
            content_hash="",
        )
        entry.content_hash = previous = _hash(entry)
        session.add(entry)
    session.flush()


def first_broken_entry(entries: Iterable[AuditEntry]) -> int | None:
    """Sequence number of the first entry, in order, whose hash does not follow; None where all verify."""
    previous = GENESIS
    for expected, entry in enumerate(entries, start=1):
        if entry.sequence != expected or entry.previous_hash != previous or entry.content_hash != _hash(entry):
            return expected
        previous = entry.content_hash
    return None


def _text(value: dict[str, Any] | None) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def _hash(entry: AuditEntry) -> str:
    content = entry.model_dump(mode="json", exclude={"content_hash"})
    return sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
