"""The outbox: what units must be told is written in the transaction that made it happen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from sql.messages import Message
from sql.register import insert_new
from sql.register.tables import OutboxEvent
from sql.register.tables.notifications import Matter, Matters
from sql.terms import Severity
from tasks.notification.kinds import KINDS

MOST_TOLD = 20  # things that one message tells of; the others are counted, and its link leads to all


@dataclass(frozen=True)
class Announcement:
    """Something a unit must be told; `kind` and `reference` together are told once.

    kind: one of `notification.kinds`. attachment: file that goes with it, relative to the data folder. about: what is
    decided on, the most pressing first: a message tells of twenty at the most, and counts the others.
    """

    kind: str
    reference: str
    unit: str
    severity: Severity
    occurred_on: date
    subject: Message
    body: Message
    attachment: str | None = None
    about: Sequence[Matter] = ()


def announce(session: Session, announcements: Sequence[Announcement]) -> int:
    """Put announcements into the outbox in the caller's transaction; return how many were new.

    Raises KeyError for a kind of message that is not listed in `notification.kinds`.
    """
    if unknown := {each.kind for each in announcements} - set(KINDS):
        raise KeyError(f"no kind of message is called {', '.join(sorted(unknown))}: list it in notification.kinds")
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
                "about": Matters(list(announcement.about[:MOST_TOLD]), max(0, len(announcement.about) - MOST_TOLD)),
                "attachment": announcement.attachment,
                "fanned_out": False,
            }
            for announcement in announcements
        ],
    )
