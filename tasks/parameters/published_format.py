"""The published format of risk parameters: read from YAML or JSON, every fault told at once with its place."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sql.terms import Lane, Priority
from tasks.parameters.document import Document, Fault, FaultsError, read_document, read_json
from tasks.parameters.published_conditions import Condition, check_conditions, conditions_text, is_text
from tasks.parameters.request_codes import MARK

_FIELDS = (*("code", "owner", "priority", "lane", "reason", "instruction", "valid_from", "valid_to", "conditions"),)
_REQUIRED = tuple(name for name in _FIELDS if name != "valid_to")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


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


class ParameterFaultsError(FaultsError):
    """Parameters that are refused, with every fault."""


def read_parameter_file(path: Path, units: frozenset[str]) -> list[Parameter]:
    """Parameters of a YAML or JSON file in UTF-8; see `read_parameters`."""
    try:
        return read_parameters(path.read_text(encoding="utf-8-sig"), units)
    except UnicodeDecodeError as problem:
        raise ParameterFaultsError([Fault("the file", "is no text in UTF-8: save it in that encoding")]) from problem


def read_parameters(text: str, units: frozenset[str]) -> list[Parameter]:
    """Parameters from YAML or JSON text, in the order of the file.

    units: codes of known units, which owners must be among. Raises ParameterFaultsError with all faults, each with its
    place and line; then nothing of the text may take effect.
    """
    quick = _without_lines(text, units)
    if quick is not None:
        return quick
    try:
        document = read_document(text)
    except FaultsError as refused:
        raise ParameterFaultsError(refused.faults) from refused
    faults: list[Fault] = list(document.faults)
    read = _read(document.content, units, faults)
    faults += _repeated_codes(document)
    if faults:
        raise ParameterFaultsError(document.located(faults))
    return read


def _without_lines(text: str, units: frozenset[str]) -> list[Parameter] | None:
    """Parameters of faultless JSON, which needs no lines; None for any other text."""
    faults: list[Fault] = []
    content = read_json(text)
    read = [] if content is None else _read(content, units, faults)
    once = len({each.code for each in read}) == len(read)
    return read if content is not None and once and not faults else None


def _read(content: Any, units: frozenset[str], faults: list[Fault]) -> list[Parameter]:
    """The parameters of a document's content; what is wrong is added to `faults`."""
    entries = content.get("parameters") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise ParameterFaultsError([Fault("the file", "has no list named parameters")])
    read = [_parameter(entry, f"parameters[{number}]", units, faults) for number, entry in enumerate(entries)]
    return [parameter for parameter in read if parameter is not None]


def conditions_of(text: str) -> dict[str, Condition]:
    """Conditions from the JSON that the register keeps. Raises ParameterFaultsError for what is none."""
    faults: list[Fault] = []
    conditions = check_conditions(json.loads(text), "conditions", faults)
    if faults:
        raise ParameterFaultsError(faults)
    return conditions


def _repeated_codes(document: Document) -> list[Fault]:
    places: dict[str, str] = {}
    faults = []
    for number, entry in enumerate(document.content["parameters"]):
        code, place = entry.get("code") if isinstance(entry, dict) else None, f"parameters[{number}].code"
        if isinstance(code, str) and places.setdefault(code, place) != place:
            first = places[code]
            faults.append(Fault(place, f"{code} stands at {first} already, in line {document.lines[first]}"))
    return faults


def _parameter(entry: Any, place: str, units: frozenset[str], faults: list[Fault]) -> Parameter | None:
    if not isinstance(entry, dict):
        faults.append(Fault(place, "is no mapping"))
        return None
    before = len(faults)
    faults += [Fault(f"{place}.{name}", "is no field of a parameter") for name in entry if name not in _FIELDS]
    faults += [Fault(f"{place}.{name}", "is missing") for name in _REQUIRED if entry.get(name) is None]
    given = {name: value for name, value in entry.items() if value is not None}
    for name in ("code", "owner", "reason", "instruction"):
        if name in given and not is_text(given[name]):
            faults.append(Fault(f"{place}.{name}", "must be a text"))
    if isinstance(code := given.get("code"), str) and (set(code) & set(";|") or code.startswith(MARK)):
        faults.append(Fault(f"{place}.code", f"must neither hold ; or | nor begin with {MARK}"))
    if is_text(owner := given.get("owner")) and owner not in units:
        faults.append(Fault(f"{place}.owner", f"{owner} is no unit"))
    if "priority" in given and given["priority"] not in list(Priority):
        faults.append(Fault(f"{place}.priority", f"must be one of {', '.join(Priority)}"))
    if "lane" in given and given["lane"] not in (Lane.MEDIUM, Lane.HIGH):
        faults.append(Fault(f"{place}.lane", "must be medium or high"))
    valid_from, valid_to = (_day(given, name, place, faults) for name in ("valid_from", "valid_to"))
    if valid_from and valid_to and valid_to < valid_from:
        faults.append(Fault(f"{place}.valid_to", "lies before valid_from"))
    conditions = check_conditions(given["conditions"], f"{place}.conditions", faults) if "conditions" in given else {}
    if len(faults) > before or valid_from is None:
        return None
    return Parameter(
        code=given["code"],
        owner=given["owner"],
        priority=Priority(given["priority"]),
        lane=Lane(given["lane"]),
        reason=given["reason"],
        instruction=given["instruction"],
        valid_from=valid_from,
        valid_to=valid_to,
        conditions=conditions,
    )


def _day(given: Mapping[str, Any], name: str, place: str, faults: list[Fault]) -> date | None:
    value = given.get(name)
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if value is not None:
        faults.append(Fault(f"{place}.{name}", "must be a date such as 2021-01-31"))
    return None


__all__ = [
    "Condition",
    "Fault",
    "Parameter",
    "ParameterFaultsError",
    "conditions_of",
    "conditions_text",
    "read_parameter_file",
    "read_parameters",
]
