"""What was recorded of the procedure of a case, as tables of its page."""

from collections.abc import Mapping, Sequence
from dataclasses import Field, fields
from typing import Any

from deployments.web.desk.look import Look
from deployments.web.desk.thing import Table
from deployments.web.desk.values import Code, Link, Money
from sql.messages import Message, msgid, word
from tasks.post_clearance.procedure.facts import CaseNow, Recorded
from tasks.post_clearance.procedure.keeping import record_kinds
from tasks.post_clearance.procedure.record import Record

_NO_AMOUNTS = ("share",)


def procedure_tables(look: Look, now: CaseNow) -> list[Table]:
    """A table of every kind of record that is in force, in the order of the procedure."""
    kept = {kind: now.recorded(kind) for kind in record_kinds().values()}
    return [_table(look, now, kind, own) for kind, own in kept.items() if own]


def _table(look: Look, now: CaseNow, kind: type[Record], own: Sequence[tuple[Recorded, Record]]) -> Table:
    shown = [each for each in fields(kind) if each.metadata and _says_something(each, own)]
    rows: list[Mapping[str, Any]] = [
        {each.name: _cell(look, now, each, getattr(record, each.name)) for each in shown}
        | {"recorded_on": kept.recorded_on, "recorded_by": Link("person", kept.recorded_by, word(kept.recorded_by))}
        for kept, record in own
    ]
    headings = {each.name: str(each.metadata["label"]) for each in shown}
    headings |= {"recorded_on": msgid("Recorded on"), "recorded_by": msgid("By whom")}
    return Table(kind.SECTION, headings, rows)


def _says_something(field: "Field[Any]", own: Sequence[tuple[Recorded, Record]]) -> bool:
    return field.name != "currency" and any(getattr(record, field.name) not in (None, [], "") for _, record in own)


def _cell(look: Look, now: CaseNow, field: "Field[Any]", value: Any) -> Any:
    """A value as the page shows it: words of choices, officers and declarations as links, amounts with a currency."""
    kind = field.metadata.get("kind")
    if isinstance(value, list):
        return [_named(now, kind, each) for each in value]
    if isinstance(value, float) and field.name not in _NO_AMOUNTS:
        return Money(value, look.currency)
    if not isinstance(value, str) or kind not in (None, "choice"):
        return value
    return _named(now, kind, value)


def _named(now: CaseNow, kind: str | None, value: str) -> Any:
    names = {each.number: each.name for each in now.officers}
    if kind in ("choice", "several") and value in names:
        return Link("person", value, names[value])
    if kind in ("declarations", "other_declarations"):
        return Link("declaration", value, Code(value))
    if kind == "items":
        return Code(value.replace("|", " · "))
    first, *more = (word(part) for part in value.split("|"))  # a measure is named by kind, object, day
    for each in more:
        first = Message("{one} · {other}", {"one": first, "other": each})
    return first
