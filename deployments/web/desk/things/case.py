"""Case files of targeted audit and anti-smuggling: grounds, declarations, journal, and the moves that states allow."""

from collections.abc import Mapping, Sequence
from typing import Any

from deployments.web.desk.case_forms import moves_in_a_list, moves_with, what_comes_next
from deployments.web.desk.case_tables import procedure_tables
from deployments.web.desk.look import Look
from deployments.web.desk.reasons import by_deadline
from deployments.web.desk.thing import (
    Fact,
    Kind,
    Move,
    NotSeenError,
    Row,
    Rows,
    Table,
    Thing,
    Wish,
    Work,
)
from deployments.web.desk.values import Code, Link, Money, UnitName
from sql.messages import Message, msgid, word
from sql.register import records_of
from sql.register.listed import first_of
from sql.terms import CaseKind, CaseState
from tasks.persons.roles import Action
from tasks.post_clearance.case_states import MOVES, CaseRefusedError
from tasks.post_clearance.entitlement import action_of
from tasks.post_clearance.listing import OPEN, case_seen, cases_sought, journal_seen
from tasks.post_clearance.procedure.facts import CaseNow
from tasks.post_clearance.procedure.keeping import case_as_it_stands

_GROUNDS = {"inspection": "inspection", "finding": "finding", "hint": "hint", "information": "information"}
_MOST_CHOICES = 200
_MOST_WORK = 8


def _rows(look: Look, wish: Wish) -> Rows:
    states = tuple(CaseState) if wish.every else OPEN
    found = cases_sought(look.stores, look.unit, states, None, wish.sought)
    return Rows([_row(look, case) for case in records_of(found.rows)], found.total, found.best)


def _row(look: Look, case: Mapping[str, Any]) -> Row:
    return Row(
        case["number"],
        {
            "number": Code(case["number"]),
            "kind": word(case["kind"]),
            "subject": case["subject"],
            "state": word(case["state"]),
            "unit": case["unit"],
            "stake": Money(case["amount_at_stake"], look.currency),
            "officer": case["acknowledged_by"],
        },
        case["deadline_on"],
        _why(look, case),
        moves_in_a_list(look, CaseNow.of_row(case)),
    )


def _why(look: Look, case: Mapping[str, Any]) -> Message | None:
    if case["deadline_on"] is None:
        return None
    due = by_deadline(case["deadline_on"], look.today)
    return Message("{due}: {what}", {"due": due, "what": word(case["deadline_for"])})


def _thing(look: Look, key: str) -> Thing:
    try:
        seen = case_seen(look.stores, look.unit, key)
    except CaseRefusedError as refusal:
        raise NotSeenError(key) from refusal
    case = records_of([seen.case])[0]
    merged, officer = case["merged_into"], case["acknowledged_by"]
    now = case_as_it_stands(look.stores, key, look.today)
    if now is None:
        raise NotSeenError(key)
    return Thing(
        key,
        Code(key),
        case["unit"],
        word(case["state"]),
        [
            Fact(msgid("Kind"), word(case["kind"])),
            Fact(msgid("Subject"), Link("enterprise", case["subject"])),
            Fact(msgid("Unit"), UnitName(case["unit"])),
            Fact(msgid("Priority"), word(case["priority"])),
            Fact(msgid("At stake"), Money(case["amount_at_stake"], look.currency)),
            Fact(msgid("Opened on"), case["opened_on"]),
            Fact(msgid("What is due"), None if case["deadline_for"] is None else word(case["deadline_for"])),
            Fact(msgid("Due on"), case["deadline_on"]),
            Fact(msgid("Officer in charge"), officer and Link("person", officer)),
            *([Fact(msgid("Outcome"), word(case["outcome"]))] if case["outcome"] else []),
            *([Fact(msgid("Went on as"), Link("case", merged))] if merged else []),
        ],
        lead=what_comes_next(look, now),
        parts=[
            _grounds(seen.grounds),
            *procedure_tables(look, now),
            _subjects(seen.subjects),
            _declarations(seen.declarations),
            _journal(look, key),
        ],
        deadline=case["deadline_on"],
        why=_why(look, case),
        about=now,
    )


