"""Conditions on the columns of a declaration: their kinds, their published form, and reading and writing it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError, ValidationInfo
from pydantic_core import ErrorDetails, PydanticCustomError
from typing_extensions import TypedDict

from tasks.parameters.columns import COLUMNS, ITEM_COLUMNS, ColumnKind
from tasks.parameters.document import OF_SEVERAL, FaultsError, faults_of
from tasks.parameters.values import CLEANING, Clean, clean_text

_NO_COLUMN = "must name at least one column with its condition"
_NO_CONDITION = "must hold a condition: in, prefix, min, max or present"
CLOSED = ConfigDict(extra="forbid")  # a form with a name that it does not know is refused


class ConditionKind(StrEnum):
    """The kinds of conditions, by their published names."""

    AMONG = "in"
    PREFIX = "prefix"
    MINIMUM = "min"
    MAXIMUM = "max"
    PRESENT = "present"


_OF_TEXTS = (ConditionKind.AMONG, ConditionKind.PREFIX, ConditionKind.PRESENT)
KINDS_OF = {
    ColumnKind.TEXT: _OF_TEXTS,
    ColumnKind.TEXTS: _OF_TEXTS,
    ColumnKind.NUMBER: (ConditionKind.MINIMUM, ConditionKind.MAXIMUM, ConditionKind.PRESENT),
}


@dataclass(frozen=True)
class Condition:
    """What one column must satisfy: all its kinds must hold."""

    among: tuple[str, ...] | None = None
    prefixes: tuple[str, ...] | None = None
    minimum: float | None = None  # inclusive
    maximum: float | None = None  # exclusive
    present: bool | None = None

    @property
    def by_kind(self) -> dict[ConditionKind, Any]:
        """What it requires, by kind; only the kinds that it has."""
        values = (self.among, self.prefixes, self.minimum, self.maximum, self.present)
        return {kind: value for kind, value in zip(ConditionKind, values, strict=True) if value is not None}


def _some_texts(texts: tuple[str, ...]) -> tuple[str, ...]:
    if not texts:
        raise PydanticCustomError("tuple_type", "")
    return texts


def _above_minimum(maximum: float, info: ValidationInfo) -> float:
    minimum = info.data.get("min")
    if minimum is not None and minimum >= maximum:
        raise PydanticCustomError(OF_SEVERAL, "min must be less than max")
    return maximum


# A text that says something and that every store can keep; a number that every store can keep.
Text = Annotated[str, Field(strict=True, pattern=r"^[^\x00]*[^\s\x00-\x1f][^\x00]*$")]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
_Truth = Annotated[bool, Field(strict=True)]


def _read_from_a_file(clean: Clean, part: bool) -> AfterValidator:
    """The text as collection reads it in a declaration; kept conditions are read as they are."""

    def read(text: str, info: ValidationInfo) -> str:
        try:
            return text if info.context is None else clean(text, part)
        except ValueError as problem:
            raise PydanticCustomError("value", "{reason}", {"reason": str(problem)}) from problem

    return AfterValidator(read)


def _texts(clean: Clean, part: bool) -> Any:
    each = Annotated[Text, _read_from_a_file(clean, part)]
    return Annotated[tuple[each, ...], AfterValidator(_some_texts), Field(json_schema_extra={"minItems": 1})]


def _text_form(clean: Clean) -> Any:
    """The form of a condition on texts that `clean` reads."""
    kinds: Any = {"in": _texts(clean, False), "prefix": _texts(clean, True), "present": _Truth}
    form: Any = TypedDict(f"_Form_{clean.__name__}", kinds, total=False)  # type: ignore[misc]  # named for its texts
    return form


_TEXT_FORMS = {clean: _text_form(clean) for clean in (clean_text, *CLEANING.values())}


class _NumberForm(TypedDict, total=False):
    min: Number
    max: Annotated[Number, AfterValidator(_above_minimum)]
    present: _Truth


def _condition_of(form: Mapping[str, Any]) -> Condition:
    if not form:
        raise PydanticCustomError("empty", _NO_CONDITION)
    return Condition(form.get("in"), form.get("prefix"), form.get("min"), form.get("max"), form.get("present"))


def _some(conditions: dict[str, Condition]) -> dict[str, Condition]:
    if not conditions:
        raise PydanticCustomError("empty", _NO_COLUMN)
    return conditions


_NOT_EMPTY = Field(json_schema_extra={"minProperties": 1})


def _form_of(column: str) -> Any:
    form = _NumberForm if COLUMNS[column] is ColumnKind.NUMBER else _TEXT_FORMS[CLEANING.get(column, clean_text)]
    return Annotated[form, AfterValidator(_condition_of), _NOT_EMPTY]


_Columns: Any = TypedDict(  # type: ignore[misc]  # its names are the columns of a declaration
    "Conditions", {column: _form_of(column) for column in COLUMNS}, total=False
)
_ItemColumns: Any = TypedDict(  # type: ignore[misc]  # its names are the columns of a goods item
    "ItemConditions", {column: _form_of(column) for column in COLUMNS if column in ITEM_COLUMNS}, total=False
)
_FORMS: tuple[Any, ...] = (*_TEXT_FORMS.values(), _NumberForm, _Columns, _ItemColumns)
for _form in _FORMS:
    _form.__pydantic_config__ = CLOSED
PUBLISHED_CONDITIONS = Annotated[_Columns, AfterValidator(_some), _NOT_EMPTY]
PUBLISHED_ITEM_CONDITIONS = Annotated[_ItemColumns, AfterValidator(_some), _NOT_EMPTY]
_CONDITIONS: TypeAdapter[Any] = TypeAdapter(PUBLISHED_CONDITIONS)

_SENTENCES = {
    "tuple_type": "must be a list with at least one text",
    "bool_type": "must be true or false",
    "float_type": "must be a number",
    "finite_number": "must be a number",
    "string_type": "must be a text: write it in quotes, such as '0901' or 'NO'",
    "string_pattern_mismatch": "must be a text: write it in quotes, such as '0901' or 'NO'",
}


def condition_sentence(error: ErrorDetails, place: tuple[int | str, ...]) -> str:
    """What is wrong with conditions; place: of the error within them, such as column, kind, number of the text."""
    match error["type"], place:
        case "extra_forbidden", (column,) if column in COLUMNS:
            return "is no column of a goods item: put it into conditions"
        case "extra_forbidden", (_,):
            return "is no column of a declaration"
        case "extra_forbidden", (column, kind) if kind in list(ConditionKind):
            return f"does not fit a column of {COLUMNS[str(column)]}"
        case "extra_forbidden", _:
            return "is no condition: use in, prefix, min, max or present"
        case "dict_type", ():
            return _NO_COLUMN
        case "dict_type", _:
            return _NO_CONDITION
        case kind, _:
            return _SENTENCES.get(kind, error["msg"])


def conditions_text(conditions: Mapping[str, Condition]) -> str:
    """Conditions as the JSON that the register keeps, in the published form."""
    published = {column: condition.by_kind for column, condition in conditions.items()}
    return json.dumps(published, ensure_ascii=False, sort_keys=True)


def conditions_from(published: Mapping[str, Any]) -> dict[str, Condition]:
    """Conditions by column from their published form. Raises FaultsError with everything that is wrong with them."""
    try:
        conditions: dict[str, Condition] = _CONDITIONS.validate_python(published)
    except ValidationError as problem:
        raise FaultsError(
            faults_of(problem, lambda error: condition_sentence(error, error["loc"]), "conditions")
        ) from problem
    return conditions


def conditions_of(text: str) -> dict[str, Condition]:
    """Conditions from the JSON that the register keeps. Raises FaultsError where a version no longer can be read."""
    return conditions_from(json.loads(text))
