"""The published format of risk parameters: read from YAML or JSON, every fault told at once with its place."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from sql.terms import Lane, Priority
from tasks.parameters.columns import COLUMNS, ColumnKind

_FIELDS = (*("code", "owner", "priority", "lane", "reason", "instruction", "valid_from", "valid_to", "conditions"),)
_REQUIRED = tuple(name for name in _FIELDS if name != "valid_to")
_TAKES = {
    ColumnKind.TEXT: {"in", "prefix", "present"},
    ColumnKind.TEXTS: {"in", "prefix", "present"},
    ColumnKind.NUMBER: {"min", "max", "present"},
}


@dataclass(frozen=True)
class Condition:
    """What one column must satisfy; several kinds may stand together and all must hold."""

    among: tuple[str, ...] | None = None
    prefixes: tuple[str, ...] | None = None
    minimum: float | None = None  # inclusive
    maximum: float | None = None  # exclusive
    present: bool | None = None


@dataclass(frozen=True)
class Parameter:
    """One risk parameter as it is published."""

    code: str
    owner: str
    priority: Priority
    lane: Lane
    reason: str
    instruction: str
    valid_from: date
    valid_to: date | None
    conditions: Mapping[str, Condition]


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and where."""

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


class ParameterFaultsError(ValueError):
    """Parameters that are refused, with every fault."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def read_parameters(text: str, units: frozenset[str]) -> list[Parameter]:
    """Parameters from YAML or JSON text, in the order of the file.

    units: codes of known units, which owners must be among. Raises ParameterFaultsError with all faults; then nothing
    of the text may take effect.
    """
    try:
        document = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  a safe loader
    except yaml.YAMLError as problem:
        raise ParameterFaultsError([Fault("the file", f"is neither YAML nor JSON: {problem}")]) from problem
    if not isinstance(document, dict) or not isinstance(document.get("parameters"), list):
        raise ParameterFaultsError([Fault("the file", "has no list named parameters")])
    faults: list[Fault] = []
    parameters = []
    places: dict[str, str] = {}
    for number, entry in enumerate(document["parameters"]):
        place = f"parameters[{number}]"
        before = len(faults)
        parameter = _parameter(entry, place, units, faults)
        code = entry.get("code") if isinstance(entry, dict) else None
        if isinstance(code, str):
            if code in places:
                faults.append(Fault(f"{place}.code", f"{code} stands at {places[code]} already"))
            places.setdefault(code, place)
        if parameter is not None and len(faults) == before:
            parameters.append(parameter)
    if faults:
        raise ParameterFaultsError(faults)
    return parameters


def conditions_of(text: str) -> dict[str, Condition]:
    """Conditions from the JSON that the register keeps."""
    faults: list[Fault] = []
    conditions = _conditions(json.loads(text), "conditions", faults)
    if faults:
        raise ParameterFaultsError(faults)
    return conditions


def conditions_text(conditions: Mapping[str, Condition]) -> str:
    """Conditions as the JSON that the register keeps, in the published form."""
    published: dict[str, dict[str, Any]] = {}
    for column, condition in conditions.items():
        given = {
            "in": list(condition.among) if condition.among is not None else None,
            "prefix": list(condition.prefixes) if condition.prefixes is not None else None,
            "min": condition.minimum,
            "max": condition.maximum,
            "present": condition.present,
        }
        published[column] = {name: value for name, value in given.items() if value is not None}
    return json.dumps(published, ensure_ascii=False, sort_keys=True)


def _parameter(entry: Any, place: str, units: frozenset[str], faults: list[Fault]) -> Parameter | None:
    if not isinstance(entry, dict):
        faults.append(Fault(place, "is no mapping"))
        return None
    before = len(faults)
    faults += [Fault(f"{place}.{name}", "is no field of a parameter") for name in entry if name not in _FIELDS]
    faults += [Fault(f"{place}.{name}", "is missing") for name in _REQUIRED if entry.get(name) is None]
    for name in ("code", "owner", "reason", "instruction"):
        if name in entry and entry[name] is not None and not (isinstance(entry[name], str) and entry[name].strip()):
            faults.append(Fault(f"{place}.{name}", "must be a text"))
    if isinstance(entry.get("owner"), str) and entry["owner"] not in units:
        faults.append(Fault(f"{place}.owner", f"{entry['owner']} is no unit"))
    if entry.get("priority") is not None and entry["priority"] not in list(Priority):
        faults.append(Fault(f"{place}.priority", f"must be one of {', '.join(Priority)}"))
    if entry.get("lane") is not None and entry["lane"] not in (Lane.MEDIUM, Lane.HIGH):
        faults.append(Fault(f"{place}.lane", "must be medium or high"))
    valid_from = _day(entry.get("valid_from"), f"{place}.valid_from", faults)
    valid_to = _day(entry.get("valid_to"), f"{place}.valid_to", faults)
    if valid_from and valid_to and valid_to < valid_from:
        faults.append(Fault(f"{place}.valid_to", "lies before valid_from"))
    given = entry.get("conditions")
    conditions = _conditions(given, f"{place}.conditions", faults) if given is not None else {}
    if len(faults) > before or valid_from is None:
        return None
    return Parameter(
        code=entry["code"],
        owner=entry["owner"],
        priority=Priority(entry["priority"]),
        lane=Lane(entry["lane"]),
        reason=entry["reason"],
        instruction=entry["instruction"],
        valid_from=valid_from,
        valid_to=valid_to,
        conditions=conditions,
    )


def _day(value: Any, place: str, faults: list[Fault]) -> date | None:
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    if value is not None:
        faults.append(Fault(place, "must be a date such as 2021-01-31"))
    return None


def _conditions(given: Any, place: str, faults: list[Fault]) -> dict[str, Condition]:
    if not isinstance(given, dict) or not given:
        faults.append(Fault(place, "must name at least one column with its condition"))
        return {}
    conditions = {}
    for column, asked in given.items():
        here = f"{place}.{column}"
        kind = COLUMNS.get(column)
        if kind is None:
            faults.append(Fault(here, "is no column of a declaration"))
        elif not isinstance(asked, dict) or not asked:
            faults.append(Fault(here, "must hold a condition: in, prefix, min, max or present"))
        else:
            before = len(faults)
            condition = _condition(asked, kind, here, faults)
            if len(faults) == before:
                conditions[column] = condition
    return conditions


def _condition(asked: dict[Any, Any], kind: ColumnKind, place: str, faults: list[Fault]) -> Condition:
    for name in asked:
        if name not in {"in", "prefix", "min", "max", "present"}:
            faults.append(Fault(f"{place}.{name}", "is no condition: use in, prefix, min, max or present"))
        elif name not in _TAKES[kind]:
            faults.append(Fault(f"{place}.{name}", f"does not fit a column of {kind}"))
    minimum, maximum = (_number(asked.get(name), f"{place}.{name}", faults) for name in ("min", "max"))
    if minimum is not None and maximum is not None and minimum >= maximum:
        faults.append(Fault(place, "min must be less than max"))
    present = asked.get("present")
    if "present" in asked and not isinstance(present, bool):
        faults.append(Fault(f"{place}.present", "must be true or false"))
    return Condition(
        among=_texts(asked, "in", place, faults),
        prefixes=_texts(asked, "prefix", place, faults),
        minimum=minimum,
        maximum=maximum,
        present=present,
    )


def _number(value: Any, place: str, faults: list[Fault]) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value or abs(value) == float("inf"):
        faults.append(Fault(place, "must be a number"))
        return None
    return float(value)


def _texts(asked: dict[Any, Any], name: str, place: str, faults: list[Fault]) -> tuple[str, ...] | None:
    if name not in asked:
        return None
    values = asked[name]
    if not isinstance(values, list) or not values:
        faults.append(Fault(f"{place}.{name}", "must be a list with at least one text"))
        return None
    if not all(isinstance(value, str) and value for value in values):
        faults.append(Fault(f"{place}.{name}", "must hold texts only: quote numbers, such as '0901'"))
        return None
    return tuple(values)
