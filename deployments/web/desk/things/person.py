"""Persons: for which unit each acts, in which roles and until when, and what is in their hands."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlmodel import col

from deployments.web.desk.case_rows import case_rows
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
    saying,
)
from deployments.web.desk.values import Code, Link, UnitName
from sql.messages import Message, as_written, msgid, word
from sql.register import records_of
from sql.register.tables import CaseFile
from tasks.persons.listing import person_seen, persons_among
from tasks.persons.person import PersonRefusedError
from tasks.persons.register import persons_sought, retire_person
from tasks.persons.roles import Action
from tasks.post_clearance.listing import OPEN


def _rows(look: Look, wish: Wish) -> Rows:
    found = persons_sought(look.stores, look.unit, wish.sought, on=None if wish.every else look.on)
    return Rows([_row(each) for each in records_of(found.rows)], found.total, found.best)


def _row(person: Mapping[str, Any]) -> Row:
    return Row(
        person["number"],
        {
            "number": Code(person["number"]),
            "name": person["name"],
            "unit": person["unit"],
            "roles": _roles(person),
            "valid_to": person["valid_to"],
        },
    )


def _roles(person: Mapping[str, Any]) -> list[Message]:
    return [word(each) for each in person["roles"].split(";") if each]


def _thing(look: Look, key: str) -> Thing:
    try:
        seen = person_seen(look.stores, look.unit, key)
    except PersonRefusedError as refusal:
        raise NotSeenError(key) from refusal
    person = records_of([{name: value for name, value in seen.person.items() if name != "may"}])[0]
    its_own = person["number"] == look.person.number
    accounts = [Fact(msgid("Accounts"), person["accounts"])] if its_own or look.may(Action.MANAGE_PERSONS) else []
    return Thing(
        key,
        Message("{name} ({code})", {"name": person["name"], "code": key}),
        person["unit"],
        None if _acts(look, person) else Message("acts no longer"),
        [
            Fact(msgid("Unit"), Link("unit", person["unit"], person["unit"])),
            Fact(msgid("Name of the unit"), UnitName(person["unit"])),
            Fact(msgid("Roles"), _roles(person)),
            Fact(msgid("Valid from"), person["valid_from"]),
            Fact(msgid("Valid to"), person["valid_to"]),
            *accounts,
        ],
        parts=[_hands(look, key), _changes(records_of(seen.changes))],
        about=person,
    )


def _acts(look: Look, person: Mapping[str, Any]) -> bool:
    return person["valid_to"] is None or person["valid_to"] >= look.on


def _hands(look: Look, number: str) -> Table:
    """Open cases that the person took."""
    found = look.stores.register.read(
        CaseFile,
        ["number", "kind", "state", "subject", "deadline_on"],
        col(CaseFile.acknowledged_by) == number,
        col(CaseFile.state).in_(OPEN),
        col(CaseFile.unit).in_(look.units.seen_by(look.unit)),
        order_by=["deadline_on", "number"],
    )
    rows = case_rows(look, found)
    headings = {
        "number": msgid("Number"),
        "kind": msgid("Kind"),
        "subject": msgid("Subject"),
        "state": msgid("State"),
        "deadline_on": msgid("Deadline"),
    }
    return Table(msgid("Cases in their hands"), headings, rows, empty=msgid("None."))


def _changes(changes: Sequence[Mapping[str, Any]]) -> Table:
    rows = [
        {
            "happened_on": each["happened_on"],
            "action": word(each["action"]),
            "actor": Link("person", each["actor"], word(each["actor"])),
            "reason": each["reason"] and as_written(each["reason"]),
            "roles": [word(role) for role in str(_after(each).get("roles") or "").split(";") if role],
        }
        for each in changes[::-1]
    ]
    headings = {
        "happened_on": msgid("Day"),
        "action": msgid("What was done"),
        "actor": msgid("By whom"),
        "reason": msgid("Why"),
        "roles": msgid("Roles since then"),
    }
    return Table(msgid("Changes"), headings, rows, empty=msgid("None."))


def _after(change: Mapping[str, Any]) -> dict[str, Any]:
    after = json.loads(change["after"]) if isinstance(change["after"], str) else change["after"]
    return after if isinstance(after, dict) else {}


def _moves(look: Look, thing: Thing) -> Sequence[Move]:
    person = thing.about
    another = person["number"] != look.person.number
    return [_retiring(person)] if another and _acts(look, person) and _manages(look, person) else []


def _manages(look: Look, person: Mapping[str, Any]) -> bool:
    return look.may(Action.MANAGE_PERSONS, person["unit"])


def _retiring(person: Mapping[str, Any]) -> Move:
    def act(look: Look, values: Values) -> Summary:
        retired = retire_person(
            look.stores,
            person["number"],
            last_day=values["last_day"],
            reason=values["reason"],
            by=look.person,
            as_of=look.on,
        )
        return {"valid_to": retired.valid_to}

    fields = [
        Field("last_day", msgid("Last day"), "day"),
        Field("reason", msgid("Why, in a sentence"), "text"),
    ]
    done = saying(Message("{person} acts until the day that you gave.", {"person": person["name"]}))
    return Move("retire", msgid("Let act no longer"), act, done, fields, grave=True)


def _among(look: Look, numbers: Collection[str]) -> Collection[str]:
    return persons_among(look.stores, look.unit, numbers)


KIND = Kind(
    "person",
    msgid("Persons"),
    msgid("person"),
    95,
    {
        "number": msgid("Number"),
        "name": msgid("Full name"),
        "unit": msgid("Unit"),
        "roles": msgid("Roles"),
        "valid_to": msgid("Valid to"),
    },
    _rows,
    _thing,
    _moves,
    seen=_among,
)
