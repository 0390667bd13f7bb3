"""Reading the form of a move: what was entered, as values, and what is wrong with it, said at each field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any
from urllib.parse import parse_qs

from deployments.web.desk.thing import Field
from sql.messages import Message

PREFIX = "f."  # of the names of fields, so that none is taken for what the desk itself sends
MOST_FIELDS = 2_000


class FormFaultError(ValueError):
    """A form that no page of the desk sends."""


@dataclass(frozen=True)
class Sent:
    """A form as it was sent: each name with its values."""

    values: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, body: bytes) -> "Sent":
        """The form in the body of a request. Raises FormFaultError."""
        try:
            return cls(parse_qs(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"))
        except ValueError as problem:
            raise FormFaultError("this is no form of the desk") from problem

    def one(self, name: str) -> str:
        """The value of a name; empty where it was not sent."""
        return next(iter(self.values.get(name, ())), "")

    def all(self, name: str) -> list[str]:
        """Every value of a name, each once."""
        return list(dict.fromkeys(self.values.get(name, ())))


@dataclass(frozen=True)
class Entered:
    """What was entered in the fields of a move: the values, or the faults by field. kept: as it was typed."""

    values: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, Message] = field(default_factory=dict)
    kept: dict[str, str | list[str]] = field(default_factory=dict)


def entered(fields: Sequence[Field], sent: Sent) -> Entered:
    """The values that a form brings for the fields; an optional one that is empty is None."""
    found = Entered()
    for each in fields:
        if each.kind == "several":
            _take_several(each, sent.all(PREFIX + each.name), found)
            continue
        typed = sent.one(PREFIX + each.name).strip()
        found.kept[each.name] = typed
        if not typed:
            found.values[each.name] = None
            if each.required:
                found.faults[each.name] = Message("Fill this in.")
            continue
        try:
            found.values[each.name] = _value(each, typed)
        except _FieldFaultError as fault:
            found.faults[each.name] = fault.says
    return found


def _take_several(field: Field, chosen: list[str], found: Entered) -> None:
    """Several choices as a list; none of them as None."""
    chosen = [each for each in chosen if each]
    found.kept[field.name] = chosen
    found.values[field.name] = chosen or None
    if field.required and not chosen:
        found.faults[field.name] = Message("Choose at least one of the list.")
    elif not {value for value, _ in field.choices}.issuperset(chosen):
        found.faults[field.name] = Message("Choose some of the list.")


class _FieldFaultError(ValueError):
    def __init__(self, says: Message) -> None:
        super().__init__(str(says))
        self.says = says


def _value(field: Field, typed: str) -> Any:
    if field.kind == "choice":
        if typed not in [value for value, _ in field.choices]:
            raise _FieldFaultError(Message("Choose one of the list."))
        return typed
    if field.kind == "day":
        try:
            return date.fromisoformat(typed)
        except ValueError:
            raise _FieldFaultError(Message("Write a day as YYYY-MM-DD.")) from None
    if field.kind == "time":
        try:
            return f"{time.fromisoformat(typed):%H:%M}"
        except ValueError:
            raise _FieldFaultError(Message("Write a time as HH:MM.")) from None
    if field.kind in ("number", "whole"):
        return _number(field, typed)
    if len(typed) > field.longest:
        raise _FieldFaultError(Message("Write at most {most} signs.", {"most": field.longest}))
    if field.kind == "line" and not typed.isprintable():
        raise _FieldFaultError(Message("Write one line, without signs that cannot be seen."))
    return typed


def _number(field: Field, typed: str) -> float | int:
    try:
        plain = typed.replace(",", "").replace(" ", "")
        number = int(plain) if field.kind == "whole" else float(plain)
    except ValueError:
        raise _FieldFaultError(Message("Write a number.")) from None
    if number != number or abs(number) == float("inf"):
        raise _FieldFaultError(Message("Write a number."))
    if field.least is not None and number < field.least:
        raise _FieldFaultError(Message("Write {least} or more.", {"least": f"{field.least:g}"}))
    return number
