"""The outbox: what units must be told is written in the transaction that made it happen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from sql.messages import Message
from sql.register import insert_new
from sql.register.tables import OutboxEvent
from sql.terms import Severity


@dataclass(frozen=True)
class Announcement:
    """Something a unit must be told; `kind` and `reference` together are told once.

    attachment: file that goes with it, relative to the data folder.
    """

    kind: str
    reference: str
    unit: str
    severity: Severity
    occurred_on: date
    subject: Message
    body: Message
    attachment: str | None = None


def announce(session: Session, announcements: Sequence[Announcement]) -> int:
    """Put announcements into the outbox in the caller's transaction; return how many were new."""
    return insert_new(
        session,
        OutboxEvent,
        [
            {
                "key": f"{announcement.kind}|{announcement.reference}",
                "kind": announcement.kind,
                "reference": announcement.reference,
                "unit": announcement.unit,
                "severity": announcement.severity,
                "occurred_on": announcement.occurred_on,
                "subject": announcement.subject,
                "body": announcement.body,
                "attachment": announcement.attachment,
                "fanned_out": False,
            }
            for announcement in announcements
        ],
    )
