"""Enterprises: category with its reasons, record, declarations, cases, and whom they are linked with."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement
from sqlmodel import SQLModel, col, select

from deployments.web.desk.case_rows import case_rows
from deployments.web.desk.look import Look
from deployments.web.desk.opening import opening
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
)
from deployments.web.desk.values import Code, Link, Money, UnitName
from sql.messages import Message, msgid, word
from sql.register import records_of
from sql.register.listed import Listed, Sought, listed
from sql.register.tables import CaseFile, CaseSubject, Finding, Hint, InformationItem
from sql.terms import HintFamily, Violation
from tasks.enterprises.enterprises_seen import (
    EnterpriseNotSeenError,
    EnterpriseSeen,
    enterprise_seen,
    enterprises_linked,
    enterprises_sought,
)
from tasks.persons.roles import Action

_LATELY = timedelta(days=30)
_LONG_AGO = timedelta(days=365 * 100)
_MOST_ROWS = 25
_MOST_LEADS = 10


def _rows(look: Look, wish: Wish) -> Rows:
    """Those that declared in the last month, or any that speak of the words."""
    every = wish.every or bool(wish.search)
    found, total = enterprises_sought(
        look.stores,
        look.unit,
        wish.typed,
        look.today - (_LONG_AGO if every else _LATELY),
        registered=every,
        named=wish.named,
        page=wish.page,
        per_page=wish.per_page,
    )
    return Rows([_row(look, each) for each in records_of(found)], total)


def _row(look: Look, enterprise: Mapping[str, Any]) -> Row:
    return Row(
        enterprise["code"],
        {
            "code": Code(enterprise["code"]),
            "name": enterprise["name"],
            "category": enterprise["category"],
            "declarations": enterprise["declarations"],
            "value": Money(enterprise["value"], look.currency),
            "last_lodged_on": enterprise["last_lodged_on"],
        },
    )


def _thing(look: Look, key: str) -> Thing:
    try:
        seen = enterprise_seen(look.stores, look.unit, key, look.today)
    except EnterpriseNotSeenError as refusal:
        raise NotSeenError(key) from refusal
    registered, entered = seen.registered, seen.entered
    name = registered.get("name")
    return Thing(
        key,
        Code(key) if name is None else Message("{name} ({code})", {"name": name, "code": key}),
        look.unit,
        None,
        [
            Fact(msgid("Enterprise category"), entered.get("category")),
            Fact(msgid("First seen on"), entered.get("first_seen_on")),
            Fact(msgid("Last seen on"), entered.get("last_seen_on")),
            Fact(msgid("Registered on"), registered.get("registered_on")),
            Fact(msgid("Address"), registered.get("address")),
            Fact(msgid("Office in charge"), UnitName(registered.get("office"))),
            Fact(msgid("Declarations"), len(seen.declarations)),
            Fact(msgid("Declared value"), Money(float(seen.declarations["value"].sum()), look.currency)),
        ],
        lead=_record_in_words(look, seen.outcomes),
        parts=[
            _categories(seen),
            _cases(look, key),
            _outcomes(look, seen.outcomes),
            _findings(look, key),
            _declarations(look, seen.declarations),
            _linked(look, key),
        ],
        related=_related(look, key),
        about=key,
    )


def _record_in_words(look: Look, outcomes: pd.DataFrame) -> Message:
    if outcomes.empty:
        return Message("No inspection of its goods that you see has a result.")
    by_declaration = outcomes.assign(found=outcomes["violation"] != Violation.NONE).groupby("declaration_id")["found"]
    recovered = outcomes["recovered_duty"].sum(min_count=1)
    values = {"inspected": by_declaration.ngroups, "found": int(by_declaration.max().sum())}
    if pd.isna(recovered):
        return Message("Inspected declarations: {inspected}; with a violation: {found}.", values)
    return Message(
        "Inspected declarations: {inspected}; with a violation: {found}; duty recovered: {duty:,.0f} {currency}.",
        values | {"duty": float(recovered), "currency": look.currency},
    )


def _categories(seen: EnterpriseSeen) -> Table:
    rows = [
        each | {"rule": word(each["rule"]), "grounds": Message(each["grounds"])} for each in records_of(seen.categories)
    ]
    headings = {
        "changed_on": msgid("Changed on"),
        "category_before": msgid("Category before"),
        "category_after": msgid("Category after"),
        "grounds": msgid("Why"),
        "rule": msgid("Rule"),
    }
    empty = msgid("It has the category with which it was entered: no rule changed it.")
    return Table(msgid("Category and why"), headings, rows, empty=empty)


def _cases(look: Look, key: str) -> Table:
    on_it = select(CaseSubject.case_number).where(col(CaseSubject.name) == key)
    columns = ["number", "kind", "state", "unit", "opened_on", "amount_at_stake", "recovered_duty"]
    found = _latest(look, CaseFile, columns, "opened_on", _MOST_ROWS, col(CaseFile.number).in_(on_it))
    rows = case_rows(look, found.rows)
    headings = {
        "number": msgid("Number"),
        "kind": msgid("Kind"),
        "state": msgid("State"),
        "unit": msgid("Unit"),
        "opened_on": msgid("Opened on"),
        "amount_at_stake": msgid("At stake"),
        "recovered_duty": msgid("Duty recovered"),
    }
    note = _first_of(len(rows), found.total)
    return Table(msgid("Cases"), headings, rows, note, msgid("No case that you see is on it."))


def _outcomes(look: Look, outcomes: pd.DataFrame) -> Table:
    rows = [
        each
        | {
            "declaration_id": Link("declaration", each["declaration_id"], Code(each["declaration_id"])),
            "violation": word(each["violation"]),
            "kind": each["kind"] and word(each["kind"]),
            "recovered_duty": Money(each["recovered_duty"], look.currency),
        }
        for each in records_of(outcomes.head(_MOST_ROWS))
    ]
    headings = {
        "declaration_id": msgid("Declaration"),
        "inspected_on": msgid("Inspected on"),
        "violation": msgid("Violation"),
        "kind": msgid("Kind of violation"),
        "recovered_duty": msgid("Duty recovered"),
        "officer_hours": msgid("Officer hours"),
    }
    note = _first_of(len(rows), len(outcomes))
    return Table(msgid("Results of inspections"), headings, rows, note, msgid("None."))


def _findings(look: Look, key: str) -> Table:
    columns = ["key", "detector", "statement", "analysed_on", "unit"]
    found = _latest(look, Finding, columns, "analysed_on", _MOST_ROWS, col(Finding.subject) == key)
    rows = [
        each | {"detector": Link("finding", each["key"], word(each["detector"]))} for each in records_of(found.rows)
    ]
    headings = {
        "detector": msgid("Detector"),
        "statement": msgid("What it says"),
        "analysed_on": msgid("Analysed on"),
        "unit": msgid("Unit"),
    }
    return Table(msgid("Findings"), headings, rows, _first_of(len(rows), found.total), msgid("None."))


def _declarations(look: Look, declarations: pd.DataFrame) -> Table:
    rows = [
        each
        | {
            "declaration_id": Link("declaration", each["declaration_id"], Code(each["declaration_id"])),
            "goods": each["goods_description"] or Code(each["first_hs_code"]),
            "value": Money(each["value"], look.currency),
        }
        for each in records_of(declarations.head(_MOST_ROWS))
    ]
    headings = {
        "declaration_id": msgid("Declaration"),
        "lodged_on": msgid("Lodged on"),
        "office": msgid("Office"),
        "goods": msgid("Goods"),
        "declarant": msgid("Declarant"),
        "items": msgid("Items"),
        "value": msgid("Declared value"),
    }
    note = _first_of(len(rows), len(declarations))
    return Table(msgid("Declarations"), headings, rows, note, msgid("None."))


def _linked(look: Look, key: str) -> Table:
    rows = [
        each
        | {
            "code": Link("enterprise", each["code"], Code(each["code"])),
            "shared": word(each["shared"]),
        }
        for each in records_of(enterprises_linked(look.stores, look.unit, key, _MOST_ROWS))
    ]
    headings = {
        "code": msgid("Enterprise"),
        "shared": msgid("What they share"),
        "by_what": msgid("Which"),
        "declarations": msgid("Declarations by it"),
    }
    note = Message("A declarant who serves many enterprises links none.")
    return Table(msgid("Linked enterprises"), headings, rows, note if rows else None, msgid("None."))


def _first_of(shown: int, every: int) -> Message | None:
    return Message("The latest {shown} of {all}.", {"shown": shown, "all": every}) if every > shown else None


def _related(look: Look, key: str) -> list[Link]:
    """Hints and information on it; what concerns the integrity of officers is none of an enterprise's page."""
    of_trade = col(Hint.family) != HintFamily.LAW_ENFORCEMENT
    hints = _latest(look, Hint, ["key", "rule"], "raised_on", _MOST_LEADS, col(Hint.subject) == key, of_trade)
    items = _latest(look, InformationItem, ["key"], "received_on", _MOST_LEADS, col(InformationItem.subject) == key)
    return [
        *(Link("hint", each["key"], word(each["rule"])) for each in reversed(records_of(hints.rows))),
        *(Link("information", each["key"]) for each in reversed(records_of(items.rows))),
    ]


def _latest(
    look: Look, table: type[SQLModel], columns: Sequence[str], by: str, most: int, *conditions: ColumnElement[bool]
) -> Listed:
    """The latest rows of units that the person sees, and how many there are; by: the column of their day."""
    rows = table.__table__.columns  # type: ignore[attr-defined]
    (key,) = table.__table__.primary_key.columns  # type: ignore[attr-defined]
    seen = rows["unit"].in_(look.units.seen_by(look.unit))
    order, page = [rows[by].desc(), key.desc()], Sought(per_page=most)
    return listed(look.stores.register, table, columns, [seen, *conditions], order=order, sought=page)


def _moves(look: Look, thing: Thing) -> Sequence[Move]:
    return [opening(subjects=[f"importer={thing.key}"])] if look.may(Action.OPEN_CASE) else []


KIND = Kind(
    "enterprise",
    msgid("Enterprises"),
    msgid("enterprise"),
    75,
    {
        "code": msgid("Number"),
        "name": msgid("Name"),
        "category": msgid("Enterprise category"),
        "declarations": msgid("Declarations"),
        "value": msgid("Declared value"),
        "last_lodged_on": msgid("Last lodged on"),
    },
    _rows,
    _thing,
    _moves,
)
