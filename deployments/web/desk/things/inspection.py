"""Inspections: what to check by item and why, the result, and departures for a reason of the national list."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlmodel import col

from blocks.settings import Settings
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
    Summary,
    Table,
    Thing,
    Values,
    Wish,
    Work,
)
from deployments.web.desk.values import Code, Link, Money, Share, UnitName
from sql.messages import Message, msgid, word
from sql.register import records_of
from sql.register.tables import Inspection, RiskParameter
from sql.terms import ExceptionKind, TaskState, Violation
from tasks.clearance.decision.advice import advice_message
from tasks.clearance.inspections.exception_reasons import Reason, reasons
from tasks.clearance.inspections.exceptions import earlier_exceptions, make_exception
from tasks.clearance.inspections.inspections import check_result_by
from tasks.clearance.inspections.listing import (
    inspection_seen,
    inspections_among,
    inspections_sought,
    inspections_to_record,
)
from tasks.clearance.inspections.refused import InspectionRefusedError
from tasks.persons.roles import Action
from tasks.records.declarations_seen import DeclarationNotSeenError, declaration_seen

_MOST_WORK = 8


def _rows(look: Look, wish: Wish) -> Rows:
    states = tuple(TaskState) if wish.every else (TaskState.OPEN,)
    found = inspections_sought(look.stores, look.unit, states, wish.sought)
    return Rows([_row(look, each) for each in records_of(found.rows)], found.total, found.best)


def _row(look: Look, inspection: Mapping[str, Any]) -> Row:
    return Row(
        inspection["declaration_id"],
        {
            "declaration": Code(inspection["declaration_id"]),
            "importer": inspection["importer"],
            "office": inspection["office"],
            "what": advice_message(inspection["what_to_check"]),
            "ground": word(inspection["selected_by"]),
            "inspector": inspection["inspector"],
            "state": _state(inspection),
        },
        None,
        _why(look, inspection),
    )


def _why(look: Look, inspection: Mapping[str, Any]) -> Message | None:
    if inspection["state"] != TaskState.OPEN:
        return None
    days = (look.today - inspection["requested_on"]).days
    if inspection["inspector"] == look.person.number:
        return Message("Drawn for you; waits since {day}", {"day": inspection["requested_on"]})
    return Message("Waits for {days} days", {"days": days}) if days else Message("Requested today")


def _state(inspection: Mapping[str, Any]) -> Message:
    if inspection["violation"] is None:
        return word("waiting" if inspection["state"] == TaskState.OPEN else inspection["state"])
    return word("no violation" if inspection["violation"] == Violation.NONE else inspection["violation"])


def _thing(look: Look, key: str) -> Thing:
    try:
        inspection = inspection_seen(look.stores, look.unit, key)
    except InspectionRefusedError as refusal:
        raise NotSeenError(key) from refusal
    items = _items(look, key)
    return Thing(
        key,
        Message("Inspection of {declaration}", {"declaration": key}),
        inspection["office"],
        _state(inspection),
        [
            Fact(msgid("Importer"), Link("enterprise", inspection["importer"])),
            Fact(msgid("Office"), UnitName(inspection["office"])),
            Fact(msgid("Lane"), word(inspection["lane"])),
            Fact(msgid("Selected by"), word(inspection["selected_by"])),
            Fact(msgid("Chance of selection"), Share(inspection["selection_probability"])),
            Fact(msgid("Rated likely to violate"), Share(inspection["rating"])),
            Fact(msgid("Lodged on"), inspection["lodged_on"]),
            Fact(msgid("Requested on"), inspection["requested_on"]),
            Fact(msgid("Inspector"), inspection["inspector"] and Link("person", inspection["inspector"])),
            *_result(look, inspection),
        ],
        lead=advice_message(inspection["what_to_check"]),
        parts=[_to_check(look, inspection, items), _hits(look, inspection)],
        related=[Link("declaration", key)],
        why=_why(look, inspection),
        about=inspection | {"item_numbers": [each["item_number"] for each in items]},
    )


def _result(look: Look, inspection: Mapping[str, Any]) -> list[Fact]:
    if inspection["state"] == TaskState.WITHDRAWN:
        return [Fact(msgid("Withdrawn because"), inspection["withdrawn_because"])]
    if inspection["inspected_on"] is None:
        return []
    return [
        Fact(msgid("Inspected on"), inspection["inspected_on"]),
        Fact(msgid("Kind of violation"), inspection["kind"] and word(inspection["kind"])),
        Fact(msgid("Item"), inspection["item_number"]),
        Fact(msgid("Duty recovered"), Money(inspection["recovered_duty"], look.currency)),
        Fact(msgid("Officer hours"), inspection["officer_hours"]),
    ]


def _items(look: Look, key: str) -> list[dict[str, Any]]:
    """The goods items of the version that was last decided on."""
    try:
        versions = declaration_seen(look.stores, look.unit, key).versions
    except DeclarationNotSeenError:
        return []
    return records_of(versions[versions["version"] == versions["version"].max()])


def _to_check(look: Look, inspection: Mapping[str, Any], items: Sequence[Mapping[str, Any]]) -> Table:
    chosen = set(inspection["items"].split(";")) - {""}
    rows = [
        {
            **each,
            "check": Message("check this") if not chosen or str(each["item_number"]) in chosen else None,
            "hs_code": Code(each["hs_code"]),
            "value": Money(each["value"], look.currency),
        }
        for each in items
    ]
    headings = {
        "item_number": msgid("Item"),
        "check": msgid("To check"),
        "hs_code": msgid("HS code"),
        "goods_description": msgid("Goods"),
        "country_of_origin": msgid("Origin"),
        "net_mass": msgid("Net mass (kg)"),
        "quantity": msgid("Quantity"),
        "unit": msgid("Unit of quantity"),
        "value": msgid("Value"),
    }
    return Table(msgid("What to check, by item"), headings, rows, empty=msgid("Its items are not known here."))


def _hits(look: Look, inspection: Mapping[str, Any]) -> Table:
    """The parameters that hit it; those of units above have no page for whoever stands below."""
    codes = [each for each in inspection["parameters"].split(";") if each]
    found = look.stores.register.read(
        RiskParameter,
        ["code", "owner", "reason", "instruction", "version"],
        col(RiskParameter.code).in_(codes),
        order_by=["code", "version"],
    )
    rows = [
        each
        | {
            "code": Link(
                "parameter" if look.units.holds(look.unit, each["owner"]) else "", each["code"], Code(each["code"])
            )
        }
        for each in records_of(found.drop_duplicates("code", keep="last"))
    ]
    headings = {"code": msgid("Parameter"), "reason": msgid("Why"), "instruction": msgid("What to check")}
    return Table(msgid("Parameters that hit"), headings, rows, empty=msgid("No parameter hit it."))


def _moves(look: Look, thing: Thing) -> Sequence[Move]:
    moves = []
    if _may_record(look, thing.about):
        moves.append(_recording(look, thing.about))
    if excuses := _excuses(look, thing.about):
        moves.append(_departing(thing.key, excuses))
    return moves


def _may_record(look: Look, inspection: Mapping[str, Any]) -> bool:
    if not look.may(Action.RECORD_INSPECTION, inspection["office"]):
        return False
    row = Inspection(**{name: inspection[name] for name in Inspection.model_fields if name in inspection})
    try:
        check_result_by(row, look.person.number, look.today)
    except InspectionRefusedError:
        return False
    return True


def _recording(look: Look, inspection: Mapping[str, Any]) -> Move:
    key, numbers = inspection["declaration_id"], inspection["item_numbers"]
    found = [
        (Violation.NONE.value, Message("no violation")),
        (Violation.VIOLATION.value, Message("a violation")),
        (Violation.CRITICAL.value, Message("critical: it endangers public safety or society")),
    ]
    about = [Field("item_number", msgid("Item that it is about"), "choice", required=False)]
    about = [
        Field(each.name, each.label, each.kind, each.required, [(str(number), number) for number in numbers])
        for each in about
        if len(numbers) > 1
    ]
    fields = [
        Field("violation", msgid("What was found"), "choice", choices=found),
        *about,
        Field("kind", msgid("Kind of violation"), required=False, help=msgid("In a word: value, licence, origin …")),
        Field("recovered_duty", msgid("Duty recovered"), "number", required=False),
        Field("officer_hours", msgid("Officer hours"), "number", required=False),
    ]

    def done(summary: Summary) -> Message:
        says = Message("Recorded for {declaration}: {found}.", {"declaration": key, "found": _found(summary)})
        return says

    return Move("record", msgid("Record the result"), _record(key), done, fields)


def _found(summary: Summary) -> Message:
    return word("no violation" if summary["violation"] == Violation.NONE else summary["violation"])


def _record(key: str) -> Any:
    run = by_flow("record_inspection_result", declaration_id=key)

    def act(look: Look, values: Values) -> Summary:
        number = values.get("item_number")
        entered = {**values, "violation": Violation(values["violation"])}
        return run(look, entered | {"item_number": None if number is None else int(number)})

    return act


def _excuses(look: Look, inspection: Mapping[str, Any]) -> list[Reason]:
    """Reasons of the list for a departure that the inspection has not had yet."""
    if inspection["state"] != TaskState.OPEN or not look.may(Action.MAKE_EXCEPTION, inspection["office"]):
        return []
    with look.stores.register.reading() as session:
        had = {kind: earlier_exceptions(session, inspection["declaration_id"], kind) for kind in ExceptionKind}
    left = [kind for kind, times in had.items() if not times and kind is not ExceptionKind.RE_ROUTE]
    if inspection["inspector"] is None and ExceptionKind.RE_ASSIGNMENT in left:
        left.remove(ExceptionKind.RE_ASSIGNMENT)
    return [each for each in reasons().values() if each.kind in left]


def _departing(key: str, excuses: Sequence[Reason]) -> Move:
    def act(look: Look, values: Values) -> Summary:
        return make_exception(
            look.stores,
            key,
            values["reason"],
            officer=look.person.number,
            unit=look.unit,
            as_of=look.today,
            key=Settings().chance_key(look.stores.folder),
            note=values["note"] or "",
        )

    def done(summary: Summary) -> Message:
        values = {"kind": word(summary["kind"]), "outcome": word(summary["outcome"]), "declaration": key}
        return Message("{kind:capitalized} of {declaration}: {outcome}.", values)

    choices = [
        (each.code, Message("{kind}: {reason}", {"kind": word(each.kind), "reason": Message(each.sentence)}))
        for each in excuses
    ]
    fields = [
        Field("reason", msgid("Reason of the national list"), "choice", choices=choices),
        Field("note", msgid("What else there is to say"), "text", required=False),
    ]
    return Move("depart", msgid("Depart from the inspection"), act, done, fields, grave=True)


def _work(look: Look) -> Sequence[Work]:
    """Open inspections that the person may record: their own by the draw first."""
    if not look.may(Action.RECORD_INSPECTION):
        return ()
    waiting = inspections_to_record(look.stores, look.unit, look.person.number, _MOST_WORK)
    return [Work(msgid("Inspections"), [_row(look, each) for each in records_of(waiting.rows)], waiting.total)]


def _among(look: Look, declarations: Collection[str]) -> Collection[str]:
    return inspections_among(look.stores, look.unit, declarations)


KIND = Kind(
    "inspection",
    msgid("Inspections"),
    msgid("inspection"),
    50,
    {
        "declaration": msgid("Declaration"),
        "importer": msgid("Importer"),
        "office": msgid("Office"),
        "what": msgid("What to check"),
        "ground": msgid("Selected by"),
        "inspector": msgid("Inspector"),
        "state": msgid("State"),
    },
    _rows,
    _thing,
    _moves,
    _work,
    seen=_among,
)
