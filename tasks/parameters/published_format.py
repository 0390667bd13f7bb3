"""The published format of risk parameters: reading YAML or JSON with every fault and its place, and its schema."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    GetPydanticSchema,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import ErrorDetails, PydanticCustomError
from typing_extensions import TypedDict

from sql.terms import Lane, Priority
from tasks.parameters.conditions import (
    CLOSED,
    PUBLISHED_CONDITIONS,
    PUBLISHED_ITEM_CONDITIONS,
    Condition,
    Text,
    condition_sentence,
)
from tasks.parameters.document import Fault, FaultsError, faults_of, read_document, read_json, read_text
from tasks.parameters.request_codes import MARK

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CODE = rf"^(?!{MARK})[^;|\x00]*[^;|\s\x00-\x1f][^;|\x00]*$"
_LANES = (Lane.MEDIUM, Lane.HIGH)

_LONGEST_CODE = 100  # characters


class ParameterFaultsError(FaultsError):
    """Parameters that are refused, with every fault."""


def _free_of_marks(code: str) -> str:
    if len(code) > _LONGEST_CODE or not code.isprintable():
        raise PydanticCustomError("code", f"must have {_LONGEST_CODE} characters at most, all of them visible")
    if set(code) & set(";|") or code.startswith(MARK):
        raise PydanticCustomError("code", f"must neither hold ; or | nor begin with {MARK}")
    return code


def _known(unit: str, info: ValidationInfo) -> str:
    if info.context is not None and unit not in info.context["units"]:
        raise PydanticCustomError("unit", "{unit} is no unit", {"unit": unit})
    return unit


def _day(value: object) -> object:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


def _not_before_the_first(last: date | None, info: ValidationInfo) -> date | None:
    first = info.data.get("valid_from")
    if last is not None and first is not None and last < first:
        raise PydanticCustomError("order", "lies before valid_from")
    return last


def _demanding(lane: Lane) -> Lane:
    if lane not in _LANES:
        raise PydanticCustomError("enum", "")
    return lane


Unit = Annotated[Text, AfterValidator(_known)]
_Code = Annotated[Text, AfterValidator(_free_of_marks), Field(json_schema_extra={"pattern": _CODE})]
_Lane = Annotated[Lane, AfterValidator(_demanding), WithJsonSchema({"enum": [lane.value for lane in _LANES]})]
_Day = Annotated[date, Field(strict=True), BeforeValidator(_day)]
_LastDay = Annotated[_Day | None, AfterValidator(_not_before_the_first), Field(default=None)]
_Conditions = Annotated[
    Mapping[str, Condition], GetPydanticSchema(lambda _, handler: handler.generate_schema(PUBLISHED_CONDITIONS))
]
_ItemConditions = Annotated[
    Mapping[str, Condition], GetPydanticSchema(lambda _, handler: handler.generate_schema(PUBLISHED_ITEM_CONDITIONS))
]


@dataclass(frozen=True)
class Parameter:
    """One risk parameter as it is published; checked where it is read from a file, and only there."""

    __pydantic_config__: ClassVar[ConfigDict] = CLOSED

    code: Annotated[_Code, Field(description=f"Unique; holds neither ; nor |, and does not begin with {MARK}.")]
    owner: Annotated[Unit, Field(description="Code of the owning unit; the parameter can hit in its scope alone.")]
    priority: Priority
    lane: Annotated[_Lane, Field(description="The lane that a hit demands.")]
    reason: Text
    instruction: Annotated[Text, Field(description="What the officer checks.")]
    valid_from: _Day
    valid_to: Annotated[_LastDay, Field(description="The last day; without one the parameter has no end.")]
    conditions: Annotated[
        _Conditions,
        Field(description="By column; all must hold, those on goods items for one and the same item."),
    ]
    any_item: Annotated[
        _ItemConditions,
        Field(description="By column of a goods item; all must hold for one item, the same or another."),
    ] = field(default_factory=dict)

    @property
    def every_condition(self) -> list[tuple[str, Condition]]:
        """Conditions of both blocks with their columns."""
        return [*self.conditions.items(), *self.any_item.items()]


def _without_empty_fields(entry: object) -> object:
    """A field without a value counts as missing."""
    if not isinstance(entry, dict):
        return entry
    return {name: value for name, value in entry.items() if value is not None or name not in _FIELDS}


_FIELDS = frozenset(Parameter.__dataclass_fields__)


class ParameterFile(TypedDict):
    """A file of parameters."""

    parameters: list[Annotated[Parameter, BeforeValidator(_without_empty_fields)]]


_FILE = TypeAdapter(ParameterFile)
_ENTRY = re.compile(r"^parameters\[(\d+)\]")

_SENTENCES = {
    "missing": "is missing",
    "unexpected_keyword_argument": "is no field of a parameter",
    "dataclass_type": "is no mapping",
    "string_type": "must be a text",
    "string_pattern_mismatch": "must be a text",
    "date_type": "must be a date such as 2021-01-31",
}
_ENUMS = {"priority": f"must be one of {', '.join(Priority)}", "lane": f"must be {' or '.join(_LANES)}"}


def read_parameter_file(path: Path, units: frozenset[str]) -> list[Parameter]:
    """Parameters of a YAML or JSON file in UTF-8; see `read_parameters`."""
    try:
        text = read_text(path)
    except FaultsError as refused:
        raise ParameterFaultsError(refused.faults) from refused
    return read_parameters(text, units)


def read_parameters(text: str, units: frozenset[str]) -> list[Parameter]:
    """Parameters from YAML or JSON text, in the order of the file.

    units: codes of known units, which owners must be among. Raises ParameterFaultsError with all faults, each with its
    place and line; then nothing of the text may take effect.
    """
    quick, faults = _checked(read_json(text), units)
    if not faults and len({each.code for each in quick}) == len(quick):
        return quick
    try:
        document = read_document(text)
    except FaultsError as refused:
        raise ParameterFaultsError(refused.faults) from refused
    parameters, faults = _checked(document.content, units)
    faults = [*document.faults, *faults, *document.repeated("parameters", "code")]
    if faults:
        raise ParameterFaultsError(document.located(faults))
    return parameters


def parameter_schema() -> dict[str, Any]:
    """The JSON Schema of a file of parameters."""
    return _FILE.json_schema()


def _checked(content: object, units: frozenset[str]) -> tuple[list[Parameter], list[Fault]]:
    """The parameters of a document's content, or what is wrong with them; of empty entries the first is named."""
    listed = content.get("parameters") if isinstance(content, dict) else None
    filled = [number for number, entry in enumerate(listed) if entry != {}] if isinstance(listed, list) else []
    if isinstance(content, dict) and isinstance(listed, list) and len(filled) < len(listed):
        first = next(number for number, entry in enumerate(listed) if entry == {})
        more = len(listed) - len(filled) - 1
        what = (
            f"is empty{f' ({more:,} more like it)' if more else ''}: give it the fields of a parameter, or take it out"
        )
        _, faults = _checked(content | {"parameters": [listed[number] for number in filled]}, units)
        return [], [Fault(f"parameters[{first}]", what), *(_moved(fault, filled) for fault in faults)]
    try:
        return _FILE.validate_python(content, context={"units": units})["parameters"], []
    except ValidationError as problem:
        return [], faults_of(problem, _sentence)


def _moved(fault: Fault, numbers: Sequence[int]) -> Fault:
    """A fault in the entry that has its own number in the file. numbers: of the entries that were looked at."""
    place = _ENTRY.sub(lambda entry: f"parameters[{numbers[int(entry[1])]}]", fault.place)
    return replace(fault, place=place)


def _sentence(error: ErrorDetails) -> str:
    kind, place = error["type"], error["loc"]
    if len(place) < 2:
        return "has no list named parameters"
    if place[2:3] in (("conditions",), ("any_item",)) and kind != "missing":
        return condition_sentence(error, place[3:])
    return _ENUMS[str(place[-1])] if kind == "enum" else _SENTENCES.get(kind, error["msg"])
