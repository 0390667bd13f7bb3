"""Risk parameters: what a version demands, its life, its tests, and what its hits brought week by week."""

from collections.abc import Collection, Mapping, Sequence
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
from deployments.web.desk.values import Code, Link, Money, Share, UnitName
from sql.messages import Message, msgid, word
from sql.register import records_of
from sql.terms import ParameterState
from tasks.parameters.life_rules import (
    ACTIONS,
    ENDED,
    ParameterMove,
    ParameterRefusedError,
    check_entitled,
    check_four_eyes,
    moved,
)
from tasks.parameters.listing import (
    LIVING,
    parameter_seen,
    parameters_among,
    parameters_sought,
    parameters_waiting,
    versions_seen,
)
from tasks.parameters.suppression import suppress
from tasks.parameters.weekly_record import suppressions_of, weekly_record
from tasks.persons.roles import Action

_MOVES = {
    ParameterMove.TEST: msgid("Test on past declarations"),
    ParameterMove.APPROVE: msgid("Approve"),
    ParameterMove.SHADOW: msgid("Count its hits without effect for two weeks"),
    ParameterMove.ACTIVATE: msgid("Put into force"),
    ParameterMove.SUSPEND: msgid("Suspend"),
    ParameterMove.RETIRE: msgid("Retire for good"),
}
_NEXT = {
    ParameterMove.TEST: msgid("Tested: see the table of tests below. Next, another officer approves it."),
    ParameterMove.APPROVE: msgid("Approved. Next, it is put into force, or its hits are counted first."),
    ParameterMove.SHADOW: msgid("Its hits are counted from tomorrow on; it steers nothing."),
    ParameterMove.ACTIVATE: msgid("In force: it hits declarations from the day on which it becomes valid."),
    ParameterMove.SUSPEND: msgid("Suspended: it hits nothing until it is put into force again."),
    ParameterMove.RETIRE: msgid("Retired for good."),
}
_MOST_WEEKS = 26
_MOST_WORK = 8


def _rows(look: Look, wish: Wish) -> Rows:
    states = tuple(ParameterState) if wish.every else LIVING
    found = parameters_sought(look.stores, look.unit, states, wish.sought)
    return Rows([_row(look, each) for each in records_of(found.rows)], found.total, found.best)


def _row(look: Look, parameter: Mapping[str, Any]) -> Row:
    deadline = parameter["valid_to"] if parameter["state"] == ParameterState.ACTIVE else None
    return Row(
        parameter["key"],
        {
            "key": Code(parameter["key"]),
            "reason": parameter["reason"],
            "lane": word(parameter["lane"]),
            "owner": parameter["owner"],
            "state": word(parameter["state"]),
            "valid_to": parameter["valid_to"],
        },
        deadline,
        _why(look, parameter),
        [move for move in _moves_of(look, parameter) if move.together],
    )


def _why(look: Look, parameter: Mapping[str, Any]) -> Message | None:
    match ParameterState(parameter["state"]):
        case ParameterState.DRAFT:
            return Message("Waits for its test")
        case ParameterState.TESTED:
            return Message("Waits for approval")
        case ParameterState.APPROVED:
            return Message("Waits to be put into force")
        case ParameterState.SUSPENDED:
            return Message("Suspended")
        case ParameterState.ACTIVE:
            return by_deadline(parameter["valid_to"], look.today)
        case _:
            return None


def _thing(look: Look, key: str) -> Thing:
    try:
        seen = parameter_seen(look.stores, look.unit, key)
    except ParameterRefusedError as refusal:
        raise NotSeenError(key) from refusal
    blocks = {name: seen.parameter[name] for name in ("conditions", "any_item")}
    parameter = records_of([{name: value for name, value in seen.parameter.items() if name not in blocks}])[0]
    code = parameter["code"]
    return Thing(
        parameter["key"],
        Code(parameter["key"]),
        parameter["owner"],
        word(parameter["state"]),
        [
            Fact(msgid("What to check"), parameter["instruction"]),
            Fact(msgid("Lane"), word(parameter["lane"])),
            Fact(msgid("Priority"), word(parameter["priority"])),
            Fact(msgid("Owner"), UnitName(parameter["owner"])),
            Fact(msgid("Valid from"), parameter["valid_from"]),
            Fact(msgid("Valid to"), parameter["valid_to"]),
            Fact(msgid("Author"), Link("person", parameter["author"], word(parameter["author"]))),
            Fact(msgid("Drafted on"), parameter["drafted_on"]),
            Fact(msgid("Tested on"), parameter["tested_on"]),
            Fact(msgid("Approved by"), _person(parameter["approver"])),
            Fact(msgid("Approved on"), parameter["approved_on"]),
            Fact(msgid("In force since"), parameter["activated_on"]),
            *([Fact(msgid("Ended on"), parameter["ended_on"])] if parameter["ended_on"] else []),
            *_shadow(parameter),
        ],
        lead=parameter["reason"],
        parts=[
            _conditions(blocks),
            _tests(seen.tests),
            _record(look, code),
            _without_effect(seen.hits_not_steering),
            _suppressions(look, code),
            _versions(look, code),
        ],
        related=_grounds(parameter["grounds"]),
        why=_why(look, parameter),
        about=parameter,
    )


