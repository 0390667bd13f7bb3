"""Measures of risk handling: what they would do, what speaks for them, and the decision on them."""

from collections.abc import Mapping, Sequence
from datetime import date
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
    Table,
    Thing,
    Wish,
    Work,
    saying,
)
from deployments.web.desk.values import Code, Link, Money, Share, UnitName
from sql.messages import Message, msgid, word
from sql.register import records_of
from sql.register.tables.handling import MeasureContent
from sql.terms import HandlingKind, HandlingState
from tasks.handling.approval import HandlingRefusedError, check_decider, decided
from tasks.handling.listing import decision_due, measure_seen, measures_sought, measures_to_decide
from tasks.persons.roles import Action

_DECISIONS = {"approve": msgid("Approve"), "reject": msgid("Reject")}
_BECAME = {
    HandlingKind.SET_PARAMETER: "parameter",
    HandlingKind.SPECIAL_OPERATION: "operation",
    HandlingKind.POLICY_RECOMMENDATION: "recommendation",
}
_MOST_SUBJECTS = 5  # named in a list
_MOST_WORK = 8


def _rows(look: Look, wish: Wish) -> Rows:
    states = tuple(HandlingState) if wish.every or wish.search else (HandlingState.PROPOSED,)
    found = measures_sought(look.stores, look.unit, states, wish.sought)
    return Rows([_row(look, each) for each in records_of(found.rows)], found.total, found.best)


def _row(look: Look, measure: Mapping[str, Any]) -> Row:
    content: MeasureContent = measure["content"]
    due = _due(measure)
    return Row(
        measure["key"],
        {
            "kind": _title(measure),
            "statement": content.statement,
            "unit": measure["unit"],
            "past": _past(content),
            "stake": Money(measure["amount_at_stake"], look.currency),
            "state": word(measure["state"]),
        },
        due,
        by_deadline(due, look.today, Message("Proposed on {day}", {"day": measure["proposed_on"]})),
        _moves_of(look, measure),
    )


def _title(measure: Mapping[str, Any]) -> Message:
    content: MeasureContent = measure["content"]
    named, more = content.subjects[:_MOST_SUBJECTS], len(content.subjects) - _MOST_SUBJECTS
    values = {"measure": word(measure["kind"]), "subjects": named, "more": more}
    if more > 0:
        return Message("{measure:capitalized}: {subjects} and {more} more", values)
    return Message("{measure:capitalized}: {subjects}", values)


def _past(content: MeasureContent) -> Message | None:
    tested = content.past_test
    if tested is None:
        return None
    if not tested.inspected:
        return Message("never inspected before")
    shares = {"share": tested.found / tested.inspected, "base": tested.base_found / max(tested.base_inspected, 1)}
    return Message(
        "{found} of {inspected} inspections found something ({share:.0%}; of all: {base:.0%})",
        {"found": tested.found, "inspected": tested.inspected} | shares,
    )


def _due(measure: Mapping[str, Any]) -> date | None:
    if measure["state"] != HandlingState.PROPOSED:
        return None
    return decision_due(HandlingKind(measure["kind"]), measure["proposed_on"])


def _thing(look: Look, key: str) -> Thing:
    try:
        measure = measure_seen(look.stores, look.unit, key)
    except HandlingRefusedError as refusal:
        raise NotSeenError(key) from refusal
    content: MeasureContent = measure["content"]
    due = _due(measure)
    became = _BECAME.get(HandlingKind(measure["kind"]))
    related = [Link("finding", measure["finding"])] if measure["finding"] else []
    if measure["outcome"] and became:
        related.append(Link(became, measure["outcome"] if became == "parameter" else key, measure["outcome"]))
    return Thing(
        key,
        _title(measure),
        measure["unit"],
        word(measure["state"]),
        [
            Fact(msgid("What to check"), content.what_to_check),
            Fact(msgid("At stake"), Money(measure["amount_at_stake"], look.currency)),
            Fact(msgid("Priority"), word(measure["priority"])),
            Fact(msgid("Score of the finding"), Share(measure["score"]) if measure["finding"] else None),
            Fact(msgid("Acts in"), UnitName(measure["unit"])),
            Fact(msgid("Runs for"), Message("{days} days", {"days": content.days})),
            Fact(msgid("Decided by"), UnitName(measure["approving_unit"])),
            Fact(msgid("Proposed on"), measure["proposed_on"]),
            Fact(msgid("Proposed by"), Link("person", measure["proposed_by"], word(measure["proposed_by"]))),
            Fact(msgid("Decide until"), due),
            Fact(msgid("Number"), Code(key)),
            *_decision(measure),
        ],
        lead=content.statement,
        parts=[_past_test(content), _subjects(content), *_result(look, measure)],
        related=related,
        deadline=due,
        why=by_deadline(due, look.today),
        about=measure,
    )


