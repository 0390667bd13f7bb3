"""Units: who acts for each, and what waits there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, null, select
from sqlmodel import SQLModel, col

from deployments.web.desk.look import Look
from deployments.web.desk.thing import Fact, Kind, NotSeenError, Row, Rows, Table, Thing, Wish
from deployments.web.desk.values import Code, Link, UnitName
from sql.messages import Message, msgid, word
from sql.reference import organisation
from sql.register import records_of
from sql.register.tables import (
    CaseFile,
    FeedbackProposal,
    FunctionalWarning,
    HandlingMeasure,
    Hint,
    Inspection,
    Instruction,
    Notification,
    PolicyRecommendation,
    QuarantinedRow,
)
from sql.terms import HandlingState, HintFamily, TaskState
from tasks.collection.quarantine import WAITING
from tasks.persons.register import persons_seen
from tasks.post_clearance.listing import OPEN

_SEARCHED = ("code", "name_en", "name_zh", "level")


@dataclass(frozen=True)
class _Waiting:
    """What can wait at a unit. unit, due: columns; due is None where nothing says until when."""

    kind: str
    title: str
    table: type[SQLModel]
    unit: str
    due: str | None
    conditions: Sequence[Any]


_WAITING = (
    _Waiting("case", msgid("Cases"), CaseFile, "unit", "deadline_on", [col(CaseFile.state).in_(OPEN)]),
    _Waiting(
        *("instruction", msgid("Instructions"), Instruction, "unit", "due_on"),
        [col(Instruction.state) == TaskState.OPEN],
    ),
    _Waiting(
        *("warning", msgid("Warnings"), FunctionalWarning, "unit", "due_on"),
        [col(FunctionalWarning.state) == TaskState.OPEN],
    ),
    _Waiting(  # those on the integrity of officers are counted nowhere
        *("hint", msgid("Hints"), Hint, "unit", "due_on"),
        [col(Hint.state) == TaskState.OPEN, col(Hint.family) != HintFamily.LAW_ENFORCEMENT],
    ),
    _Waiting(
        *("measure", msgid("Measures"), HandlingMeasure, "approving_unit", None),
        [col(HandlingMeasure.state) == HandlingState.PROPOSED],
    ),
    _Waiting(
        *("inspection", msgid("Inspections"), Inspection, "office", None),
        [col(Inspection.state) == TaskState.OPEN],
    ),
    _Waiting(
        *("recommendation", msgid("Recommendations"), PolicyRecommendation, "addressee", "follow_up_on"),
        [col(PolicyRecommendation.answered_on).is_(None)],
    ),
    _Waiting(
        *("proposal", msgid("Proposals of feedback"), FeedbackProposal, "unit", None),
        [col(FeedbackProposal.state) == HandlingState.PROPOSED],
    ),
    _Waiting(
        *("quarantine", msgid("Quarantine"), QuarantinedRow, "unit", None),
        [col(QuarantinedRow.state).in_(WAITING)],
    ),
    _Waiting(
        *("notification", msgid("Messages"), Notification, "unit", None),
        [col(Notification.acknowledged_by).is_(None)],
    ),
)


def _rows(look: Look, wish: Wish) -> Rows:
    fitting = [each for each in _seen(look) if wish.speaks(*(each[name] for name in _SEARCHED))]
    return Rows([_row(each) for each in wish.page_of(fitting)], len(fitting))


def _seen(look: Look) -> list[dict[str, Any]]:
    units = organisation()
    return records_of(units[units["code"].isin(look.units.seen_by(look.unit))].sort_values("lineage"))


def _row(unit: Mapping[str, Any]) -> Row:
    return Row(
        unit["code"],
        {"unit": UnitName(unit["code"]), "level": word(unit["level"]), "above": unit["parent"]},
    )


def _thing(look: Look, key: str) -> Thing:
    unit = next((each for each in _seen(look) if each["code"] == key), None)
    if unit is None:
        raise NotSeenError(key)
    return Thing(
        key,
        Code(key),
        key,
        None,
        [
            Fact(msgid("Name"), UnitName(key)),
            Fact(msgid("Level"), word(unit["level"])),
            Fact(msgid("Traffic"), unit["traffic"] and word(unit["traffic"])),
            Fact(msgid("Unit above"), unit["parent"] and Link("unit", unit["parent"], Code(unit["parent"]))),
        ],
        parts=[_waits(look, key), _persons(look, key), _below(look, key)],
        about=unit,
    )


def _waits(look: Look, key: str) -> Table:
    """What waits at the unit and those below it, with the first deadline."""
    seen = look.units.seen_by(key)
    rows = []
    with look.stores.register.reading() as session:
        for each in _WAITING:
            unit = col(getattr(each.table, each.unit))
            due = func.min(col(getattr(each.table, each.due))) if each.due else null()
            chosen = select(func.count(), due).select_from(each.table).where(unit.in_(seen), *each.conditions)
            count, first = session.connection().execute(chosen).one()
            late = first is not None and first < look.today
            rows.append(
                {
                    "what": Link(each.kind, "", Message(each.title)),
                    "count": int(count),
                    "first": first,
                    "late": Message("Overdue since {day}", {"day": first}) if late else None,
                }
            )
    headings = {
        "what": msgid("What waits"),
        "count": msgid("How many"),
        "first": msgid("First deadline"),
        "late": msgid("Overdue"),
    }
    note = Message("At this unit and the units below it.")
    return Table(msgid("What waits there"), headings, rows, note)


def _persons(look: Look, key: str) -> Table:
    acting = persons_seen(look.stores, key, on=look.on)
    rows = [
        each
        | {
            "number": Link("person", each["number"], Code(each["number"])),
            "roles": [word(role) for role in each["roles"].split(";") if role],
        }
        for each in records_of(acting[acting["unit"] == key])
    ]
    headings = {
        "number": msgid("Number"),
        "name": msgid("Full name"),
        "roles": msgid("Roles"),
        "valid_to": msgid("Valid to"),
    }
    return Table(
        msgid("Who acts for it"), headings, rows, empty=msgid("Nobody acts for it: a platform engineer enters persons.")
    )


def _below(look: Look, key: str) -> Table:
    rows = [
        {
            "unit": Link("unit", each["code"], Code(each["code"])),
            "name": UnitName(each["code"]),
            "level": word(each["level"]),
        }
        for each in _seen(look)
        if each["parent"] == key
    ]
    headings = {"unit": msgid("Unit"), "name": msgid("Name"), "level": msgid("Level")}
    return Table(msgid("Units below"), headings, rows, empty=msgid("None."))


def _among(look: Look, codes: Collection[str]) -> Collection[str]:
    return look.units.seen_by(look.unit)


KIND = Kind(
    "unit",
    msgid("Units"),
    msgid("unit"),
    97,
    {"unit": msgid("Unit"), "level": msgid("Level"), "above": msgid("Unit above")},
    _rows,
    _thing,
    seen=_among,
)
