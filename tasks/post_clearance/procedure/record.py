"""What a record of the procedure is: a dataclass whose fields say how they are asked for.

A new kind of record is one more class of `audit_records` or `smuggling_records`; form, command, journal, trail and case
file follow from it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any, ClassVar, Literal, Self

from sql.messages import Message
from sql.terms import CaseKind, CaseState
from tasks.post_clearance.case_states import CaseRefusedError
from tasks.post_clearance.procedure.facts import CaseNow

AskedKind = Literal[
    "line", "text", "day", "time", "number", "choice", "several", "declarations", "items", "other_declarations"
]
Choices = Sequence[tuple[str, Any]]  # what is entered, and how it is shown
First = Callable[[CaseNow, str, date], Any]  # what stands in a field first: of a case, for an actor, on a day
ALL = "all"  # declarations of the case


@dataclass(frozen=True)
class Asked:
    """A field of a form. label: text of the catalogues. choices: what can be entered, and how it is shown.

    kind: line, text (several lines), day, time, number, or choice. Joined by ; are several of the choices;
    declarations of the case, or `all`; goods items of these, as DECLARATION|NUMBER; and other_declarations, which are
    not of the case yet. Choices of a line are suggestions. initial: what stands there first.
    """

    name: str
    label: str
    kind: AskedKind
    required: bool = True
    choices: Choices = ()
    least: float | None = 0.0
    initial: str = ""


@dataclass(frozen=True)
class Record:
    """A record of the procedure of a case.

    KIND: its name, which is also the move that makes it and the event of the journal. TITLE, SECTION: of the form and
    of its table in the case file, texts of the catalogues. CASE: the kind of case that has it. STATES: in which it is
    made.
    """

    KIND: ClassVar[str]
    TITLE: ClassVar[str]
    SECTION: ClassVar[str]
    CASE: ClassVar[CaseKind]
    STATES: ClassVar[frozenset[CaseState]]

    def natural_key(self) -> str:
        """What tells it from others of its kind in the case."""
        raise NotImplementedError

    def settled(self, now: CaseNow, as_of: date) -> Self:
        """The record as it is kept. Raises CaseRefusedError where the rules do not allow it."""
        return self

    def told(self) -> Message:
        """The entry of the journal."""
        raise NotImplementedError

    def due_on(self) -> date | None:
        """When what it orders must end."""
        return None

    @classmethod
    def hindrance(cls, now: CaseNow) -> str | None:
        """Why it cannot be made now, though the state allows it, in a sentence; None where it can."""
        return None


def asked(
    label: str,
    kind: AskedKind = "line",
    *,
    required: bool = True,
    choices: Callable[[CaseNow], Choices] | None = None,
    least: float | None = 0.0,
    first: First | None = None,
) -> Any:
    """A field of a record that a form asks for; one that is not required is None where it is left empty."""
    about = {"label": label, "kind": kind, "choices": choices, "least": least, "first": first}
    return field(metadata=about) if required else field(default=None, metadata=about)


def derived(label: str, default: Any = None) -> Any:
    """A field that the rules fill in, shown beside the others in the case file."""
    return field(default=default, metadata={"label": label})


def asked_fields(record: type[Record], now: CaseNow) -> list[Asked]:
    """The fields of the form of a record, with what can be chosen now."""
    return [_asked(each, now) for each in fields(record) if "kind" in each.metadata]


def begun_fields(record: type[Record], now: CaseNow, actor: str, as_of: date) -> list[Asked]:
    """The same, each with what stands there first for who fills the form in on a day."""
    first = {each.name: each.metadata.get("first") for each in fields(record)}
    return [_begun(each, first[each.name], now, actor, as_of) for each in asked_fields(record, now)]


def _begun(field: Asked, first: First | None, now: CaseNow, actor: str, as_of: date) -> Asked:
    value = None if first is None else first(now, actor, as_of)
    if value is None and field.kind == "choice" and field.required and len(field.choices) == 1:
        value = field.choices[0][0]
    return field if value is None else replace(field, initial=str(value))


def on_the_day(now: CaseNow, actor: str, as_of: date) -> date:
    """A day that is mostly the one on which it is recorded."""
    return as_of


def entered(record: type[Record], now: CaseNow, given: Mapping[str, Any]) -> Record:
    """The record that was entered; values are text, or already of their kind. Raises CaseRefusedError for all faults.

    given: by the names of the fields; empty text is nothing.
    """
    wanted = {each.name: each for each in asked_fields(record, now)}
    faults = [f"{name} is no field: use {', '.join(wanted)}" for name in given if name not in wanted]
    values: dict[str, Any] = {}
    for name, each in wanted.items():
        value = given.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            values[name] = None
            if each.required:
                faults.append(f"{name} is missing")
            continue
        try:
            values[name] = _value(each, value, now)
        except ValueError as fault:
            faults.append(f"{name}: {fault}")
    if faults:
        raise CaseRefusedError(f"{record.KIND}: {'; '.join(faults)}")
    return record(**values)


def _asked(each: "Field[Any]", now: CaseNow) -> Asked:
    about = each.metadata
    choices = about["choices"]
    return Asked(
        each.name,
        about["label"],
        about["kind"],
        each.default is MISSING,
        () if choices is None else tuple(choices(now)),
        about["least"],
    )


def _value(field: Asked, value: Any, now: CaseNow) -> Any:
    """A value of the kind of its field. Raises ValueError with what is wrong."""
    if field.kind == "day":
        return value if isinstance(value, date) else _day(str(value))
    if field.kind == "number":
        return _number(field, value)
    text = str(value).strip()
    if field.kind == "choice" and text not in [each for each, _ in field.choices]:
        raise ValueError(f"{text} is none of {', '.join(each for each, _ in field.choices) or 'nothing to choose'}")
    if field.kind == "declarations":
        return _declarations(text, now)
    if field.kind in ("several", "items", "other_declarations"):
        return list(dict.fromkeys(each.strip() for each in re.split("[;,]", text) if each.strip()))
    if field.kind == "time":
        return _time(text)
    return text


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise ValueError(f"{text} is no day: write YYYY-MM-DD") from None


def _time(text: str) -> str:
    try:
        return f"{datetime.strptime(text[:5], '%H:%M'):%H:%M}"
    except ValueError:
        raise ValueError(f"{text} is no time: write HH:MM, such as 09:30") from None


def _number(field: Asked, value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ValueError(f"{value} is no number") from None
    if not (field.least is None or number >= field.least) or number in (float("inf"), float("-inf")):
        raise ValueError(f"{value} cannot be: give {field.least:g} or more")
    return number


def _declarations(text: str, now: CaseNow) -> list[str]:
    if text == ALL:
        return list(now.declarations)
    named = list(dict.fromkeys(each.strip() for each in text.split(";") if each.strip()))
    unknown = [each for each in named if each not in now.declarations]
    if unknown or not named:
        raise ValueError(f"{', '.join(unknown) or 'nothing'} is not involved in {now.number}")
    return named
