"""Items of risk information: what was told, how reliable its source is, and where it led."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import col

from deployments.web.desk.case_rows import case_rows
from deployments.web.desk.look import Look
from deployments.web.desk.opening import opening
from deployments.web.desk.thing import Fact, Kind, Move, NotSeenError, Row, Rows, Table, Thing, Wish
from deployments.web.desk.values import Code, Link, UnitName
from sql.messages import Message, msgid, word
from sql.register import records_of
from sql.register.listed import Sought, listed
from sql.register.tables import CaseFile, CaseGround, Finding, InformationItem
from sql.terms import GroundKind
from tasks.collection.information import information_seen, information_sought
from tasks.persons.roles import Action
from tasks.post_clearance.open_subjects import KINDS

_SUBJECTS = {"importer": "enterprise", "exporter": "enterprise", "declaration_id": "declaration"}
_GRADES = {
    "A": msgid("A: reliable"),
    "B": msgid("B: usually reliable"),
    "C": msgid("C: fairly reliable"),
    "D": msgid("D: not usually reliable"),
    "E": msgid("E: unreliable"),
    "F": msgid("F: cannot be judged"),
}
_MOST_ROWS = 25


def _rows(look: Look, wish: Wish) -> Rows:
    found = information_sought(look.stores, look.unit, None if wish.every else look.today, wish.sought)
    return Rows([_row(look, each) for each in records_of(found.rows)], found.total, found.best)


def _row(look: Look, item: Mapping[str, Any]) -> Row:
    return Row(
        item["key"],
        {
            "summary": item["summary"],
            "subject": Code(item["subject"]),
            "kind": word(item["kind"]),
            "reliability": Code(item["reliability"]),
            "priority": word(item["priority"]),
            "unit": item["unit"],
            "received_on": item["received_on"],
        },
        None,
        _why(look, item),
    )


def _why(look: Look, item: Mapping[str, Any]) -> Message:
    if item["valid_to"] < look.today:
        return Message("No longer valid since {day}", {"day": item["valid_to"]})
    return Message("Valid until {day}", {"day": item["valid_to"]})


def _thing(look: Look, key: str) -> Thing:
    found = records_of(information_seen(look.stores, look.unit, None, col(InformationItem.key) == key))
    if not found:
        raise NotSeenError(key)
    item = found[0]
    grade = _GRADES.get(item["reliability"])
    subject = Link(_SUBJECTS.get(item["subject_kind"], ""), item["subject"], Code(item["subject"]))
    return Thing(
        key,
        Message("{kind:capitalized}: {subject}", {"kind": word(item["kind"]), "subject": item["subject"]}),
        item["unit"],
        None,
        [
            Fact(msgid("Subject"), subject),
            Fact(msgid("Subject by"), [word(each) for each in item["subject_kind"].split("+")]),
            Fact(msgid("Source"), item["source"]),
            Fact(msgid("Reliability of the source"), item["reliability"] if grade is None else Message(grade)),
            Fact(msgid("Priority"), word(item["priority"])),
            Fact(msgid("Unit"), UnitName(item["unit"])),
            Fact(msgid("Received on"), item["received_on"]),
            Fact(msgid("Valid to"), item["valid_to"]),
            Fact(msgid("Number"), Code(key)),
        ],
        lead=item["summary"],
        parts=[_cases(look, key), _findings(look, item)],
        why=_why(look, item),
        about=item,
    )


def _cases(look: Look, key: str) -> Table:
    """Cases that rest on it."""
    register = look.stores.register
    grounds = register.read(
        CaseGround,
        ["case_number", "added_on"],
        col(CaseGround.source) == key,
        col(CaseGround.ground_kind) == GroundKind.INFORMATION.value,
    )
    cases = register.read(
        CaseFile,
        ["number", "kind", "state", "unit", "recovered_duty"],
        col(CaseFile.number).in_(grounds["case_number"].tolist()),
        col(CaseFile.unit).in_(look.units.seen_by(look.unit)),
        order_by=["number"],
    )
    joined = cases.merge(grounds, left_on="number", right_on="case_number")
    rows = case_rows(look, joined)
    headings = {
        "number": msgid("Number"),
        "kind": msgid("Kind"),
        "state": msgid("State"),
        "unit": msgid("Unit"),
        "added_on": msgid("Rests on it since"),
        "recovered_duty": msgid("Duty recovered"),
    }
    return Table(msgid("Cases that rest on it"), headings, rows, empty=msgid("No case that you see rests on it."))


def _findings(look: Look, item: Mapping[str, Any]) -> Table:
    """What analysis found on its subject since it came."""
    found = listed(
        look.stores.register,
        Finding,
        ["key", "detector", "statement", "analysed_on", "unit"],
        [
            col(Finding.subject) == item["subject"],
            col(Finding.subject_kind) == item["subject_kind"],
            col(Finding.analysed_on) >= item["received_on"],
            col(Finding.unit).in_(look.units.seen_by(look.unit)),
        ],
        order=[col(Finding.analysed_on).desc(), col(Finding.key).desc()],
        sought=Sought(per_page=_MOST_ROWS),
    )
    rows = [
        each | {"detector": Link("finding", each["key"], word(each["detector"]))} for each in records_of(found.rows)
    ]
    headings = {
        "detector": msgid("Detector"),
        "statement": msgid("What it says"),
        "analysed_on": msgid("Analysed on"),
        "unit": msgid("Unit"),
    }
    return Table(msgid("Found on its subject since"), headings, rows, empty=msgid("Nothing was found on it."))


def _moves(look: Look, thing: Thing) -> Sequence[Move]:
    """A case on whom it speaks of, where a case can be on them."""
    if thing.about["subject_kind"] not in KINDS or not look.may(Action.OPEN_CASE, thing.about["unit"]):
        return []
    return [opening(grounds=[f"{GroundKind.INFORMATION.value}:{thing.key}"])]


KIND = Kind(
    "information",
    msgid("Risk information"),
    msgid("information item"),
    80,
    {
        "summary": msgid("What was told"),
        "subject": msgid("Subject"),
        "kind": msgid("Kind"),
        "reliability": msgid("Reliability of the source"),
        "priority": msgid("Priority"),
        "unit": msgid("Unit"),
        "received_on": msgid("Received on"),
    },
    _rows,
    _thing,
    _moves,
)