def _person(number: str | None) -> Link | None:
    return None if number is None else Link("person", number, word(number))


def _shadow(parameter: Mapping[str, Any]) -> list[Fact]:
    if parameter["shadow_from"] is None:
        return []
    values = {"first": parameter["shadow_from"], "last": parameter["shadow_to"]}
    return [Fact(msgid("Counts without effect"), Message("{first} to {last}", values))]


def _grounds(grounds: str | None) -> list[Link]:
    return [] if grounds is None else [Link("finding", grounds)]


def _conditions(blocks: Mapping[str, Mapping[str, Mapping[str, Any]] | None]) -> Table:
    where = {"conditions": Message("on one item"), "any_item": Message("on any item")}
    rows = [
        {"column": word(column), "where": where[block], "holds": [_test_of(*each) for each in tests.items()]}
        for block, conditions in blocks.items()
        for column, tests in (conditions or {}).items()
    ]
    headings = {"column": msgid("Column"), "holds": msgid("Holds where it is"), "where": msgid("Where")}
    note = Message("It hits a declaration where all of these hold.")
    return Table(msgid("Conditions"), headings, rows, note)


def _test_of(kind: str, value: Any) -> Message:
    values = {"values": [str(each) for each in value] if isinstance(value, list) else [str(value)]}
    match kind:
        case "in":
            return Message("one of {values}", values)
        case "prefix":
            return Message("beginning with {values}", values)
        case "min":
            return Message("{values} or more", values)
        case "max":
            return Message("less than {values}", values)
        case "present":
            return Message("given") if value else Message("missing")
        case _:
            return Message("{kind}: {values}", {"kind": word(kind)} | values)


def _tests(tests: Any) -> Table:
    rows = [
        each | {"hit_rate": Share(each["hit_rate"]), "base_rate": Share(each["base_rate"])}
        for each in records_of(tests)
    ]
    headings = {
        "tested_on": msgid("Tested on"),
        "declarations": msgid("Declarations"),
        "hits": msgid("Hits"),
        "inspected": msgid("Inspected"),
        "found": msgid("With a violation"),
        "hit_rate": msgid("Hit rate"),
        "base_rate": msgid("Of all inspections"),
        "overlapping": msgid("Hit by others too"),
        "inspections_per_day": msgid("Inspections a day"),
        "officer_hours_per_day": msgid("Officer hours a day"),
    }
    return Table(msgid("Tests on past declarations"), headings, rows, empty=msgid("It was not tested yet."))


def _record(look: Look, code: str) -> Table:
    weeks = records_of(weekly_record(look.stores, code))
    inspected, found = sum(each["inspected"] for each in weeks), sum(each["found"] for each in weeks)
    note = None
    if inspected:
        values = {"inspected": inspected, "found": found, "share": found / inspected}
        note = Message("In all {inspected} inspections, {found} with a violation ({share:.0%}).", values)
    rows = [
        each
        | {
            "rate": Share(each["found"] / each["inspected"]),
            "recovered_duty": Money(each["recovered_duty"], look.currency),
        }
        for each in weeks[:_MOST_WEEKS]
    ]
    headings = {
        "week": msgid("Week from"),
        "inspected": msgid("Inspected"),
        "found": msgid("With a violation"),
        "rate": msgid("Hit rate"),
        "officer_hours": msgid("Officer hours"),
        "recovered_duty": msgid("Duty recovered"),
    }
    empty = msgid("No inspection that it asked for has a result yet.")
    return Table(msgid("Week by week"), headings, rows, note, empty)


def _without_effect(hits: Any) -> Table:
    rows = [each | {"effect": word(each["effect"])} for each in records_of(hits)]
    headings = {
        "effect": msgid("Why"),
        "hits": msgid("Hits"),
        "first_day": msgid("First day"),
        "last_day": msgid("Last day"),
    }
    return Table(msgid("Hits without effect"), headings, rows, empty=msgid("None."))


