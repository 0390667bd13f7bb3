"""One declaration that a system sends as such: judged as collection judges the rows of a file."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from sys import float_info
from typing import Any

import pandas as pd

from sql.contents import CONTENTS, ColumnKind
from tasks.collection.conversion import LONGEST_TEXT
from tasks.collection.rules import single_check
from tasks.collection.validation import validate

_DECLARED = CONTENTS["declarations"]
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class DeclarationRefusedError(ValueError):
    """A declaration that may not be taken in: the column, its value, and the reason in words."""

    def __init__(self, column: str, value: str | None, reason: str) -> None:
        super().__init__(f"{column} {reason}" + (f": {value}" if value is not None else ""))
        self.column, self.value, self.reason = column, value, reason


def checked_declaration(given: Mapping[str, Any], units: frozenset[str], latest: date) -> dict[str, Any]:
    """A declaration by canonical columns: days are dates, numbers finite, what is empty left out.

    given: canonical columns as JSON holds them. units: codes of known offices. latest: last day it can be lodged on.
    What is plainly right is told here in microseconds; anything else is left to `validate`, which takes longer.
    Raises DeclarationRefusedError with the first thing that is wrong.
    """
    for column, value in given.items():
        if column not in _JUDGED:
            raise DeclarationRefusedError(column, None, "is no column of a declaration")
        if isinstance(value, dict) or (isinstance(value, list) and column not in _DECLARED.lists):
            raise DeclarationRefusedError(column, str(value), "must be a single value")
        if isinstance(value, list) and not all(isinstance(each, str) for each in value):
            raise DeclarationRefusedError(column, str(value), "must be a list of texts")
        if column in _DECLARED.numbers and isinstance(value, int) and abs(value) > float_info.max:
            raise DeclarationRefusedError(column, f"{str(value)[:20]}…", "is too large a number")
    said = {column: _trimmed(value) for column, value in given.items()}
    said = {column: value for column, value in said.items() if value is not None}
    days = _plainly_right(said, units, latest)
    return _validated(said, units, latest) if days is None else said | days


def _trimmed(value: Any) -> Any:
    """A value as a file would bring it: text without blanks around it, nothing where it is empty."""
    if isinstance(value, str):
        return value.strip() or None
    return value


def _plainly_right(said: Mapping[str, Any], units: frozenset[str], latest: date) -> dict[str, date] | None:
    """The dates of a declaration in which nothing else needs converting and nothing is wrong; None for any other."""
    if any(column not in said for column in _DECLARED.required):
        return None
    if any(said.get(column, "") not in units for column in _DECLARED.unit_columns):
        return None
    days = {}
    for column, value in said.items():
        read, checks = _JUDGED[column]
        plain = read(value)
        if plain is None:
            return None
        for holds in checks:
            if not holds(plain):
                return None
        if isinstance(plain, date):
            days[column] = plain
    return days if all(days[column] <= latest for column in _DECLARED.past if column in days) else None


def _plain_text(value: Any) -> str | None:
    plain = isinstance(value, str) and len(value) <= LONGEST_TEXT and "\x00" not in value
    return value if plain else None


def _plain_number(value: Any) -> float | None:
    plain = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= float_info.max
    return value if plain else None


def _plain_list(value: Any) -> list[str] | None:
    return value if isinstance(value, list) else None


def _plain_day(value: Any) -> date | None:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _never_plain(value: Any) -> None:
    return None


# How a value that is plainly of its kind is read; every other value takes the long way.
_PLAIN: dict[ColumnKind, Callable[[Any], Any]] = {
    ColumnKind.TEXT: _plain_text,
    ColumnKind.NUMBER: _plain_number,
    ColumnKind.TEXTS: _plain_list,
    ColumnKind.DATE: _plain_day,
}
_JUDGED: dict[str, tuple[Callable[[Any], Any], list[Callable[[Any], bool]]]] = {
    column.name: (_PLAIN.get(column.kind, _never_plain), [single_check(check) for check in column.checks])
    for column in _DECLARED.columns
}


def _validated(said: Mapping[str, Any], units: frozenset[str], latest: date) -> dict[str, Any]:
    needed = dict.fromkeys(_DECLARED.required)
    rows = pd.DataFrame({name: _column(name, value) for name, value in (needed | dict(said)).items()})
    checked = validate("declarations", rows, units, latest=latest)
    if len(checked.failures):
        failure = checked.failures.iloc[0]
        value = None if pd.isna(failure["value"]) else str(failure["value"])
        raise DeclarationRefusedError(str(failure["column_name"]), value, str(failure["reason"]))
    row = checked.accepted.iloc[0].to_dict()
    typed = {str(name): value for name, value in row.items() if isinstance(value, list) or not pd.isna(value)}
    days = [name for name in typed if _DECLARED.column(name).kind is ColumnKind.DATE]
    return typed | {name: typed[name].date() for name in days}


def _column(name: str, value: Any) -> "pd.Series[Any]":
    if isinstance(value, list):
        return pd.Series([value], index=[1], dtype="object")
    if name in _DECLARED.numbers and isinstance(value, int | float) and not isinstance(value, bool):
        return pd.Series([value], index=[1], dtype="float64")
    texts: pd.Series[Any] = pd.Series([None if value is None else str(value)], index=[1], dtype="str")
    return texts
