"""What is not answered in time: its unit is reminded on the day after it was due, and the unit above is told later.

Both once for all that a unit had to answer by a day: what they hold together is in the key of their message.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, select

from sql.jurisdiction import Organisation
from sql.messages import Message, msgid, word
from sql.reference import organisation
from sql.register.tables import Finding, Hint, OutboxEvent
from sql.register.tables.notifications import Matter
from sql.stores import Stores
from sql.terms import RANK, HintFamily, Severity, TaskState
from tasks.answering.asked import INSTRUCTION, KINDS, WARNING, Asked, kind_named
from tasks.answering.due import escalated_on
from tasks.notification.outbox import Announcement, announce

REMINDER, ESCALATION = "answer_due", "answer_overdue"
HINT = "hint"
_REMINDED = {
    INSTRUCTION.name: msgid("Instructions that wait for an answer since {day}: {count}"),
    WARNING.name: msgid("Warnings that wait for an answer since {day}: {count}"),
    HINT: msgid("Hints that wait for an answer since {day}: {count}"),
}
_ESCALATED = {
    INSTRUCTION.name: msgid("Instructions due on {day} that {unit} has not answered: {count}"),
    WARNING.name: msgid("Warnings due on {day} that {unit} has not answered: {count}"),
    HINT: msgid("Hints due on {day} that {unit} has not answered: {count}"),
}
_ANSWER = Message("Answer each: what was done, and what was found.")
_SEE_TO_IT = Message("See to it that they are answered, or answer them yourselves.")
_INTEGRITY = Message("Hints on integrity are counted alone: supervisors see them.")


@dataclass(frozen=True)
class _Late:
    """All of one kind that a unit had to answer by a day and has not, of one severity."""

    kind: str
    unit: str
    severity: Severity
    due: date
    count: int


def remind_of_answers(stores: Stores, as_of: date) -> dict[str, Any]:
    """Remind units of what they should have answered before `as_of`, and tell the units above; each once.

    Returns: answers_overdue (instructions, warnings and hints), units_reminded, units_above_told.
    """
    units = Organisation(organisation(as_of))
    with stores.register.writing() as session:
        late = list(_late(session, as_of))
        reminded = _untold(session, {_reference(each): each for each in late}, REMINDER)
        upwards = {
            f"{_reference(each)}|{above}": each
            for each in late
            if as_of >= escalated_on(each.kind, each.severity, each.due)
            and (above := units.above(each.unit)) is not None
        }
        escalated = _untold(session, upwards, ESCALATION)
        currency = stores.lake.currency
        reminders = [_reminder(session, ref, each, as_of, currency) for ref, each in reminded.items()]
        escalations = [_escalation(session, ref, each, as_of, currency) for ref, each in escalated.items()]
        return {
            "answers_overdue": sum(each.count for each in late),
            "units_reminded": announce(session, reminders),
            "units_above_told": announce(session, escalations),
        }


def _late(session: Session, as_of: date) -> Iterator[_Late]:
    for kind in KINDS:
        yield from _late_of(session, kind.name, kind.table, as_of)
    yield from _late_of(session, HINT, Hint, as_of)


def _late_of(session: Session, kind: str, table: Any, as_of: date) -> Iterator[_Late]:
    grouped = [col(table.unit), col(table.severity), col(table.due_on)]
    counted = (
        select(*grouped, func.count())  # type: ignore[call-overload]
        .where(col(table.state) == TaskState.OPEN, col(table.due_on) < as_of)
        .group_by(*grouped)
        .order_by(*grouped)
    )
    for unit, severity, due, count in session.exec(counted).all():
        yield _Late(kind, unit, severity, due, count)


def _reference(late: _Late) -> str:
    return f"{late.kind}|{late.unit}|{late.due}|{late.severity}"


def _untold(session: Session, late: dict[str, _Late], kind: str) -> dict[str, _Late]:
    """Those of which nobody was told yet, by reference: what was told is not read again."""
    told: set[str] = set()
    references = list(late)
    for start in range(0, len(references), 500):
        some = [f"{kind}|{reference}" for reference in references[start : start + 500]]
        told.update(session.exec(select(OutboxEvent.key).where(col(OutboxEvent.key).in_(some))).all())
    return {reference: each for reference, each in late.items() if f"{kind}|{reference}" not in told}


def _reminder(session: Session, reference: str, late: _Late, as_of: date, currency: str) -> Announcement:
    subject = Message(_REMINDED[late.kind], {"count": late.count, "day": late.due})
    about, hidden = _matters(session, late, currency)
    text = _INTEGRITY if hidden and not about else _ANSWER
    return Announcement(REMINDER, reference, late.unit, _of(late), as_of, subject, text, about=about)


def _escalation(session: Session, reference: str, late: _Late, as_of: date, currency: str) -> Announcement:
    above = reference.rsplit("|", 1)[-1]
    subject = Message(_ESCALATED[late.kind], {"unit": late.unit, "count": late.count, "day": late.due})
    about, hidden = _matters(session, late, currency)
    text = _INTEGRITY if hidden and not about else _SEE_TO_IT
    return Announcement(ESCALATION, reference, above, Severity.HIGH, as_of, subject, text, about=about)


def _of(late: _Late) -> Severity:
    return late.severity if RANK[late.severity] > RANK[Severity.LOW] else Severity.MEDIUM


def _matters(session: Session, late: _Late, currency: str) -> tuple[list[Matter], bool]:
    """What of it may be told by name, the largest first; and whether there are hints that may not."""
    if late.kind == HINT:
        return _hints(session, late)
    kind = kind_named(late.kind)
    return _asked(session, kind, late, currency), False


def _asked(session: Session, kind: Asked, late: _Late, currency: str) -> list[Matter]:
    rows: Sequence[tuple[Any, Finding | None]] = session.exec(
        select(kind.table, Finding)
        .outerjoin(Finding, col(Finding.key) == col(kind.table.finding))
        .where(*_open(kind.table, late))
        .order_by(col(Finding.amount_at_stake).desc(), kind.key)
    ).all()
    return [
        Matter(kind.name, row.key, kind.text_of(row), due_on=row.due_on)
        if finding is None
        else Matter(
            *(kind.name, row.key, Message("{detector}: {subject}", _named(finding)), finding.statement),
            *(finding.amount_at_stake, currency, row.due_on),
        )
        for row, finding in rows
    ]


def _named(finding: Finding) -> dict[str, Any]:
    return {"detector": word(finding.detector), "subject": finding.subject}


def _hints(session: Session, late: _Late) -> tuple[list[Matter], bool]:
    rows = session.exec(select(Hint).where(*_open(Hint, late)).order_by(Hint.key)).all()
    named = [row for row in rows if row.family is not HintFamily.LAW_ENFORCEMENT]
    matters = [
        Matter(
            HINT,
            row.key,
            Message("{rule}: {subject}", {"rule": word(row.rule), "subject": row.subject}),
            row.evidence,
            due_on=row.due_on,
        )
        for row in named
    ]
    return matters, len(named) < len(rows)


def _open(table: Any, late: _Late) -> list[Any]:
    return [
        col(table.state) == TaskState.OPEN,
        col(table.unit) == late.unit,
        col(table.severity) == late.severity,
        col(table.due_on) == late.due,
    ]
