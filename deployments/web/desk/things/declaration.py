"""Declarations: their versions and items, the decision on each and why, and re-routing by an officer."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlmodel import col

from blocks.settings import Settings
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
)
from deployments.web.desk.values import Code, Link, Money, Share, UnitName
from sql.messages import Message, msgid, word
from sql.register import records_of
from sql.register.tables import CaseDeclaration, CaseFile, Finding, FindingDeclaration, Inspection
from sql.terms import ExceptionKind, Lane, TaskState
from tasks.clearance.decision.advice import advice_message
from tasks.clearance.inspections.exception_reasons import reasons
from tasks.clearance.inspections.inspections import change_lane
from tasks.persons.roles import Action
from tasks.records.declaration_changes import COMPARED
from tasks.records.declarations_seen import (
    DeclarationNotSeenError,
    DeclarationSeen,
    declaration_seen,
    declarations_seen,
)

_LATELY = timedelta(days=7)
_LONG_AGO = date(1900, 1, 1)
_ITEM = {
    "item_number": msgid("Item"),
    "hs_code": msgid("HS code"),
    "goods_description": msgid("Goods"),
    "country_of_origin": msgid("Origin"),
    "net_mass": msgid("Net mass (kg)"),
    "quantity": msgid("Quantity"),
    "unit": msgid("Unit of quantity"),
    "value": msgid("Value"),
    "duty_rate": msgid("Duty rate (%)"),
    "licences": msgid("Licences"),
}


def _rows(look: Look, wish: Wish) -> Rows:
    """Those of the last week, or any that speak of the words."""
    since = _LONG_AGO if wish.every or wish.search else look.today - _LATELY
    found, total = declarations_seen(
        *(look.stores, look.unit, wish.typed, since), named=wish.named, page=wish.page, per_page=wish.per_page
    )
    return Rows([_row(look, each) for each in records_of(found)], total)


def _row(look: Look, declaration: Mapping[str, Any]) -> Row:
    return Row(
        declaration["declaration_id"],
        {
            "number": Code(declaration["declaration_id"]),
            "importer": declaration["importer"],
            "goods": declaration["goods_description"] or Code(declaration["first_hs_code"]),
            "items": declaration["items"],
            "value": Money(declaration["value"], look.currency),
            "office": declaration["office"],
            "lodged_on": declaration["lodged_on"],
        },
    )


def _thing(look: Look, key: str) -> Thing:
    try:
        seen = declaration_seen(look.stores, look.unit, key)
    except DeclarationNotSeenError as refusal:
        raise NotSeenError(key) from refusal
    header = records_of(seen.versions.head(1))[0]
    decisions = records_of(seen.decisions)
    decision = decisions[0] if decisions else None
    return Thing(
        key,
        Code(key),
        header["office"],
        _lane(seen, decision),
        [
            Fact(msgid("Importer"), Link("enterprise", header["importer"])),
            Fact(msgid("Office"), UnitName(header["office"])),
            Fact(msgid("Lodged on"), header["lodged_on"]),
            Fact(msgid("Direction"), header["direction"] and word(header["direction"])),
            Fact(msgid("Version"), header["version"]),
            Fact(msgid("Seller"), header["seller"]),
            Fact(msgid("Declarant"), header["declarant"]),
            Fact(msgid("Country of departure"), header["country_of_departure"]),
            Fact(msgid("Route"), _joined(header["route"])),
            Fact(msgid("Containers"), _joined(header["containers"])),
            Fact(msgid("Gross mass (kg)"), header["gross_mass"]),
            Fact(msgid("Packages"), header["packages"]),
            Fact(msgid("Enterprise category"), header["enterprise_category"]),
            *_re_routed(seen),
        ],
        lead=None if decision is None else advice_message(decision["advice"]),
        parts=[_decisions(decisions), _items(look, seen.versions), _changes(seen.versions)],
        related=_related(look, key),
        about={"office": header["office"], "decision": decision, "re_routed": seen.re_routed, "key": key},
    )


def _joined(values: Any) -> str | None:
    return None if values is None or isinstance(values, float) else ", ".join(map(str, values)) or None


def _lane(seen: DeclarationSeen, decision: Mapping[str, Any] | None) -> Message | None:
    if seen.re_routed is not None:
        return word(seen.re_routed["lane_after"])
    return None if decision is None else word(decision["lane"])


def _re_routed(seen: DeclarationSeen) -> list[Fact]:
    if seen.re_routed is None:
        return []
    changed = records_of([seen.re_routed])[0]
    return [
        Fact(msgid("Re-routed on"), changed["changed_on"]),
        Fact(msgid("Re-routed by"), Link("person", changed["officer"])),
        Fact(msgid("Lane before"), word(changed["lane_before"])),
        Fact(msgid("Reason"), Message(changed["reason"])),
    ]


def _decisions(decisions: Sequence[Mapping[str, Any]]) -> Table:
    rows = [
        {
            **each,
            "lane": word(each["lane"]),
            "selected_by": each["selected_by"] and word(each["selected_by"]),
            "rating": Share(each["rating"]),
            "rating_reasons": advice_message(each["rating_reasons"] or ""),
            "advice": advice_message(each["advice"]),
            "parameters": Code(each["parameters"].replace(";", ", ")),
        }
        for each in decisions
    ]
    headings = {
        "version": msgid("Version"),
        "business_day": msgid("Decided on"),
        "lane": msgid("Lane"),
        "selected_by": msgid("Selected by"),
        "rating": msgid("Rated likely to violate"),
        "rating_reasons": msgid("Because"),
        "parameters": msgid("Parameters that hit"),
        "advice": msgid("Advice"),
    }
    return Table(msgid("Decision and why"), headings, rows, empty=msgid("It has no decision yet."))


def _items(look: Look, versions: pd.DataFrame) -> Table:
    latest = records_of(versions[versions["version"] == versions["version"].max()])
    rows = [
        each
        | {
            "hs_code": Code(each["hs_code"]),
            "value": Money(each["value"], look.currency),
            "licences": _joined(each["licences"]),
        }
        for each in latest
    ]
    return Table(msgid("Goods items"), _ITEM, rows)


def _changes(versions: pd.DataFrame) -> Table:
    """Each version with what it changed in the one before."""
    numbers = sorted(versions["version"].unique())
    parts = {number: versions[versions["version"] == number].set_index("item_number") for number in numbers}
    rows = []
    for place, number in enumerate(numbers):
        first = records_of(parts[number].head(1))[0]
        changed = [] if place == 0 else _changed(parts[numbers[place - 1]], parts[number])
        rows.append(
            {
                "version": int(number),
                "function": word(first["function"] or "lodged"),
                "received": first["received_at"] or first["lodged_on"],
                "items": len(parts[number]),
                "changed": [word(name) for name in changed],
            }
        )
    headings = {
        "version": msgid("Version"),
        "function": msgid("What it is"),
        "received": msgid("Received on"),
        "items": msgid("Items"),
        "changed": msgid("What it changed"),
    }
    return Table(msgid("Versions"), headings, rows[::-1])


def _changed(before: pd.DataFrame, after: pd.DataFrame) -> list[str]:
    if list(before.index) != list(after.index):
        return ["item_number"]
    return [name for name in COMPARED if name in after and _texts(before, name) != _texts(after, name)]


def _texts(rows: pd.DataFrame, name: str) -> list[str]:
    return [str(value) for value in rows[name]]


def _related(look: Look, key: str) -> list[Link]:
    """Its inspection, its cases and the findings that rest on it, as far as the person sees them."""
    register, units = look.stores.register, look.units.seen_by(look.unit)
    inspected = register.read(Inspection, ["declaration_id"], col(Inspection.declaration_id) == key)
    cases = register.read(
        CaseFile,
        ["number"],
        col(CaseFile.unit).in_(units),
        col(CaseFile.number).in_(
            register.read(CaseDeclaration, ["case_number"], col(CaseDeclaration.declaration_id) == key)[
                "case_number"
            ].tolist()
        ),
        order_by=["number"],
    )
    findings = register.read(
        Finding,
        ["key", "detector"],
        col(Finding.unit).in_(units),
        col(Finding.key).in_(
            register.read(FindingDeclaration, ["finding"], col(FindingDeclaration.declaration_id) == key)[
                "finding"
            ].tolist()
        ),
        order_by=["key"],
    )
    return [
        *(Link("inspection", each) for each in inspected["declaration_id"]),
        *(Link("case", each) for each in cases["number"]),
        *(Link("finding", each["key"], word(each["detector"])) for each in records_of(findings)),
    ]


def _moves(look: Look, thing: Thing) -> Sequence[Move]:
    about = thing.about
    if about["decision"] is None or about["re_routed"] is not None or not look.may(Action.RE_ROUTE, about["office"]):
        return []
    inspection = look.stores.register.read(
        Inspection, ["state"], col(Inspection.declaration_id) == about["key"], col(Inspection.state) == TaskState.DONE
    )
    return [] if len(inspection) else [_re_routing(about)]


def _re_routing(about: Mapping[str, Any]) -> Move:
    key = about["key"]

    def act(look: Look, values: Values) -> Summary:
        return change_lane(
            look.stores,
            key,
            Lane(values["lane"]),
            officer=look.person.number,
            unit=look.unit,
            reason=values["reason"],
            as_of=look.today,
            key=Settings().chance_key(look.stores.folder),
            note=values["note"] or "",
        )

    def done(summary: Summary) -> Message:
        values = {"declaration": key, "lane": word(summary["lane_after"]), "outcome": word(summary["outcome"])}
        return Message("{declaration} goes to the {lane} lane: {outcome}.", values)

    lanes = [(each.value, word(each)) for each in Lane if each != about["decision"]["lane"]]
    listed = [(each.code, Message(each.sentence)) for each in reasons().values() if each.kind is ExceptionKind.RE_ROUTE]
    fields = [
        Field("lane", msgid("New lane"), "choice", choices=lanes),
        Field("reason", msgid("Reason of the national list"), "choice", choices=listed),
        Field("note", msgid("What the inspector is to look at"), "text", required=False),
    ]
    return Move("re-route", msgid("Re-route to another lane"), act, done, fields, grave=True)


KIND = Kind(
    "declaration",
    msgid("Declarations"),
    msgid("declaration"),
    70,
    {
        "number": msgid("Number"),
        "importer": msgid("Importer"),
        "goods": msgid("Goods"),
        "items": msgid("Items"),
        "value": msgid("Value"),
        "office": msgid("Office"),
        "lodged_on": msgid("Lodged on"),
    },
    _rows,
    _thing,
    _moves,
)
