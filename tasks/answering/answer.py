"""What persons do with instructions and warnings: take them, and answer them, several that are alike at once."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from sql.jurisdiction import Organisation
from sql.messages import Message, as_written, word
from sql.reference import organisation
from sql.register.audit_trail import Change, record_changes
from sql.register.tables import FunctionalWarning, Instruction
from sql.stores import Stores
from sql.terms import AnswerFound, TaskState
from tasks.answering.asked import AnswerRefusedError, Asked

MOST_AT_ONCE = 500


def take(stores: Stores, kind: Asked, keys: Sequence[str], *, actor: str, unit: str, as_of: date) -> dict[str, Any]:
    """Note who works on instructions or warnings; all of them or none. Raises AnswerRefusedError with the reason."""
    with stores.register.writing() as session:
        rows = _held(session, kind, keys, unit, as_of)
        for row in rows:
            if row.taken_by is not None:
                raise AnswerRefusedError(
                    Message(
                        "{taken_by} took the {name} {key} on {taken_on}",
                        {"taken_by": row.taken_by, "name": word(kind.name), "key": row.key, "taken_on": row.taken_on},
                    )
                )
            row.taken_on, row.taken_by = as_of, actor
            session.add(row)
        record_changes(session, [_change(kind, row.key, "take", actor, unit, as_of) for row in rows])
    return {f"{kind.name}s": len(rows), "taken_by": actor}


def answer(
    stores: Stores,
    kind: Asked,
    keys: Sequence[str],
    *,
    done: str,
    found: AnswerFound,
    actor: str,
    unit: str,
    as_of: date,
) -> dict[str, Any]:
    """Record one answer of a unit to instructions or warnings that are alike; all of them or none.

    done: what was done, in words. found: whether that showed what analysis suspected. Whoever answers what nobody took
    takes it. Raises AnswerRefusedError with the reason.
    """
    with stores.register.writing() as session:
        return answer_in(session, kind, keys, done=done, found=found, actor=actor, unit=unit, as_of=as_of)


def answer_in(
    session: Session,
    kind: Asked,
    keys: Sequence[str],
    *,
    done: str,
    found: AnswerFound,
    actor: str,
    unit: str,
    as_of: date,
) -> dict[str, Any]:
    """As `answer`, in the caller's transaction."""
    if not done.strip():
        raise AnswerRefusedError(Message("an answer needs words: say what was done, or why nothing was"))
    rows = _held(session, kind, keys, unit, as_of)
    record(session, kind, ((row, as_written(done.strip()), found) for row in rows), actor, unit, as_of)
    return {f"{kind.name}s": len(rows), "found": found.value, "answered_by": actor}


def record(
    session: Session,
    kind: Asked,
    answers: Iterable[tuple[Instruction | FunctionalWarning, Message, AnswerFound]],
    actor: str,
    unit: str | None,
    as_of: date,
) -> int:
    """Write answers to rows that are open, in the caller's transaction; return how many.

    unit: of who answers; None where each is answered for its own.
    """
    changes = []
    for row, done, found in answers:
        if row.taken_by is None and unit is not None:
            row.taken_on, row.taken_by = as_of, actor
        row.state, row.done, row.found, row.answered_on, row.answered_by = TaskState.DONE, done, found, as_of, actor
        session.add(row)
        change = _change(kind, row.key, "answer", actor, unit or row.unit, as_of, str(done), {"found": found.value})
        changes.append(change)
    record_changes(session, changes)
    return len(changes)


def _held(
    session: Session, kind: Asked, keys: Sequence[str], unit: str, as_of: date
) -> list[Instruction | FunctionalWarning]:
    """The open rows of these keys, which `unit` may act on."""
    if not keys:
        raise AnswerRefusedError(
            Message("name the {name} by its key: {name}s list shows them", {"name": word(kind.name)})
        )
    if len(keys) > MOST_AT_ONCE:
        raise AnswerRefusedError(
            Message("{count} are too many at once: name {most} at the most", {"count": len(keys), "most": MOST_AT_ONCE})
        )
    units = Organisation(organisation(as_of))
    return [_open(session, kind, key, unit, units, as_of) for key in dict.fromkeys(keys)]


def _open(
    session: Session, kind: Asked, key: str, unit: str, units: Organisation, as_of: date
) -> Instruction | FunctionalWarning:
    row = kind.get(session, key)
    if row is None or unit not in units.lineages or not units.holds(unit, row.unit):
        raise AnswerRefusedError(
            Message(
                "{unit} has no {name} {key}: {name}s list shows them",
                {"unit": unit, "name": word(kind.name), "key": key},
            )
        )
    if row.state is TaskState.WITHDRAWN:
        raise AnswerRefusedError(
            Message("the {name} {key} was withdrawn: there is nothing to answer", {"name": word(kind.name), "key": key})
        )
    if row.state is not TaskState.OPEN:
        raise AnswerRefusedError(
            Message(
                "the {name} {key} was answered on {answered_on} by {answered_by}",
                {"name": word(kind.name), "key": key, "answered_on": row.answered_on, "answered_by": row.answered_by},
            )
        )
    if as_of < kind.day_of(row):
        raise AnswerRefusedError(f"the {kind.name} {key} was issued on {kind.day_of(row)}: nobody had it on {as_of}")
    return row


def _change(
    kind: Asked,
    key: str,
    action: str,
    actor: str,
    unit: str,
    as_of: date,
    reason: str = "",
    after: dict[str, Any] | None = None,
) -> Change:
    return Change(as_of, kind.name, key, action, actor, unit, reason, None, after)
