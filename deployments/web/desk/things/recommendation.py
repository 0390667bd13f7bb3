"""Policy recommendations: what is recommended to a unit and why, and its answer."""

from collections.abc import Mapping, Sequence
from typing import Any

from deployments.web.desk.acts import by_flow
from deployments.web.desk.look import Look
from deployments.web.desk.reasons import by_deadline
from deployments.web.desk.thing import Fact, Field, Kind, Move, NotSeenError, Row, Rows, Thing, Wish, Work, saying
from deployments.web.desk.values import Code, Link, UnitName
from sql.messages import Message, msgid
from sql.register import records_of
from sql.register.listed import first_of
from tasks.handling.answers import recommendation_seen, recommendations_sought
from tasks.persons.roles import Action

_MOST_WORK = 8


def _rows(look: Look, wish: Wish) -> Rows:
    found = recommendations_sought(look.stores, look.unit, wish.sought, answered=wish.every)
    return Rows([_row(look, each) for each in records_of(found.rows)], found.total, found.best)


def _row(look: Look, row: Mapping[str, Any]) -> Row:
    return Row(
        row["measure"],
        {
            "recommendation": row["recommendation"],
            "addressee": row["addressee"],
            "issued_on": row["issued_on"],
            "answered_on": row["answered_on"],
        },
        _due(row),
        by_deadline(_due(row), look.today),
        _moves_of(look, row),
    )


def _due(row: Mapping[str, Any]) -> Any:
    return row["follow_up_on"] if row["answered_on"] is None else None


def _thing(look: Look, key: str) -> Thing:
    row = recommendation_seen(look.stores, look.unit, key)
    if row is None:
        raise NotSeenError(key)
    return Thing(
        key,
        row["recommendation"],
        row["addressee"],
        Message("waiting") if row["answered_on"] is None else Message("answered"),
        [
            Fact(msgid("Addressee"), UnitName(row["addressee"])),
            Fact(msgid("Evidence"), row["evidence"]),
            Fact(msgid("Issued on"), row["issued_on"]),
            Fact(msgid("Answer due on"), row["follow_up_on"]),
            Fact(msgid("Number"), Code(key)),
            *_answer(row),
        ],
        lead=row["reasoning"],
        related=[Link("measure", key, Code(key))],
        deadline=_due(row),
        why=by_deadline(_due(row), look.today),
        about=row,
    )


def _answer(row: Mapping[str, Any]) -> list[Fact]:
    if row["answered_on"] is None:
        return []
    return [Fact(msgid("Answer"), row["answer"]), Fact(msgid("Answered on"), row["answered_on"])]


def _moves(look: Look, thing: Thing) -> Sequence[Move]:
    return _moves_of(look, thing.about)


def _moves_of(look: Look, row: Mapping[str, Any]) -> list[Move]:
    if row["answered_on"] is not None or not look.may(Action.ANSWER_RECOMMENDATION, row["addressee"]):
        return []
    return [
        Move(
            "answer",
            msgid("Answer"),
            by_flow("answer_recommendation", measure=row["measure"]),
            saying(Message("Answered. It stands with the recommendation, for who made it.")),
            [Field("answer", msgid("What is done, or why nothing is"), "text")],
            together=True,
        )
    ]


def _work(look: Look) -> Sequence[Work]:
    if not look.may(Action.ANSWER_RECOMMENDATION):
        return ()
    found = recommendations_sought(look.stores, look.unit, first_of(_MOST_WORK))
    rows = [_row(look, each) for each in records_of(found.rows)]
    return [Work(msgid("Recommendations to answer"), rows, found.total)]


KIND = Kind(
    "recommendation",
    msgid("Recommendations"),
    msgid("recommendation"),
    55,
    {
        "recommendation": msgid("Recommendation"),
        "addressee": msgid("Addressee"),
        "issued_on": msgid("Issued on"),
        "answered_on": msgid("Answered on"),
    },
    _rows,
    _thing,
    _moves,
    _work,
)
