"""Findings of risk analysis: what was compared with what, the rows behind, and what became of it."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlmodel import col

from deployments.web.desk.acts import by_flow
from deployments.web.desk.look import Look
from deployments.web.desk.thing import (
    Chart,
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
from sql.register.tables import HandlingMeasure
from sql.terms import HandlingKind, Priority
from tasks.analysis.findings import (
    UnknownFindingError,
    evidence_of,
    finding_seen,
    findings_among,
    findings_beside,
    findings_sought,
)
from tasks.answering.asked import KINDS
from tasks.documents.charts import INK, stacked_bars
from tasks.persons.roles import Action
from tasks.records.declarations_seen import monthly_trade

_MOST_ROWS = 100
_MOST_OTHERS = 10
_MONTHS = 13
_PAST = timedelta(days=31 * _MONTHS)
_PLAIN_KINDS = {"importer": "enterprise", "declaration_id": "declaration"}
_USUAL_DAYS = 42


def _rows(look: Look, wish: Wish) -> Rows:
    since = None if wish.every or wish.search else look.today - timedelta(days=7)
    found = findings_sought(look.stores, look.unit, since, wish.sought)
    return Rows([_row(look, each) for each in records_of(found.rows)], found.total, found.best)


def _row(look: Look, finding: Mapping[str, Any]) -> Row:
    return Row(
        finding["key"],
        {
            "subject": finding["subject"],
            "statement": finding["statement"],
            "detector": word(finding["detector"]),
            "score": Share(finding["score"]),
            "stake": Money(finding["amount_at_stake"], look.currency),
            "unit": finding["unit"],
            "analysed_on": finding["analysed_on"],
        },
        None,
        Message("The strongest of {day}", {"day": finding["analysed_on"]}),
    )


def _thing(look: Look, key: str) -> Thing:
    try:
        finding = finding_seen(look.stores, look.unit, key)
    except UnknownFindingError as refusal:
        raise NotSeenError(key) from refusal
    subject, kind = finding["subject"], finding["subject_kind"]
    return Thing(
        key,
        Message("{detector:capitalized}: {subject}", {"detector": word(finding["detector"]), "subject": subject}),
        finding["unit"],
        None,
        [
            Fact(msgid("Subject"), Link(_PLAIN_KINDS.get(kind, ""), subject)),
            Fact(msgid("Subject by"), [word(each) for each in kind.split("+")]),
            Fact(msgid("Priority"), word(finding["priority"])),
            Fact(msgid("Method"), word(finding["method"])),
            Fact(msgid("Score"), Share(finding["score"])),
            Fact(msgid("At stake"), Money(finding["amount_at_stake"], look.currency)),
            Fact(msgid("Declarations"), finding["declarations"]),
            Fact(msgid("Analysed on"), finding["analysed_on"]),
            Fact(msgid("Unit"), UnitName(finding["unit"])),
            Fact(msgid("Number"), Code(key)),
        ],
        lead=finding["statement"],
        parts=[_compared(finding), *_trend(look, finding), _evidence(look, key), _others(look, finding)],
        related=_became(look, key),
        about=finding,
    )


def _compared(finding: Mapping[str, Any]) -> Table:
    rows = [{"what": word(name), "value": value} for name, value in json.loads(finding["compared"]).items()]
    headings = {"what": msgid("What was compared"), "value": msgid("Value")}
    return Table(msgid("What was compared"), headings, rows)


def _trend(look: Look, finding: Mapping[str, Any]) -> list[Chart]:
    """Declarations of the subject month by month, where there are enough to see one."""
    day: date = finding["analysed_on"]
    trade = monthly_trade(look.stores, look.unit, finding["subject_kind"], finding["subject"], day - _PAST)
    if len(trade) < 3:
        return []
    counts = trade.set_index(trade["month"].dt.strftime("%Y-%m"))[["declarations"]]
    values = {"first": counts.index[0], "last": counts.index[-1], "most": int(counts["declarations"].max())}
    says = Message("Declarations of the subject by month, {first} to {last}; at the most {most}.", values)
    return [Chart(msgid("Month by month"), stacked_bars(counts, {"declarations": INK}, "", ""), says)]


def _evidence(look: Look, key: str) -> Table:
    found = evidence_of(look.stores, key, look.unit)
    rows = [
        each
        | {
            "declaration_id": Link("declaration", each["declaration_id"], Code(each["declaration_id"])),
            "importer": Link("enterprise", each["importer"]),
            "hs_code": Code(each["hs_code"]),
            "value": Money(each["value"], look.currency),
        }
        for each in records_of(found.head(_MOST_ROWS))
    ]
    headings = {
        "declaration_id": msgid("Declaration"),
        "item_number": msgid("Item"),
        "lodged_on": msgid("Lodged on"),
        "office": msgid("Office"),
        "importer": msgid("Importer"),
        "hs_code": msgid("HS code"),
        "country_of_origin": msgid("Origin"),
        "net_mass": msgid("Net mass (kg)"),
        "value": msgid("Value"),
    }
    note = Message("The first {shown} of {all} items.", {"shown": len(rows), "all": len(found)})
    return Table(msgid("Items behind it"), headings, rows, note if len(found) > len(rows) else None)


def _others(look: Look, finding: Mapping[str, Any]) -> Table:
    """Other findings on the same subject, and other subjects that the same detector found on the day."""
    since = finding["analysed_on"] - _PAST
    same, alike = findings_beside(look.stores, look.unit, finding, since, _MOST_OTHERS)
    rows = [
        each
        | {
            "subject": Link("finding", each["key"], each["subject"]),
            "detector": word(each["detector"]),
            "score": Share(each["score"]),
        }
        for each in [*records_of(same), *records_of(alike)]
    ]
    headings = {
        "subject": msgid("Subject"),
        "detector": msgid("Detector"),
        "analysed_on": msgid("Analysed on"),
        "score": msgid("Score"),
        "statement": msgid("What it says"),
    }
    return Table(msgid("The same subject, and who else"), headings, rows, empty=msgid("Nothing else was found."))


def _became(look: Look, key: str) -> list[Link]:
    units = look.units.seen_by(look.unit)
    measures = look.stores.register.read(
        HandlingMeasure,
        ["key", "kind"],
        col(HandlingMeasure.finding) == key,
        col(HandlingMeasure.unit).in_(units),
        order_by=["key"],
    )
    asked = [
        Link(kind.name, each)
        for kind in KINDS
        for each in look.stores.register.read(
            kind.table, ["key"], col(kind.table.finding) == key, kind.unit.in_(units), order_by=["key"]
        )["key"]
    ]
    return [*(Link("measure", each["key"], word(each["kind"])) for each in records_of(measures)), *asked]


def _moves(look: Look, thing: Thing) -> Sequence[Move]:
    finding = thing.about
    if not look.may(Action.PROPOSE_HANDLING, finding["unit"]):
        return []
    return [_proposing(look, finding)]


def _proposing(look: Look, finding: Mapping[str, Any]) -> Move:
    run = by_flow(
        "propose_handling",
        priority=Priority(finding["priority"]),
        subjects=[finding["subject"]],
        subject_kind=finding["subject_kind"],
        acting_unit=finding["unit"],
        amount_at_stake=finding["amount_at_stake"],
    )

    def act(by: Look, values: Values) -> Summary:
        return run(by, {**values, "kind": HandlingKind(values["kind"])})

    def done(summary: Summary) -> Message:
        return Message(
            "Proposed: {unit} decides. Past inspections of the subject: {inspected}, with a violation: {found}.",
            {
                "unit": summary["approving_unit"],
                "inspected": summary["past_inspected"],
                "found": summary["past_found"],
            },
        )

    fields = [
        Field("kind", msgid("Measure"), "choice", choices=[(each.value, word(each)) for each in HandlingKind]),
        Field("statement", msgid("Why, in a sentence"), "text"),
        Field("what_to_check", msgid("What to check, or what is recommended"), "text"),
        Field("days", msgid("For how many days"), "whole", initial=str(_USUAL_DAYS), least=1),
    ]
    return Move("propose", msgid("Propose a measure"), act, done, fields)


def _among(look: Look, keys: Collection[str]) -> Collection[str]:
    return findings_among(look.stores, look.unit, keys)


KIND = Kind(
    "finding",
    msgid("Findings"),
    msgid("finding"),
    60,
    {
        "subject": msgid("Subject"),
        "statement": msgid("What it says"),
        "detector": msgid("Detector"),
        "score": msgid("Score"),
        "stake": msgid("At stake"),
        "unit": msgid("Unit"),
        "analysed_on": msgid("Analysed on"),
    },
    _rows,
    _thing,
    _moves,
    seen=_among,
)
