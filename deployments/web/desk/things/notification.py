"""Messages that nobody acknowledged, and those that could not be delivered."""

from collections.abc import Mapping, Sequence
from typing import Any

from deployments.web.desk.look import Look
from deployments.web.desk.thing import (
    Fact,
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
from deployments.web.desk.values import Code, Link, UnitName
from sql.messages import Message, as_written, msgid, word
from sql.register import records_of
from sql.register.listed import first_of
from sql.terms import DeliveryState
from tasks.notification.acknowledgement import acknowledge
from tasks.notification.listing import notification_seen, notifications_sought
from tasks.persons.roles import Action

_MOST_WORK = 8


def _rows(look: Look, wish: Wish) -> Rows:
    found = notifications_sought(look.stores, look.unit, wish.sought, acknowledged=wish.every)
    return Rows([_row(look, each) for each in records_of(found.rows)], found.total, found.best)


def _row(look: Look, row: Mapping[str, Any]) -> Row:
    return Row(
        row["key"],
        {
            "subject": row["subject"],
            "unit": row["unit"],
            "channel": Code(row["channel"]),
            "severity": word(row["severity"]),
            "occurred_on": row["occurred_on"],
            "state": word(row["state"]),
        },
        None,
        _why(row),
        _moves_of(look, row),
    )


def _why(row: Mapping[str, Any]) -> Message | None:
    if row["acknowledged_by"] is not None:
        return None
    match DeliveryState(row["state"]):
        case DeliveryState.FAILED:
            return Message("It could not be delivered")
        case DeliveryState.PENDING:
            return Message("It waits for delivery")
        case _:
            return Message("Nobody acknowledged it")


def _thing(look: Look, key: str) -> Thing:
    row = notification_seen(look.stores, look.unit, key)
    if row is None:
        raise NotSeenError(key)
    problem = row["problem"]
    return Thing(
        key,
        row["subject"],
        row["unit"],
        word(row["state"]),
        [
            Fact(msgid("Kind"), word(row["kind"])),
            Fact(msgid("Severity"), word(row["severity"])),
            Fact(msgid("Unit"), UnitName(row["unit"])),
            Fact(msgid("Channel"), Code(row["channel"])),
            Fact(msgid("Happened on"), row["occurred_on"]),
            Fact(msgid("Attempts"), row["attempts"]),
            Fact(msgid("Delivered on"), row["delivered_on"]),
            Fact(msgid("What hindered it"), problem and as_written(problem)),
            Fact(msgid("Acknowledged on"), row["acknowledged_on"]),
            Fact(msgid("Acknowledged by"), row["acknowledged_by"] and Link("person", row["acknowledged_by"])),
        ],
        lead=row["body"],
        related=[Link(each.kind, each.key, each.what) for each in row["about"].first],
        why=_why(row),
        about=row,
    )


def _moves(look: Look, thing: Thing) -> Sequence[Move]:
    return _moves_of(look, thing.about)


def _moves_of(look: Look, row: Mapping[str, Any]) -> list[Move]:
    if row["acknowledged_by"] is not None or not look.may(Action.ACKNOWLEDGE, row["unit"]):
        return []

    def act(by: Look, values: Values) -> Summary:
        return acknowledge(by.stores, row["key"], **by.signed)

    done = saying(Message("Acknowledged: no other unit is told that it is unread."))
    return [Move("acknowledge-message", msgid("Acknowledge"), act, done, together=True)]


def _work(look: Look) -> Sequence[Work]:
    """What did not arrive; what arrived is work of its own kind."""
    most = first_of(_MOST_WORK)
    found = notifications_sought(look.stores, look.unit, most, state=DeliveryState.FAILED)
    rows = [_row(look, each) for each in records_of(found.rows)]
    return [Work(msgid("Messages that did not arrive"), rows, found.total)]


KIND = Kind(
    "notification",
    msgid("Messages"),
    msgid("message"),
    90,
    {
        "subject": msgid("Message"),
        "unit": msgid("Unit"),
        "channel": msgid("Channel"),
        "severity": msgid("Severity"),
        "occurred_on": msgid("Happened on"),
        "state": msgid("State"),
    },
    _rows,
    _thing,
    _moves,
    _work,
)
