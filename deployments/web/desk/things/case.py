"""Case files of targeted audit and anti-smuggling: grounds, declarations, journal, and the moves that states allow."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
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
    Table,
    Thing,
    Values,
    Wish,
    Work,
    saying,
)
from deployments.web.desk.values import Code, Link, Money, UnitName
from sql.messages import Message, as_written, msgid, word
from sql.register import records_of
from sql.register.listed import first_of
from sql.terms import CaseKind, CaseState
from tasks.persons.roles import Action
from tasks.post_clearance.case_states import MOVES, CaseRefusedError
from tasks.post_clearance.entitlement import action_of
from tasks.post_clearance.listing import OPEN, case_seen, cases_seen, cases_sought, journal_seen
from tasks.post_clearance.procedure.facts import CaseNow
from tasks.post_clearance.procedure.keeping import case_as_it_stands, record_kinds
from tasks.post_clearance.procedure.moves import CaseMove, due_in_all, moves_now
from tasks.post_clearance.procedure.record import Asked

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
        [move for move in _moves_of(look, CaseNow.of_row(case)) if move.together],
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
    case = _plain(seen.case)
    merged, officer = case["merged_into"], case["acknowledged_by"]
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
        parts=[_grounds(seen.grounds), _declarations(seen.declarations), _journal(look, key)],
        deadline=case["deadline_on"],
        why=_why(look, case),
        about=case,
    )


def _plain(case: Mapping[str, Any]) -> dict[str, Any]:
    return records_of([case])[0]


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
    now = case_as_it_stands(look.stores, thing.key, look.today)
    moves = [] if now is None else _moves_of(look, now)
    return [*moves, *_of_assigning(look, thing.about)]


def _moves_of(look: Look, now: CaseNow) -> list[Move]:
    """The moves that the procedure offers to the person."""
    return [_move(look, now, each) for each in moves_now(now, look.person, look.on, look.units)]


def _move(look: Look, now: CaseNow, offered: CaseMove) -> Move:
    number, name = now.number, offered.name
    if name == "acknowledge":
        done = saying(Message("{number} is yours now.", {"number": number}))
        return Move("take", offered.title, by_flow("acknowledge_case", number=number), done, together=True)
    fields = [_field(look, each) for each in offered.fields]
    if name == "close":
        return _closing(now, offered.title, fields)
    return Move(
        name,
        offered.title,
        _recording(number, name) if name in record_kinds() else by_flow("move_case", number=number, event=name),
        lambda summary: _moved(look, number, summary),
        fields,
        together=offered.together,
        grave=offered.grave,
    )


def _field(look: Look, each: Asked) -> Field:
    kind = "choice" if each.kind == "declarations" else each.kind
    first = str(look.today) if each.kind == "day" and each.required else ""
    return Field(each.name, each.label, kind, each.required, each.choices, first, least=each.least)


def _recording(number: str, name: str) -> Callable[[Look, Values], Summary]:
    """The act that records what the form holds."""

    def act(look: Look, values: Values) -> Summary:
        details = {name: str(value) for name, value in values.items() if value is not None}
        return by_flow("move_case", number=number, event=name, details=details)(look, {})

    return act


def _moved(look: Look, number: str, summary: Summary) -> Message:
    case = _plain(case_seen(look.stores, look.unit, number).case)
    values = {"number": number, "state": word(case["state"])}
    if "transferred_to" in summary:
        return Message("{number} was transferred to {cases}.", values | {"cases": summary["transferred_to"]})
    if case["deadline_on"] is None:
        return Message("{number} is {state} now.", values)
    values |= {"what": word(case["deadline_for"]), "day": case["deadline_on"]}
    return Message("{number} is {state} now. Next: {what}, due on {day}.", values)


def _closing(now: CaseNow, title: str, fields: Sequence[Field]) -> Move:
    due = due_in_all(now)
    return Move(
        "close",
        title,
        by_flow("record_case_outcome", number=now.number),
        lambda summary: Message(
            "{number} is closed: {outcome}. Feedback counts it.",
            {"number": now.number, "outcome": word(summary["outcome"])},
        ),
        [replace(each, initial=f"{due:.2f}") if each.name == "recovered_duty" and due else each for each in fields],
    )


def _of_assigning(look: Look, case: Mapping[str, Any]) -> list[Move]:
    """Handing a case over, and merging it with another, by who assigns cases."""
    if CaseState(case["state"]) not in OPEN or not look.may(Action.ASSIGN_CASE, case["unit"]):
        return []
    number, reason = case["number"], Field("reason", msgid("Why, in a sentence"), "text")
    to = [(unit, UnitName(unit)) for unit in look.units.below(look.unit) if unit != case["unit"]]
    moves = []
    if to:
        fields = [Field("to", msgid("Receiving unit"), "choice", choices=to), reason]
        act = by_flow("hand_over_case", number=number)
        moves.append(Move("hand-over", msgid("Hand over to another unit"), act, _handed_over, fields))
    if into := _others(look, case):
        fields = [Field("into", msgid("Case that goes on"), "choice", choices=into), reason]
        act = by_flow("merge_cases", number=number)
        moves.append(Move("merge", msgid("Merge into another case"), act, _merged, fields, grave=True))
    return moves


def _handed_over(summary: Summary) -> Message:
    values = {"number": summary["case"], "unit": summary["unit"]}
    return Message("{number} is with {unit} now, which was told and must take it.", values)


def _merged(summary: Summary) -> Message:
    return Message("{merged} ended; {case} goes on with the grounds of both.", summary)


def _others(look: Look, case: Mapping[str, Any]) -> list[tuple[str, Message]]:
    found = cases_seen(look.stores, look.unit, kind=CaseKind(case["kind"]), per_page=_MOST_CHOICES)
    return [
        (each["number"], as_written(f"{each['number']} · {each['subject']}"))
        for each in records_of(found)
        if each["number"] != case["number"]
    ]


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
