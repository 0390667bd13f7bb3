"""The published form of lane policy: figures per unit, read with every fault and its place.

lane_policies:
  - unit: CN                   # a unit code; an office takes each figure from the nearest unit above it that says it
    high_rate: 0.05            # expected share of declarations in the high lane, by their rating
    medium_rate: 0.15          # and in the medium lane
    random_rate: 0.02          # share that chance selects among the others
    parameter_cap: 0.2         # largest share of an office's day that one parameter may select
    inspections_per_day: 60    # capacity of one office
    hours_per_inspection: 2.0
"""

from pathlib import Path
from typing import Any

from tasks.parameters.document import Document, Fault, FaultsError, read_document
from tasks.parameters.published_conditions import is_number
from tasks.records.lane_policy import FIGURES

_MOST_PER_DAY = 1_000_000  # inspections of one office: more than any has, and few enough for every store
_SHARES = ("high_rate", "medium_rate", "random_rate", "parameter_cap")


class PolicyFaultsError(FaultsError):
    """A lane policy that is refused, with every fault."""


def read_policy_file(path: Path, units: frozenset[str]) -> dict[str, dict[str, float]]:
    """Figures by unit, from a YAML or JSON file; units: codes of known units.

    Raises PolicyFaultsError with all faults; then nothing of the file may take effect.
    """
    try:
        document = read_document(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as problem:
        raise PolicyFaultsError([Fault("the file", "is no text in UTF-8: save it in that encoding")]) from problem
    except FaultsError as refused:
        raise PolicyFaultsError(refused.faults) from refused
    entries = document.content.get("lane_policies") if isinstance(document.content, dict) else None
    if not isinstance(entries, list) or not entries:
        raise PolicyFaultsError([Fault("the file", "has no list named lane_policies with at least one unit")])
    faults = [*document.faults, *_faults(entries, document, units)]
    if faults:
        raise PolicyFaultsError(document.located(faults))
    return {entry["unit"]: {name: entry[name] for name in FIGURES if name in entry} for entry in entries}


def _faults(entries: list[Any], document: Document, units: frozenset[str]) -> list[Fault]:
    faults: list[Fault] = []
    places: dict[str, str] = {}
    for number, entry in enumerate(entries):
        place = f"lane_policies[{number}]"
        if not isinstance(entry, dict):
            faults.append(Fault(place, "is no mapping"))
            continue
        known = ("unit", *FIGURES)
        faults += [Fault(f"{place}.{name}", "is no figure of a lane policy") for name in entry if name not in known]
        unit, here = entry.get("unit"), f"{place}.unit"
        if unit is None:
            faults.append(Fault(here, "is missing"))
        elif not isinstance(unit, str) or unit not in units:
            faults.append(Fault(here, f"{unit} is no unit"))
        elif places.setdefault(unit, here) != here:
            faults.append(Fault(here, f"{unit} stands in line {document.lines[places[unit]]} already"))
        faults += [Fault(f"{place}.{name}", what) for name in FIGURES if name in entry if (what := _wrong(name, entry))]
        rates = [entry.get(name, 0) for name in ("high_rate", "medium_rate")]
        if not any(_wrong(name, entry) for name in ("high_rate", "medium_rate") if name in entry) and sum(rates) > 1:
            faults.append(Fault(f"{place}.medium_rate", "is more than high_rate leaves of all declarations"))
    return faults


def _wrong(name: str, entry: dict[str, Any]) -> str:
    """What is wrong with a figure; empty where nothing is."""
    value = entry[name]
    number = is_number(value)
    if name in _SHARES:
        return "" if number and 0 <= value <= 1 else "must be a share from 0 to 1"
    if name == "inspections_per_day":
        if not isinstance(value, int) or not number or value < 0:
            return "must be a whole number, 0 or more"
        return "" if value <= _MOST_PER_DAY else f"is more than an office inspects: give {_MOST_PER_DAY:,} or less"
    return "" if number and value > 0 else "must be a number of hours above 0"
