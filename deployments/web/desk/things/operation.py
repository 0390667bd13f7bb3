"""Special operations: what each is for, how it stands day by day, and what it found and cost."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from deployments.web.desk.look import Look
from deployments.web.desk.reasons import by_deadline
from deployments.web.desk.thing import Chart, Fact, Kind, NotSeenError, Row, Rows, Table, Thing, Wish
from deployments.web.desk.values import Code, Link, Money, Share, UnitName
from sql.messages import Message, msgid, word
from sql.register import records_of
from sql.terms import TaskState
from tasks.documents.charts import INK, stacked_bars
from tasks.handling.approval import HandlingRefusedError
from tasks.handling.operation_report import operation_seen, operations_sought


def _rows(look: Look, wish: Wish) -> Rows:
    found = operations_sought(look.stores, look.unit, wish.sought, closed=wish.every)
    return Rows([_row(look, each) for each in records_of(found.rows)], found.total, found.best)


def _row(look: Look, operation: Mapping[str, Any]) -> Row:
    return Row(
        operation["measure"],
        {
            "title": operation["title"],
            "unit": operation["unit"],
            "starts_on": operation["starts_on"],
            "ends_on": operation["ends_on"],
            "inspected": operation["inspected"],
            "found": operation["found"],
            "state": _state(operation),
        },
        _ends(operation),
        by_deadline(_ends(operation), look.today, Message("Ends on {day}", {"day": operation["ends_on"]}))
        if _ends(operation)
        else None,
    )


def _ends(operation: Mapping[str, Any]) -> Any:
    return operation["ends_on"] if operation["state"] == TaskState.OPEN else None


def _state(operation: Mapping[str, Any]) -> Message:
    return Message("runs") if operation["state"] == TaskState.OPEN else Message("closed")


def _thing(look: Look, key: str) -> Thing:
    try:
        seen = operation_seen(look.stores, look.unit, key)
    except HandlingRefusedError as refusal:
        raise NotSeenError(key) from refusal
    operation = records_of([seen.operation])[0]
    parameter = operation["parameter"]
    return Thing(
        key,
        operation["title"],
        operation["unit"],
        _state(operation),
        [
            Fact(msgid("Unit"), UnitName(operation["unit"])),
            Fact(msgid("Offices"), operation["offices"].replace(";", ", ")),
            Fact(msgid("Team"), operation["team"]),
            Fact(msgid("Subject"), operation["subject"]),
            Fact(msgid("Subject by"), [word(each) for each in operation["subject_kind"].split("+")]),
            Fact(msgid("First day"), operation["starts_on"]),
            Fact(msgid("Last day"), operation["ends_on"]),
            Fact(msgid("Inspected"), operation["inspected"]),
            Fact(msgid("With a violation"), operation["found"]),
            Fact(msgid("Hit rate"), Share(_rate(operation))),
            Fact(msgid("Officer hours"), operation["officer_hours"]),
            Fact(msgid("Duty recovered"), Money(operation["recovered_duty"], look.currency)),
            Fact(msgid("Parameter that it switches on"), parameter and Code(parameter)),
        ],
        lead=operation["target"],
        parts=[*_course(seen.standing), _standing(look, seen.standing)],
        related=[Link("measure", key, Code(key))],
        deadline=_ends(operation),
        about=operation,
    )


def _rate(row: Mapping[str, Any]) -> float | None:
    return row["found"] / row["inspected"] if row["inspected"] else None


def _course(standing: pd.DataFrame) -> list[Chart]:
    """What was inspected by the end of each day, where there are enough days to see a course."""
    if len(standing) < 3:
        return []
    counts = standing.set_index(standing["business_day"].astype("str"))[["inspected"]]
    values = {"first": counts.index[0], "last": counts.index[-1], "most": int(counts["inspected"].max())}
    says = Message("Inspected by the end of each day, {first} to {last}: {most} in all.", values)
    return [Chart(msgid("Day by day"), stacked_bars(counts, {"inspected": INK}, "", ""), says)]


def _standing(look: Look, standing: pd.DataFrame) -> Table:
    rows = [
        each | {"rate": Share(_rate(each)), "recovered_duty": Money(each["recovered_duty"], look.currency)}
        for each in records_of(standing.iloc[::-1])
    ]
    headings = {
        "business_day": msgid("At the end of"),
        "inspected": msgid("Inspected"),
        "found": msgid("With a violation"),
        "rate": msgid("Hit rate"),
        "officer_hours": msgid("Officer hours"),
        "recovered_duty": msgid("Duty recovered"),
    }
    return Table(msgid("How it stood"), headings, rows, empty=msgid("It has not begun."))


KIND = Kind(
    "operation",
    msgid("Special operations"),
    msgid("special operation"),
    53,
    {
        "title": msgid("Operation"),
        "unit": msgid("Unit"),
        "starts_on": msgid("First day"),
        "ends_on": msgid("Last day"),
        "inspected": msgid("Inspected"),
        "found": msgid("With a violation"),
        "state": msgid("State"),
    },
    _rows,
    _thing,
)
