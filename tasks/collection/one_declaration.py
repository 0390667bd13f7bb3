"""One declaration that a system sends as such: judged as collection judges the rows of a file."""

import re
from collections.abc import Mapping
from datetime import date
from sys import float_info
from typing import Any

import pandas as pd

from sql.lake import SCHEMAS
from sql.reference import country_codes
from tasks.collection.conversion import LONGEST_TEXT
from tasks.collection.rules import RULES
from tasks.collection.validation import validate

_RULES = RULES["declarations"]
_COLUMNS = tuple(name for name in SCHEMAS["declarations"].names if name != "batch")
_TEXTS = tuple(name for name in _COLUMNS if name not in _RULES.converted)
_COUNTRIES = ("country_of_departure", "country_of_origin")
_DAY = re.compile(r"20\d{2}-\d{2}-\d{2}")
_HS = re.compile(r"\d{6}(\d{2}){0,2}", re.ASCII)


class DeclarationRefusedError(ValueError):
    """A declaration that may not be taken in: the column, its value, and the reason in words."""

    def __init__(self, column: str, value: str | None, reason: str) -> None:
        super().__init__(f"{column} {reason}" + (f": {value}" if value is not None else ""))
        self.column, self.value, self.reason = column, value, reason


def checked_declaration(given: Mapping[str, Any], units: frozenset[str], latest: date) -> dict[str, Any]:
    """A declaration by canonical columns, `lodged_on` a date, numbers finite, what is empty left out.

    given: canonical columns as JSON holds them. units: codes of known offices. latest: last day it can be lodged on.
    What is plainly right is told here in microseconds; anything else is left to `validate`, which takes longer.
    Raises DeclarationRefusedError with the first thing that is wrong.
    """
    for column, value in given.items():
        if column not in _COLUMNS:
            raise DeclarationRefusedError(column, None, "is no column of a declaration")
        if isinstance(value, dict) or (isinstance(value, list) and column not in _RULES.lists):
            raise DeclarationRefusedError(column, str(value), "must be a single value")
        if isinstance(value, list) and not all(isinstance(each, str) for each in value):
            raise DeclarationRefusedError(column, str(value), "must be a list of texts")
        if column in _RULES.numbers and isinstance(value, int) and abs(value) > float_info.max:
            raise DeclarationRefusedError(column, f"{str(value)[:20]}…", "is too large a number")
    said = {column: _trimmed(value) for column, value in given.items()}
    said = {column: value for column, value in said.items() if value is not None}
    day = _plainly_right(said, units, latest)
    return _validated(said, units, latest) if day is None else said | {"lodged_on": day}


def _trimmed(value: Any) -> Any:
    """A value as a file would bring it: text without blanks around it, nothing where it is empty."""
    if isinstance(value, str):
        return value.strip() or None
    return value


def _plainly_right(said: Mapping[str, Any], units: frozenset[str], latest: date) -> date | None:
    """The day of a declaration in which nothing needs converting and nothing is wrong; None for any other."""
    if any(column not in said for column in _RULES.required):
        return None
    for column in _TEXTS:
        text = said.get(column, "")
        if not isinstance(text, str) or len(text) > LONGEST_TEXT or "\x00" in text:
            return None
    for column in _RULES.numbers:
        number = said.get(column, 0.0)
        if isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number <= float_info.max:
            return None
    if any(not isinstance(said.get(column, []), list) for column in _RULES.lists):
        return None
    if any(column in said and said[column] not in country_codes() for column in _COUNTRIES):
        return None
    if said["office"] not in units or not _HS.fullmatch(said["hs_code"]):
        return None
    return _day(said["lodged_on"], latest)


def _day(text: Any, latest: date) -> date | None:
    if not isinstance(text, str) or not _DAY.fullmatch(text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day <= latest else None


def _validated(said: Mapping[str, Any], units: frozenset[str], latest: date) -> dict[str, Any]:
    needed = dict.fromkeys(_RULES.required)
    rows = pd.DataFrame({name: _column(name, value) for name, value in (needed | dict(said)).items()})
    checked = validate("declarations", rows, units, latest=latest)
    if len(checked.failures):
        failure = checked.failures.iloc[0]
        value = None if pd.isna(failure["value"]) else str(failure["value"])
        raise DeclarationRefusedError(str(failure["column_name"]), value, str(failure["reason"]))
    row = checked.accepted.iloc[0].to_dict()
    typed = {str(name): value for name, value in row.items() if isinstance(value, list) or not pd.isna(value)}
    return typed | {"lodged_on": typed["lodged_on"].date()}


def _column(name: str, value: Any) -> "pd.Series[Any]":
    if isinstance(value, list):
        return pd.Series([value], index=[1], dtype="object")
    if name in _RULES.numbers and isinstance(value, int | float) and not isinstance(value, bool):
        return pd.Series([value], index=[1], dtype="float64")
    texts: pd.Series[Any] = pd.Series([None if value is None else str(value)], index=[1], dtype="str")
    return texts
