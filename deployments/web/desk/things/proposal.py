"""What feedback proposes to change, why, and the decision on it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import col

from deployments.web.desk.acts import by_flow
from deployments.web.desk.look import Look
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
from deployments.web.desk.values import Code, Link, UnitName
from sql.messages import Message, msgid, word
from sql.register import records_of
from sql.register.listed import first_of
from sql.register.tables import RiskParameter
from sql.terms import HandlingState
from tasks.feedback.listing import proposal_seen, proposals_sought
from tasks.persons.roles import Action

_DECISIONS = {
    "approve": (msgid("Approve"), msgid("Approved: the next feedback makes the change.")),
    "reject": (msgid("Reject"), msgid("Rejected: nothing changes.")),
}
_MOST_WORK = 8


def _rows(look: Look, wish: Wish) -> Rows:
    found = proposals_sought(look.stores, look.unit, wish.sought, decided=wish.every)
    return Rows([_row(look, each) for each in records_of(found.rows)], found.total, found.best)


def _row(look: Look, proposal: Mapping[str, Any]) -> Row:
    return Row(
        proposal["key"],
        {
            "action": word(proposal["action"]),
            "target": Code(proposal["target"]),
            "reason": proposal["reason"],
            "unit": proposal["unit"],
            "as_of": proposal["as_of"],
            "state": word(proposal["state"]),
        },
        None,
        Message("Waits for a decision") if proposal["state"] == HandlingState.PROPOSED else None,
        _moves_of(look, proposal),
    )


def _thing(look: Look, key: str) -> Thing:
    proposal = proposal_seen(look.stores, look.unit, key)
    if proposal is None:
        raise NotSeenError(key)
    values = {"action": word(proposal["action"]), "target": proposal["target"]}
    return Thing(
        key,
        Message("{action:capitalized}: {target}", values),
        proposal["unit"],
        word(proposal["state"]),
        [
            Fact(msgid("Action"), word(proposal["action"])),
            Fact(msgid("What changes"), Code(proposal["target"])),
            Fact(msgid("Unit"), UnitName(proposal["unit"])),
            Fact(msgid("Proposed on"), proposal["as_of"]),
            Fact(msgid("Decided on"), proposal["decided_on"]),
            Fact(msgid("Decided by"), _person(proposal["decided_by"])),
            Fact(msgid("Number"), Code(key)),
        ],
        lead=proposal["reason"],
        parts=[_content(proposal)],
        related=_parameters(look, proposal["target"]),
        about=proposal,
    )


def _person(number: str | None) -> Link | None:
    return None if number is None else Link("person", number, word(number))


def _content(proposal: Mapping[str, Any]) -> Table:
    rows = [
        {"what": word(name), "value": value if isinstance(value, int | float | str) else Code(json.dumps(value))}
        for name, value in json.loads(proposal["content"]).items()
    ]
    headings = {"what": msgid("What"), "value": msgid("Value")}
    return Table(msgid("The change in figures"), headings, rows, empty=msgid("It has no figures."))


def _parameters(look: Look, target: str) -> list[Link]:
    """The parameter that would change, in its latest version."""
    found = look.stores.register.read(
        RiskParameter,
        ["key"],
        col(RiskParameter.code) == target,
        col(RiskParameter.owner).in_(look.units.seen_by(look.unit)),
        order_by=["version"],
    )
    return [Link("parameter", each, Code(each)) for each in found["key"].tail(1)]


def _moves(look: Look, thing: Thing) -> Sequence[Move]:
    return _moves_of(look, thing.about)


def _moves_of(look: Look, proposal: Mapping[str, Any]) -> list[Move]:
    undecided = proposal["state"] == HandlingState.PROPOSED
    if not undecided or not look.may(Action.DECIDE_FEEDBACK, proposal["unit"]):
        return []
    return [
        Move(
            decision,
            words,
            by_flow("decide_feedback", proposal=proposal["key"], decision=decision),
            saying(Message(says)),
            [Field("reason", msgid("Why, in a sentence"), "text")],
            together=True,
        )
        for decision, (words, says) in _DECISIONS.items()
    ]


def _work(look: Look) -> Sequence[Work]:
    if not look.may(Action.DECIDE_FEEDBACK):
        return ()
    found = proposals_sought(look.stores, look.unit, first_of(_MOST_WORK))
    rows = [_row(look, each) for each in records_of(found.rows)]
    return [Work(msgid("Proposals of feedback to decide"), rows, found.total)]


KIND = Kind(
    "proposal",
    msgid("Proposals of feedback"),
    msgid("proposal of feedback"),
    57,
    {
        "action": msgid("Action"),
        "target": msgid("What changes"),
        "reason": msgid("Why"),
        "unit": msgid("Unit"),
        "as_of": msgid("Proposed on"),
        "state": msgid("State"),
    },
    _rows,
    _thing,
    _moves,
    _work,
)
