"""The published form of conditions: what a column must satisfy, read with every fault, and written."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from sys import float_info
from typing import Any

from tasks.parameters.columns import COLUMNS, ColumnKind
from tasks.parameters.document import Fault

_LARGEST = float_info.max
_KNOWN = ("in", "prefix", "min", "max", "present")
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


def is_text(value: Any) -> bool:
    """Whether a value is a text that says something and that every store can keep."""
    return isinstance(value, str) and bool(value.strip()) and "\x00" not in value


def is_number(value: Any) -> bool:
    """Whether a value is a number that every store can keep; YAML and JSON write whole numbers of any length."""
    return isinstance(value, int | float) and not isinstance(value, bool) and -_LARGEST <= value <= _LARGEST


def check_conditions(given: Any, place: str, faults: list[Fault]) -> dict[str, Condition]:
    """Conditions by column from their published form; what is wrong is added to `faults`, each with its place."""
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
            conditions[column] = _condition(asked, kind, here, faults)
    return conditions


def _condition(asked: dict[str, Any], kind: ColumnKind, place: str, faults: list[Fault]) -> Condition:
    for name in asked:
        if name not in _KNOWN:
            faults.append(Fault(f"{place}.{name}", "is no condition: use in, prefix, min, max or present"))
        elif name not in _TAKES[kind]:
            faults.append(Fault(f"{place}.{name}", f"does not fit a column of {kind}"))
    fitting = {name: value for name, value in asked.items() if name in _TAKES[kind]}
    minimum, maximum = (_number(fitting, name, place, faults) for name in ("min", "max"))
    if minimum is not None and maximum is not None and minimum >= maximum:
        faults.append(Fault(place, "min must be less than max"))
    present = fitting.get("present")
    if "present" in fitting and not isinstance(present, bool):
        faults.append(Fault(f"{place}.present", "must be true or false"))
    return Condition(
        among=_texts(fitting, "in", place, faults),
        prefixes=_texts(fitting, "prefix", place, faults),
        minimum=minimum,
        maximum=maximum,
        present=present,
    )


def _number(asked: dict[str, Any], name: str, place: str, faults: list[Fault]) -> float | None:
    if name not in asked:
        return None
    value = asked[name]
    if not is_number(value):
        faults.append(Fault(f"{place}.{name}", "must be a number"))
        return None
    return float(value)


def _texts(asked: dict[str, Any], name: str, place: str, faults: list[Fault]) -> tuple[str, ...] | None:
    if name not in asked:
        return None
    values = asked[name]
    if not isinstance(values, list) or not values:
        faults.append(Fault(f"{place}.{name}", "must be a list with at least one text"))
        return None
    wrong = next((number for number, value in enumerate(values) if not is_text(value)), None)
    if wrong is not None:
        what = "must be a text: write it in quotes, such as '0901' or 'NO'"
        faults.append(Fault(f"{place}.{name}[{wrong}]", what))
        return None
    return tuple(values)
