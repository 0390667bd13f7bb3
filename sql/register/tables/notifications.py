"""Notifications: fan-out of events to channels, and their delivery."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Index
from sqlmodel import Field, SQLModel, col

from sql.messages import Message
from sql.register.tables.vocabulary import MessageText, record_of, term
from sql.terms import DeliveryState, Language, Severity


@dataclass(frozen=True)
class Matter:
    """One thing that a message is about, with what is decided on.

    kind, key: of its page at the desk; without a key, the list of its kind. what: what it is, and on whom or what.
    amount: at stake, in `currency`. due_on: the day by which it is done.
    """

    kind: str
    key: str
    what: Message
    reason: Message | None = None
    amount: float | None = None
    currency: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class Matters:
    """What a message is about: the first of its things, and how many there are beside these."""

    first: list[Matter] = field(default_factory=list)
    more: int = 0


class OutboxEvent(SQLModel, table=True):
    """Something a unit must be told, written in the transaction that made it happen."""

    __tablename__ = "outbox_event"
    key: str = Field(primary_key=True)  # kind|reference
    kind: str = Field(index=True)  # case, warning, instruction, hint, reporting_duty, recommendation
    reference: str
    unit: str = Field(foreign_key="unit.code", index=True)
    severity: Severity = Field(sa_type=term(Severity))
    occurred_on: date
    subject: Message = Field(sa_type=MessageText)
    body: Message = Field(sa_type=MessageText)
    about: Matters = Field(default_factory=Matters, sa_type=record_of(Matters))
    attachment: str | None = None  # file that goes with it, relative to the data folder
    fanned_out: bool = Field(default=False, index=True)
    acknowledged_on: date | None = None  # by who knew of it before it was fanned out
    acknowledged_by: str | None = None


class Notification(SQLModel, table=True):
    """One event on one channel; its key travels with the message so that a receiver can drop a repeat."""

    __tablename__ = "notification"
    key: str = Field(primary_key=True)  # event key|channel
    event: str = Field(foreign_key="outbox_event.key", index=True)
    occurred_on: date  # as of its event
    unit: str = Field(foreign_key="unit.code", index=True)
    channel: str
    language: Language = Field(default=Language.ENGLISH, sa_type=term(Language))
    quiet_hours: str | None = None  # of the day, as 22:00-07:00, in which it is held; none where it may wake somebody
    digest_at: str | None = None  # time of day, as 08:30, at which it leaves together with others of its channel
    digest: str | None = Field(default=None, index=True)  # key of the message that it left in
    state: DeliveryState = Field(sa_type=term(DeliveryState), index=True)
    attempts: int = 0
    next_attempt_on: date | None = None
    delivered_on: date | None = None
    problem: str | None = None
    acknowledged_on: date | None = None
    acknowledged_by: str | None = None


# As of findings.
Index(
    "ix_notification_listed",
    *(col(Notification.occurred_on).desc(), col(Notification.key), col(Notification.state), col(Notification.unit)),
    col(Notification.acknowledged_by),
)
