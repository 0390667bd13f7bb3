"""Hints of enforcement supervision; those on the integrity of officers are there for their supervisor alone."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

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
    Table,
    Thing,
    Values,
    Wish,
    Work,
    saying,
)
from deployments.web.desk.values import Code, Link, UnitName
from sql.messages import Message, msgid, word
from sql.register import records_of
from sql.register.listed import first_of
from sql.terms import HintFamily, TaskState
from tasks.persons.roles import Action
from tasks.supervision.integrity import IntegrityView, integrity_seen_by
from tasks.supervision.listing import hint_seen, hints_sought
from tasks.supervision.supervise import HintRefusedError, answer_hint

_KINDS = {"importer": "enterprise", "declaration_id": "declaration", "officer": "person"}
_MOST_WORK = 8


def _view(look: Look) -> IntegrityView | None:
    return integrity_seen_by(look.person, look.on)


def _rows(look: Look, wish: Wish) -> Rows:
    found = hints_sought(look.stores, look.unit, _view(look), answered=wish.every, sought=wish.sought)
    return Rows([_row(look, each) for each in records_of(found.rows)], found.total, found.best)


def _row(look: Look, hint: Mapping[str, Any]) -> Row:
    return Row(
        hint["key"],
        {
            "rule": word(hint["rule"]),
            "subject": hint["subject"],
            "evidence": hint["evidence"],
            "severity": word(hint["severity"]),
            "unit": hint["unit"],
            "state": _state(hint),
        },
        _due(hint),
        by_deadline(_due(hint), look.today, Message("Raised on {day}", {"day": hint["raised_on"]})),
        _moves_of(look, hint),
    )


def _due(hint: Mapping[str, Any]) -> Any:
    return hint["due_on"] if hint["state"] == TaskState.OPEN else None


def _state(hint: Mapping[str, Any]) -> Message:
    return word({TaskState.OPEN: "waiting", TaskState.DONE: "answered"}.get(hint["state"], hint["state"]))


def _thing(look: Look, key: str) -> Thing:
    try:
        hint = hint_seen(look.stores, look.unit, _view(look), key)
    except HintRefusedError as refusal:
        raise NotSeenError(key) from refusal
    first = hint["subject_kind"].split("+")[0]
    subject = Link(_KINDS.get(hint["subject_kind"], ""), hint["subject"], Code(hint["subject"]))
    related = [Link(_KINDS[first], hint["subject"].split("+")[0])] if first in _KINDS else []
    return Thing(
        key,
        Message("{rule:capitalized}: {subject}", {"rule": word(hint["rule"]), "subject": hint["subject"]}),
        hint["unit"],
        _state(hint),
        [
            Fact(msgid("Family"), word(hint["family"])),
            Fact(msgid("Severity"), word(hint["severity"])),
            Fact(msgid("Subject"), subject),
            Fact(msgid("Unit"), UnitName(hint["unit"])),
            Fact(msgid("Raised on"), hint["raised_on"]),
            Fact(msgid("Due on"), hint["due_on"]),
            Fact(msgid("Number"), Code(key)),
            *_answer(hint),
        ],
        lead=hint["evidence"],
        parts=[_compared(hint)],
        related=related,
        deadline=_due(hint),
        why=by_deadline(_due(hint), look.today),
        about=hint,
    )


def _answer(hint: Mapping[str, Any]) -> list[Fact]:
    if hint["answered_on"] is None:
        return []
    return [
        Fact(msgid("Answer"), hint["answer"]),
        Fact(msgid("Answered on"), hint["answered_on"]),
        Fact(msgid("Answered by"), Link("person", hint["answered_by"])),
    ]


def _compared(hint: Mapping[str, Any]) -> Table:
    compared: dict[str, Any] = json.loads(hint["compared"])
    rows = [{"what": word(name), "value": value} for name, value in compared.items()]
    headings = {"what": msgid("What was compared"), "value": msgid("Value")}
    return Table(msgid("Evidence"), headings, rows)


def _moves(look: Look, thing: Thing) -> Sequence[Move]:
    return _moves_of(look, thing.about)


def _moves_of(look: Look, hint: Mapping[str, Any]) -> list[Move]:
    """Answering, by those who answer hints; on integrity the supervisor alone sees it at all."""
    if hint["state"] != TaskState.OPEN or not look.may(Action.ANSWER_HINT, hint["unit"]):
        return []
    key = hint["key"]

    def act(by: Look, values: Values) -> Summary:
        return answer_hint(by.stores, key, values["answer"], **by.signed, integrity=_view(by))

    return [
        Move(
            "answer",
            msgid("Record the answer"),
            act,  # nothing of it is seen in Prefect, where a hint on integrity must not be
            saying(Message("Answered: {rule} on {subject}.", {"rule": word(hint["rule"]), "subject": hint["subject"]})),
            [Field("answer", msgid("What the check showed"), "text")],
            together=hint["family"] != HintFamily.LAW_ENFORCEMENT,
        )
    ]


def _work(look: Look) -> Sequence[Work]:
    if not look.may(Action.ANSWER_HINT):
        return ()
    most = first_of(_MOST_WORK)
    waiting = hints_sought(look.stores, look.unit, _view(look), answered=False, sought=most)
    return [Work(msgid("Hints to check"), [_row(look, each) for each in records_of(waiting.rows)], waiting.total)]


KIND = Kind(
    "hint",
    msgid("Hints"),
    msgid("hint"),
    30,
    {
        "rule": msgid("Rule"),
        "subject": msgid("Subject"),
        "evidence": msgid("Evidence"),
        "severity": msgid("Severity"),
        "unit": msgid("Unit"),
        "state": msgid("State"),
    },
    _rows,
    _thing,
    _moves,
    _work,
)
