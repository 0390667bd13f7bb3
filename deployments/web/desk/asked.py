"""Instructions and warnings at the desk: what a unit was asked, how it stands, and its answer, alike ones at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from deployments.web.desk.acts import by_flow
from deployments.web.desk.look import Look
from deployments.web.desk.reasons import by_deadline
from deployments.web.desk.thing import (
    Fact,
    Field,
    Kind,
    Move,
    NotSeenError,
    Row,
    Rows,
    Summary,
    Thing,
    Values,
    Wish,
    Work,
    saying,
)
from deployments.web.desk.values import Code, Link, Money, UnitName
from sql.messages import Message, msgid, word
from sql.register import records_of
from sql.terms import AnswerFound, TaskState
from tasks.answering.asked import Asked
from tasks.answering.listing import alike, asked_of, asked_sought, asked_to_answer
from tasks.answering.standing import Standing

_FOUND = {
    AnswerFound.CONFIRMED: msgid("what analysis suspected is so"),
    AnswerFound.UNFOUNDED: msgid("nothing of it is so"),
    AnswerFound.UNDECIDED: msgid("it cannot be told"),
}
_SUBJECTS = {"importer": "enterprise", "declaration_id": "declaration"}
_MOST_WORK = 8


@dataclass(frozen=True)
class AskedKind:
    """A kind of what units are asked. to_answer: title in the work list. keys: parameter of its flows."""

    asked: Asked
    title: str
    one: str
    to_answer: str
    keys: str
    place: int


def kind_of(of: AskedKind) -> Kind:
    """The kind of the desk."""
    return Kind(
        of.asked.name,
        of.title,
        of.one,
        of.place,
        {
            "asks": msgid("What is asked"),
            "subject": msgid("Subject"),
            "severity": msgid("Severity"),
            "unit": msgid("Unit"),
            "stake": msgid("At stake"),
            "taken_by": msgid("Taken by"),
            "state": msgid("State"),
        },
        partial(_rows, of),
        partial(_thing, of),
        partial(_moves, of),
        partial(_work, of),
    )


def _rows(of: AskedKind, look: Look, wish: Wish) -> Rows:
    found = asked_sought(look.stores, of.asked, look.unit, look.today, answered=wish.every, sought=wish.sought)
    return Rows([_row(of, look, each) for each in records_of(found.rows)], found.total, found.best)


def _row(of: AskedKind, look: Look, row: Mapping[str, Any]) -> Row:
    return Row(
        row["key"],
        {
            "asks": row["asks"],
            "subject": row["subject"],
            "severity": word(row["severity"]),
            "unit": row["unit"],
            "stake": Money(row["amount_at_stake"], look.currency),
            "taken_by": row["taken_by"],
            "state": word(row["standing"]),
        },
        _due(row),
        _why(look, row),
        _moves_of(of, look, row),
    )


def _due(row: Mapping[str, Any]) -> Any:
    return row["due_on"] if row["state"] == TaskState.OPEN else None


def _why(look: Look, row: Mapping[str, Any]) -> Message | None:
    due = by_deadline(_due(row), look.today)
    if due is not None and row["standing"] == Standing.ESCALATED:
        return Message("{due}; the unit above was told", {"due": due})
    if due is not None and row["taken_by"] == look.person.number:
        return Message("Yours. {due}", {"due": due})
    return due


def _thing(of: AskedKind, look: Look, key: str) -> Thing:
    found = records_of(asked_of(look.stores, of.asked, look.unit, look.today, answered=True, key=key))
    if not found:
        raise NotSeenError(key)
    row = found[0]
    return Thing(
        key,
        row["asks"],
        row["unit"],
        word(row["standing"]),
        [
            Fact(msgid("Subject"), row["subject"] and Link(_SUBJECTS.get(row["subject_kind"], ""), row["subject"])),
            Fact(msgid("Severity"), word(row["severity"])),
            Fact(msgid("Priority"), row["priority"] and word(row["priority"])),
            Fact(msgid("Detector"), row["detector"] and word(row["detector"])),
            Fact(msgid("At stake"), Money(row["amount_at_stake"], look.currency)),
            Fact(msgid("Unit"), UnitName(row["unit"])),
            Fact(msgid("Issued on"), row["issued_on"]),
            Fact(msgid("Due on"), row["due_on"]),
            Fact(msgid("Age"), Message("{days} days", {"days": row["age_days"]})),
            Fact(msgid("Taken by"), row["taken_by"] and Link("person", row["taken_by"])),
            Fact(msgid("Number"), Code(key)),
            *_answer(row),
        ],
        related=[Link("finding", row["finding"])] if row["finding"] else [],
        deadline=_due(row),
        why=_why(look, row),
        about=row,
    )


def _answer(row: Mapping[str, Any]) -> list[Fact]:
    if row["answered_on"] is None:
        return []
    return [
        Fact(msgid("What was done"), row["done"]),
        Fact(msgid("What was found"), row["found"] and Message(_FOUND[AnswerFound(row["found"])])),
        Fact(msgid("Answered on"), row["answered_on"]),
        Fact(msgid("Answered by"), Link("person", row["answered_by"], word(row["answered_by"]))),
    ]


def _moves(of: AskedKind, look: Look, thing: Thing) -> Sequence[Move]:
    moves = _moves_of(of, look, thing.about)
    if any(move.name == "answer" for move in moves) and len(_alike(of, look, thing.key, most=1)) > 1:
        keys = partial(_alike, of, key=thing.key)
        moves.append(_answering(of, "answer-alike", msgid("Answer all on the same subject"), keys))
    return moves


def _alike(of: AskedKind, look: Look, key: str, most: int | None = None) -> list[str]:
    return alike(look.stores, of.asked, key, look.unit, most)


def _moves_of(of: AskedKind, look: Look, row: Mapping[str, Any]) -> list[Move]:
    if row["state"] != TaskState.OPEN or not look.may(of.asked.action, row["unit"]):
        return []
    moves = []
    if row["taken_by"] is None:
        take = by_flow(f"take_{of.asked.name}", **{of.keys: [row["key"]]})
        says = saying(Message("It is yours now; it is due on {day}.", {"day": row["due_on"]}))
        moves.append(Move("take", msgid("Take it"), take, says, together=True))
    moves.append(_answering(of, "answer", msgid("Answer"), lambda by: [row["key"]], together=True))
    return moves


def _answering(
    of: AskedKind, name: str, words: str, keys: Callable[[Look], list[str]], *, together: bool = False
) -> Move:
    """Answering all of what `keys` names when it is done."""

    def act(look: Look, values: Values) -> Summary:
        run = by_flow(f"answer_{of.asked.name}", **{of.keys: keys(look)})
        return run(look, {**values, "found": AnswerFound(values["found"])})

    def done(summary: Summary) -> Message:
        says = Message(_FOUND[AnswerFound(summary["found"])])
        return Message("Answered: {found}. Feedback counts it for the detector.", {"found": says})

    fields = [
        Field("found", msgid("What was found"), "choice", choices=[(f.value, Message(t)) for f, t in _FOUND.items()]),
        Field("done", msgid("What was done, or why nothing was"), "text"),
    ]
    return Move(name, words, act, done, fields, together=together)


def _work(of: AskedKind, look: Look) -> Sequence[Work]:
    """What waits for an answer: the person's own first, then what nobody has taken."""
    if not look.may(of.asked.action):
        return ()
    waiting = asked_to_answer(look.stores, of.asked, look.unit, look.today, look.person.number, _MOST_WORK)
    return [Work(of.to_answer, [_row(of, look, each) for each in records_of(waiting.rows)], waiting.total)]
