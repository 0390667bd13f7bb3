"""Rows that could not be taken in: what is wrong with each, its repair, and its replay."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import col

from blocks.settings import Settings
from deployments.web.desk.faults import said
from deployments.web.desk.look import Look
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
from deployments.web.desk.values import Code, UnitName
from sql.messages import Message, msgid, word
from sql.register import records_of
from sql.register.listed import first_of
from sql.register.tables import CollectionBatch
from sql.terms import QuarantineState
from sql.words import spelled
from tasks.collection.quarantine import WAITING, quarantine_sought, quarantined_row_seen
from tasks.collection.repair import dismiss_row, repair_row
from tasks.collection.replay import replay_quarantine
from tasks.lifecycle.weeks import quarter_start
from tasks.persons.roles import Action

_MOST_WORK = 8
_MOST_CELLS = 80
_SIGNS = 2_000
_STATES = {
    QuarantineState.OPEN: msgid("waits for repair"),
    QuarantineState.REPAIRED: msgid("repaired, waits for its replay"),
    QuarantineState.REPLAYED: msgid("taken in"),
    QuarantineState.DISMISSED: msgid("left out for good"),
}


def _rows(look: Look, wish: Wish) -> Rows:
    states = tuple(QuarantineState) if wish.every else WAITING
    found = quarantine_sought(look.stores, look.unit, states, wish.sought)
    return Rows([_row(look, each) for each in records_of(found.rows)], found.total, found.best)


def _row(look: Look, row: Mapping[str, Any]) -> Row:
    return Row(
        row["key"],
        {
            "place": Message("{file}, row {number}", {"file": row["file_name"], "number": row["row_number"]}),
            "column": word(row["column_name"]),
            "value": row["value"],
            "reason": said(row["reason"]),
            "unit": row["unit"],
            "state": Message(_STATES[QuarantineState(row["state"])]),
        },
        moves=[move for move in _moves_of(look, row) if move.together],
    )


def _thing(look: Look, key: str) -> Thing:
    row = quarantined_row_seen(look.stores, look.unit, key)
    if row is None:
        raise NotSeenError(key)
    reason = said(row["reason"])
    batch = records_of(
        look.stores.register.read(
            CollectionBatch, ["content", "source_format", "received_on"], col(CollectionBatch.key) == row["batch"]
        )
    )
    of_batch = batch[0] if batch else {}
    return Thing(
        key,
        Message("{file}, row {number}", {"file": row["file_name"], "number": row["row_number"]}),
        row["unit"],
        Message(_STATES[QuarantineState(row["state"])]),
        [
            Fact(msgid("Column"), word(row["column_name"])),
            Fact(msgid("Value"), row["value"]),
            Fact(msgid("What is wrong"), reason),
            Fact(msgid("Unit"), UnitName(row["unit"])),
            Fact(msgid("Content of the file"), of_batch.get("content") and word(of_batch["content"])),
            Fact(msgid("Received on"), of_batch.get("received_on")),
            Fact(msgid("Number"), Code(key)),
        ],
        lead=Message("{column:capitalized} {reason}", {"column": word(row["column_name"]), "reason": reason})
        if row["column_name"]
        else reason,
        parts=[_cells(row)],
        about=row,
    )


def _cells(row: Mapping[str, Any]) -> Table:
    content: dict[str, Any] = json.loads(row["content"])
    rows = [{"column": word(name), "value": value} for name, value in content.items()]
    headings = {"column": msgid("Column of the file"), "value": msgid("Value")}
    return Table(msgid("The row as it stands"), headings, rows)


def _moves(look: Look, thing: Thing) -> Sequence[Move]:
    moves = _moves_of(look, thing.about)
    return [_repairing(thing.about), *moves] if moves else []


def _moves_of(look: Look, row: Mapping[str, Any]) -> list[Move]:
    if row["state"] not in WAITING or not look.may(Action.REPAIR_DATA, row["unit"]):
        return []
    return [_replaying(row), _dismissing(row)]


def _repairing(row: Mapping[str, Any]) -> Move:
    """A field for each cell, the one that is wrong first; a cell that stays as it is is not changed."""
    content: dict[str, Any] = json.loads(row["content"])
    wrong = row["column_name"].lower()
    names = sorted(content, key=lambda name: name.lower() != wrong)[:_MOST_CELLS]

    def act(look: Look, values: Values) -> Summary:
        typed = {name: values[str(place)] or "" for place, name in enumerate(names)}
        changes = {name: text for name, text in typed.items() if text != str(content[name] or "").strip()}
        repair_row(look.stores, row["key"], changes, **look.signed)
        return {"cells": len(changes)}

    fields = [
        Field(
            str(place),
            spelled(name),
            "text" if "\n" in str(content[name] or "") else "line",
            required=False,
            initial=str(content[name] or ""),
            longest=max(_SIGNS, len(str(content[name] or ""))),
        )
        for place, name in enumerate(names)
    ]
    done = saying(Message("Repaired. Next, send it through the door again."))
    return Move("repair", msgid("Repair its cells"), act, done, fields)


def _replaying(row: Mapping[str, Any]) -> Move:
    def act(look: Look, values: Values) -> Summary:
        settings = Settings()
        replayed = replay_quarantine(
            look.stores,
            look.today,
            quarter_start(look.today),
            look.today,
            settings.time_zone,
            only=row["key"],
        )
        after = quarantined_row_seen(look.stores, look.unit, row["key"])
        return replayed | {"after": after}

    def done(summary: Summary) -> Message:
        if summary["rows_replayed"]:
            return Message("It passed, and was taken in.")
        after = summary["after"]
        values = {"column": word(after["column_name"]), "reason": said(after["reason"])}
        return Message("Refused again: {column} {reason}.", values)

    return Move("replay", msgid("Send it through the door again"), act, done, together=True)


def _dismissing(row: Mapping[str, Any]) -> Move:
    def act(look: Look, values: Values) -> Summary:
        dismiss_row(look.stores, row["key"], reason=values["reason"], **look.signed)
        return {}

    return Move(
        "dismiss",
        msgid("Leave it out for good"),
        act,
        saying(Message("Left out for good.")),
        [Field("reason", msgid("Why, in a sentence"), "text")],
        together=True,
        grave=True,
    )


def _work(look: Look) -> Sequence[Work]:
    if not look.may(Action.REPAIR_DATA):
        return ()
    found = quarantine_sought(look.stores, look.unit, WAITING, first_of(_MOST_WORK))
    return [Work(msgid("Rows to repair"), [_row(look, each) for each in records_of(found.rows)], found.total)]


KIND = Kind(
    "quarantine",
    msgid("Quarantine"),
    msgid("row in quarantine"),
    85,
    {
        "place": msgid("Where it stands"),
        "column": msgid("Column"),
        "value": msgid("Value"),
        "reason": msgid("What is wrong"),
        "unit": msgid("Unit"),
        "state": msgid("State"),
    },
    _rows,
    _thing,
    _moves,
    _work,
)