def _grounds(grounds: Any) -> Table:
    rows = [
        {
            "added_on": each["added_on"],
            "ground_kind": word(each["ground_kind"]),
            "source": Link(_GROUNDS.get(each["ground_kind"], ""), each["source"], Code(each["source"])),
            "statement": each["statement"],
            "hash": Code(each["content_hash"][:12]),
        }
        for each in records_of(grounds)
    ]
    headings = {
        "added_on": msgid("Added on"),
        "ground_kind": msgid("Ground"),
        "source": msgid("Rests on"),
        "statement": msgid("What it says"),
        "hash": msgid("Hash begins with"),
    }
    return Table(msgid("Grounds and evidence"), headings, rows)


def _subjects(subjects: Any) -> Table:
    rows = [
        {
            "name": Link("" if each["kind"] == "person" else "enterprise", each["name"]),
            "kind": word(each["kind"]),
            "role": word(each["role"]),
            "added_on": each["added_on"],
        }
        for each in records_of(subjects)
    ]
    headings = {
        "name": msgid("Name"),
        "kind": msgid("Kind"),
        "role": msgid("Role"),
        "added_on": msgid("Added on"),
    }
    return Table(msgid("Subjects and persons concerned"), headings, rows)


def _declarations(declarations: Sequence[str]) -> Table:
    rows = [{"declaration": Link("declaration", each, Code(each))} for each in declarations]
    return Table(msgid("Declarations involved"), {"declaration": msgid("Declaration")}, rows)


def _journal(look: Look, key: str) -> Table:
    seen = journal_seen(look.stores, look.unit, key)
    rows = [
        each
        | {
            "event": word(each["event"]),
            "actor": Link("person", each["actor"], word(each["actor"])),
            "hash": Code(each["content_hash"][:12]),
        }
        for each in reversed(records_of(seen.entries))
    ]
    headings = {
        "sequence": msgid("No."),
        "happened_on": msgid("Date"),
        "actor": msgid("By whom"),
        "event": msgid("Event"),
        "text": msgid("Text"),
        "hash": msgid("Hash begins with"),
    }
    note = Message("Every entry verifies.")
    if seen.broken is not None:
        note = Message("Entry {entry} was altered: its hash does not verify.", {"entry": seen.broken})
    return Table(msgid("Journal"), headings, rows, note)


def _moves(look: Look, thing: Thing) -> Sequence[Move]:
    return moves_with(look, thing.about)


def _work(look: Look) -> Sequence[Work]:
    """Cases to decide on, and cases to work on: the person's own first, then those that nobody has taken."""
    to_decide = {start for kind, start, event in MOVES if action_of("", event) is Action.APPROVE_CASE}
    parts = []
    if look.may(Action.APPROVE_CASE):
        parts.append(_waiting(look, msgid("Cases to decide on"), tuple(to_decide), None))
    for kind, action in (
        (CaseKind.TARGETED_AUDIT, Action.WORK_AUDIT),
        (CaseKind.ANTI_SMUGGLING, Action.WORK_SMUGGLING_CASE),
    ):
        if look.may(action):
            title = msgid("Audits") if kind is CaseKind.TARGETED_AUDIT else msgid("Anti-smuggling cases")
            parts.append(_waiting(look, title, OPEN, kind))
    return parts


def _waiting(look: Look, title: str, states: Sequence[CaseState], kind: CaseKind | None) -> Work:
    found = cases_sought(look.stores, look.unit, states, kind, first_of(_MOST_WORK))
    return Work(
        title,
        [_row(look, case) for case in records_of(found.rows)],
        found.total,
    )


KIND = Kind(
    "case",
    msgid("Cases"),
    msgid("case"),
    10,
    {
        "number": msgid("Number"),
        "kind": msgid("Kind"),
        "subject": msgid("Subject"),
        "state": msgid("State"),
        "unit": msgid("Unit"),
        "stake": msgid("At stake"),
        "officer": msgid("Officer in charge"),
    },
    _rows,
    _thing,
    _moves,
    _work,
)
