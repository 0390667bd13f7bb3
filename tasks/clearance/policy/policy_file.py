"""The published form of lane policy: figures per unit, read with every fault and its place, and its JSON Schema.

lane_policies:
  - unit: CN                   # a unit code; an office takes each figure from the nearest unit above it that has it
    high_rate: 0.05            # expected share of declarations in the high lane, by their rating
    medium_rate: 0.15          # and in the medium lane
    random_rate: 0.02          # share that chance selects among the others
    parameter_cap: 0.2         # largest share of an office's day that one parameter may select
    inspections_per_day: 60    # capacity of one office
    hours_per_inspection: 2.0
  - unit: CN
    direction: export          # of exports alone; without a direction an entry holds for both
    high_rate: 0.01
"""

from collections.abc import Mapping
from pathlib import Path
from sys import float_info
from typing import Annotated, Any, Literal, Required

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError, ValidationInfo
from pydantic_core import ErrorDetails, PydanticCustomError
from typing_extensions import TypedDict

from tasks.parameters.conditions import CLOSED, Number
from tasks.parameters.document import Document, Fault, FaultsError, faults_of, read_document, read_text
from tasks.parameters.published_format import Unit
from tasks.records.lane_policy import FIGURES, policy_key

_MOST_PER_DAY = 1_000_000  # inspections of one office: more than any has, and few enough for every store


class PolicyFaultsError(FaultsError):
    """A lane policy that is refused, with every fault."""


def _with_high_rate(medium_rate: float, info: ValidationInfo) -> float:
    if info.data.get("high_rate", 0) + medium_rate > 1:
        raise PydanticCustomError("rates", "is more than high_rate leaves of all declarations")
    return medium_rate


def _few_enough(inspections: int) -> int:
    if inspections > _MOST_PER_DAY:
        raise PydanticCustomError("most", f"is more than an office inspects: give {_MOST_PER_DAY:,} or less")
    return inspections


def _of_both_directions(inspections: int, info: ValidationInfo) -> int:
    if "direction" in info.data:
        raise PydanticCustomError("both", "is the capacity of an office for both directions: leave it out here")
    return inspections


_Share = Annotated[Number, Field(ge=0, le=1)]
_Whole = Annotated[
    int,
    Field(strict=True, ge=0, le=int(float_info.max), json_schema_extra={"maximum": _MOST_PER_DAY}),
    AfterValidator(_few_enough),
    AfterValidator(_of_both_directions),
]


class LanePolicyEntry(TypedDict, total=False):
    """Figures of one unit, for one direction or both; it takes the others from the nearest unit above it."""

    __pydantic_config__ = CLOSED  # type: ignore[misc]

    unit: Required[Annotated[Unit, Field(description="Code of a unit; each unit once, and once for each direction.")]]
    direction: Annotated[Literal["import", "export"], Field(description="Where the figures hold for one alone.")]
    high_rate: Annotated[_Share, Field(description="Expected share of declarations in the high lane, by their rating.")]
    medium_rate: Annotated[_Share, AfterValidator(_with_high_rate), Field(description="And in the medium lane.")]
    random_rate: Annotated[_Share, Field(description="Share that chance selects among the others.")]
    parameter_cap: Annotated[_Share, Field(description="Largest share of an office's day for one parameter.")]
    inspections_per_day: Annotated[_Whole, Field(description="Capacity of one office.")]
    hours_per_inspection: Annotated[Number, Field(gt=0, description="Officer hours that an inspection takes.")]


class LanePolicyFile(TypedDict):
    """A file of lane policies."""

    lane_policies: Annotated[list[LanePolicyEntry], Field(min_length=1)]


_FILE = TypeAdapter(LanePolicyFile)
_SENTENCES = {
    "missing": "is missing",
    "extra_forbidden": "is no figure of a lane policy",
    "dict_type": "is no mapping",
    "string_type": "must be a text",
    "string_pattern_mismatch": "must be a text",
}
_FIGURE_SENTENCES = {
    "inspections_per_day": "must be a whole number, 0 or more",
    "hours_per_inspection": "must be a number of hours above 0",
}


def read_policy_file(path: Path, units: frozenset[str]) -> dict[str, dict[str, float]]:
    """Figures by unit, or by unit|direction, from a YAML or JSON file; units: codes of known units.

    Raises PolicyFaultsError with all faults; then nothing of the file may take effect.
    """
    try:
        document = read_document(read_text(path))
    except FaultsError as refused:
        raise PolicyFaultsError(refused.faults) from refused
    faults = [*document.faults, *_repeated(document)]
    try:
        entries = _FILE.validate_python(document.content, context={"units": units})["lane_policies"]
    except ValidationError as problem:
        entries, faults = [], [*faults, *faults_of(problem, _sentence)]
    if faults:
        raise PolicyFaultsError(document.located(faults))
    return {policy_key(entry["unit"], entry.get("direction")): _figures(entry) for entry in entries}


def _repeated(document: Document) -> list[Fault]:
    """Units that an earlier entry of the same direction has already."""
    listed = document.content.get("lane_policies") if isinstance(document.content, dict) else None
    places: dict[tuple[str, str], str] = {}
    faults = []
    for number, entry in enumerate(listed if isinstance(listed, list) else ()):
        unit = entry.get("unit") if isinstance(entry, dict) else None
        place = f"lane_policies[{number}].unit"
        if isinstance(unit, str) and (first := places.setdefault((unit, str(entry.get("direction"))), place)) != place:
            faults.append(Fault(place, f"{unit} stands at {first} already, in line {document.lines[first]}"))
    return faults


def _figures(entry: Mapping[str, Any]) -> dict[str, float]:
    return {name: entry[name] for name in FIGURES if name in entry}


def policy_schema() -> dict[str, Any]:
    """The JSON Schema of a file of lane policies."""
    return _FILE.json_schema()


def _sentence(error: ErrorDetails) -> str:
    kind, place = error["type"], error["loc"]
    if len(place) < 2:
        return "has no list named lane_policies with at least one unit"
    if kind in _SENTENCES:
        return _SENTENCES[kind]
    if kind == "literal_error":
        return "must be import or export"
    if kind in ("rates", "most", "unit", "both"):
        return error["msg"]
    return _FIGURE_SENTENCES.get(str(place[-1]), "must be a share from 0 to 1")
