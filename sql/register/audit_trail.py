"""Writing the audit trail: what a person answers for, in a chain of signed entries."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from sql.register.chains import UNSIGNED, append
from sql.register.tables.audit import AuditEntry


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
    append(
        session,
        [
            AuditEntry(
                happened_on=change.happened_on,
                entity=change.entity,
                entity_key=change.entity_key,
                action=change.action,
                actor=change.actor,
                unit=change.unit,
                reason=change.reason,
                before=_text(change.before),
                after=_text(change.after),
                **UNSIGNED,
            )
            for change in changes
        ],
    )


def _text(value: dict[str, Any] | None) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