def _decision(measure: Mapping[str, Any]) -> list[Fact]:
    if measure["decided_on"] is None:
        return []
    return [
        Fact(msgid("Decided on"), measure["decided_on"]),
        Fact(msgid("Decided by whom"), Link("person", measure["decided_by"], word(measure["decided_by"]))),
        Fact(msgid("Reason"), measure["decision_reason"]),
    ]


def _past_test(content: MeasureContent) -> Table:
    """What inspections of the past found on the subjects, beside all inspections of the same time."""
    tested = content.past_test
    rows = []
    if tested is not None:
        for name, inspected, found in (
            (msgid("these subjects"), tested.inspected, tested.found),
            (msgid("all declarations"), tested.base_inspected, tested.base_found),
        ):
            share = Share(found / inspected) if inspected else None
            rows.append({"of": Message(name), "inspected": inspected, "found": found, "share": share})
    headings = {
        "of": msgid("Inspections of"),
        "inspected": msgid("Inspected"),
        "found": msgid("With a violation"),
        "share": msgid("Hit rate"),
    }
    empty = msgid("It sends nothing to inspection, so there is no test on past declarations.")
    return Table(msgid("Test on past declarations"), headings, rows, empty=empty)


def _subjects(content: MeasureContent) -> Table:
    whole = content.subject_kind == "importer"
    rows = [{"subject": Link("enterprise" if whole else "", each, each)} for each in content.subjects]
    note = Message("By {columns}", {"columns": [word(each) for each in content.subject_kind.split("+")]})
    return Table(msgid("Subjects"), {"subject": msgid("Subject")}, rows, note)


def _result(look: Look, measure: Mapping[str, Any]) -> list[Table]:
    result = measure["result"]
    if result is None:
        return []
    headings = {
        "inspected": msgid("Inspected"),
        "found": msgid("With a violation"),
        "officer_hours": msgid("Officer hours"),
        "recovered_duty": msgid("Duty recovered"),
    }
    row = {
        "inspected": result.inspected,
        "found": result.found,
        "officer_hours": result.officer_hours,
        "recovered_duty": Money(result.recovered_duty, look.currency),
    }
    return [Table(msgid("What it brought"), headings, [row])]


def _moves(look: Look, thing: Thing) -> Sequence[Move]:
    return _moves_of(look, thing.about)


def _moves_of(look: Look, measure: Mapping[str, Any]) -> list[Move]:
    if not look.may(Action.DECIDE_HANDLING):
        return []
    person = look.person
    try:
        decided(measure["state"], "approve")
        check_decider(look.units, measure["approving_unit"], person.unit, measure["proposed_by"], person.number)
    except HandlingRefusedError:
        return []
    title = _title(measure)
    done = {
        "approve": Message("Approved: {measure}. It takes effect with the next handling.", {"measure": title}),
        "reject": Message("Rejected: {measure}. Nothing is done.", {"measure": title}),
    }
    return [
        Move(
            decision,
            words,
            by_flow("decide_handling", measure=measure["key"], decision=decision),
            saying(done[decision]),
            [Field("reason", msgid("Why, in a sentence"), "text")],
            together=True,
            grave=decision == "reject",
        )
        for decision, words in _DECISIONS.items()
    ]


def _work(look: Look) -> Sequence[Work]:
    if not look.may(Action.DECIDE_HANDLING):
        return ()
    waiting = measures_to_decide(look.stores, look.unit, look.person.number, _MOST_WORK)
    return [
        Work(msgid("Measures to decide on"), [_row(look, each) for each in records_of(waiting.rows)], waiting.total)
    ]


KIND = Kind(
    "measure",
    msgid("Measures"),
    msgid("measure"),
    20,
    {
        "kind": msgid("Measure"),
        "statement": msgid("Why"),
        "past": msgid("In the past"),
        "unit": msgid("Unit"),
        "stake": msgid("At stake"),
        "state": msgid("State"),
    },
    _rows,
    _thing,
    _moves,
    _work,
)