def _suppressions(look: Look, code: str) -> Table:
    rows = [
        each | {"enterprise": Link("enterprise", each["enterprise"]), "author": _person(each["author"])}
        for each in records_of(suppressions_of(look.stores, code))
    ]
    headings = {
        "enterprise": msgid("Enterprise"),
        "valid_from": msgid("Valid from"),
        "valid_to": msgid("Valid to"),
        "reason": msgid("Reason"),
        "author": msgid("By whom"),
    }
    note = Message("For these enterprises its hits count and steer nothing.")
    return Table(msgid("Suppressions"), headings, rows, note if rows else None, msgid("None."))


def _versions(look: Look, code: str) -> Table:
    rows = [
        each
        | {
            "key": Link("parameter", each["key"], Code(each["key"])),
            "state": word(each["state"]),
            "author": _person(each["author"]),
            "approver": _person(each["approver"]),
        }
        for each in records_of(versions_seen(look.stores, look.unit, code).iloc[::-1])
    ]
    headings = {
        "key": msgid("Version"),
        "state": msgid("State"),
        "reason": msgid("Why"),
        "author": msgid("Author"),
        "approver": msgid("Approved by"),
        "activated_on": msgid("In force since"),
        "ended_on": msgid("Ended on"),
    }
    return Table(msgid("Versions"), headings, rows)


def _moves(look: Look, thing: Thing) -> Sequence[Move]:
    moves = _moves_of(look, thing.about)
    state = ParameterState(thing.about["state"])
    if state not in ENDED and look.may(Action.RUN_PARAMETER, thing.about["owner"]):
        moves.append(_suppress(thing.about["code"]))
    return moves


def _moves_of(look: Look, parameter: Mapping[str, Any]) -> list[Move]:
    """The moves of the version's state that the person is entitled to, and for an approval did not write."""
    return [
        Move(
            move.value,
            words,
            by_flow("review_parameter", parameter=parameter["key"], move=move.value),
            saying(Message("{key}: {says}", {"key": parameter["key"], "says": Message(_NEXT[move])})),
            [Field("reason", msgid("Why, in a sentence"), "text")],
            together=move in (ParameterMove.APPROVE, ParameterMove.ACTIVATE, ParameterMove.RETIRE),
            grave=move is ParameterMove.RETIRE,
        )
        for move, words in _MOVES.items()
        if _possible(look, parameter, move)
    ]


def _possible(look: Look, parameter: Mapping[str, Any], move: ParameterMove) -> bool:
    if not look.may(ACTIONS[move], parameter["owner"]):
        return False
    try:
        moved(ParameterState(parameter["state"]), move)
        check_entitled(look.units, look.unit, parameter["owner"])
        if move is ParameterMove.APPROVE:
            check_four_eyes(parameter["author"], look.person.number)
    except ParameterRefusedError:
        return False
    return True


def _suppress(code: str) -> Move:
    def act(look: Look, values: Values) -> Summary:
        return suppress(
            look.stores, code, values["enterprise"], until=values["until"], reason=values["reason"], **look.signed
        )

    def done(summary: Summary) -> Message:
        return Message(
            "{code} steers nothing for this enterprise until {day}.", {"code": code, "day": summary["until"]}
        )

    fields = [
        Field("enterprise", msgid("Code of the enterprise")),
        Field("until", msgid("Last day"), "day"),
        Field("reason", msgid("Why, in a sentence"), "text"),
    ]
    return Move("suppress", msgid("Suppress for one enterprise"), act, done, fields)


def _work(look: Look) -> Sequence[Work]:
    """Versions that wait for a step in their life that the person may make; what is in force does not wait."""
    parts = []
    for title, state, move in (
        (msgid("Parameters to approve"), ParameterState.TESTED, ParameterMove.APPROVE),
        (msgid("Parameters to test"), ParameterState.DRAFT, ParameterMove.TEST),
        (msgid("Parameters to put into force"), ParameterState.APPROVED, ParameterMove.ACTIVATE),
    ):
        if look.may(ACTIONS[move]):
            other_hands = look.person.number if move is ParameterMove.APPROVE else None
            waiting = parameters_waiting(look.stores, look.unit, state, _MOST_WORK, other_hands)
            parts.append(Work(title, [_row(look, each) for each in records_of(waiting.rows)], waiting.total))
    return parts


def _among(look: Look, names: Collection[str]) -> Collection[str]:
    return parameters_among(look.stores, look.unit, names)


KIND = Kind(
    "parameter",
    msgid("Parameters"),
    msgid("parameter"),
    40,
    {
        "key": msgid("Parameter"),
        "reason": msgid("Why"),
        "lane": msgid("Lane"),
        "owner": msgid("Owner"),
        "state": msgid("State"),
        "valid_to": msgid("Valid to"),
    },
    _rows,
    _thing,
    _moves,
    _work,
    seen=_among,
)
