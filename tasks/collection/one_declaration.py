"""One declaration that a system sends as such: its goods items, read as collection reads the rows of a file."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from sys import float_info
from typing import Any

import pyarrow as pa

from sql.contents import CONTENTS, ColumnKind
from sql.contents.description import Level
from sql.reference import country_codes
from sql.spelling import PLACEHOLDERS, plain_spelling
from tasks.collection.rules import single_check
from tasks.collection.sources.canonical import CONTENTS as READ_AS
from tasks.collection.sources.columns import LARGEST_WHOLE, Installation
from tasks.collection.sources.mapping import canonical_mapping
from tasks.collection.sources.normalise import normalise
from tasks.collection.sources.raw import RawRows
from tasks.collection.sources.reference_codes import CodeList, currencies, units
from tasks.collection.sources.text import LONGEST_TEXT

ITEMS = "items"
MOST_ITEMS = 9_999  # of one declaration
_DECLARED = CONTENTS["declarations"]
_KINDS = READ_AS["declarations"]
_NUMBERED_BY_CUSTOMS = ("version", "received_at", "value")
_COLUMNS = frozenset(_DECLARED.names).difference(_NUMBERED_BY_CUSTOMS)
_OF_ITEMS = frozenset(column.name for column in _DECLARED.columns if column.level is Level.ITEM)
_DECIMAL = frozenset(column.name for column in _DECLARED.columns if column.kind is ColumnKind.NUMBER)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_IDENTIFIER = re.compile(r"(?=.*[1-9A-Za-z])[A-Za-z0-9-]{1,40}", re.ASCII)
_SCIENTIFIC = re.compile(r"\d[eE]\d+", re.ASCII)
_HS_CODE = re.compile(r"(?=.*[1-9])(\d{6}|\d{8}|\d{10})", re.ASCII)


class DeclarationRefusedError(ValueError):
    """A declaration that may not be taken in: the column, its value, and the reason in words."""

    def __init__(self, column: str, value: str | None, reason: str) -> None:
        super().__init__(f"{column} {reason}" + (f": {value}" if value is not None else ""))
        self.column, self.value, self.reason = column, value, reason


def checked_items(declaration: Mapping[str, Any], installation: Installation) -> list[dict[str, Any]]:
    """The goods items of a declaration, by their numbers, with the columns of the header on each.

    declaration: canonical columns as JSON holds them, of one item; or those of the header, and a list of `items`.
    installation: its `received_on` is the day of lodgement where the declaration says none, its `latest` the last one
    that it can say. Days are dates, numbers finite, what is empty is left out. Values are read as those of a file:
    plain ones in microseconds, others by `normalise`. An unknown code is kept as it is. Raises
    DeclarationRefusedError with the first thing that is wrong.
    """
    rows = [_said(row) for row in _rows(declaration)]
    plain = [{name: value for name, value in row.items() if _is_plain(name, value, installation)} for row in rows]
    odd = [{name: value for name, value in row.items() if name not in plain[place]} for place, row in enumerate(rows)]
    read = _normalised(odd, installation) if any(odd) else odd
    return _numbered([_typed(ready | found, installation) for ready, found in zip(plain, read, strict=True)])


def _rows(declaration: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One row per goods item."""
    if ITEMS not in declaration:
        return [dict(declaration)]
    header, items = {name: value for name, value in declaration.items() if name != ITEMS}, declaration[ITEMS]
    if not isinstance(items, list) or not items or not all(isinstance(item, dict) for item in items):
        raise DeclarationRefusedError(ITEMS, None, "must be a list of at least one goods item")
    if len(items) > MOST_ITEMS:
        raise DeclarationRefusedError(
            ITEMS, str(len(items)), f"are more than the {MOST_ITEMS:,} that one form can have"
        )
    for name in header:
        if name in _OF_ITEMS:
            raise DeclarationRefusedError(name, None, "is a column of a goods item: put it into items")
    for item in items:
        for name in item:
            if name in _COLUMNS and name not in _OF_ITEMS:
                raise DeclarationRefusedError(name, None, "is a column of the header: take it out of items")
    return [header | item for item in items]


def _said(row: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a row that say something, each of a kind that its column can take."""
    said = {}
    for column, value in row.items():
        if column in _NUMBERED_BY_CUSTOMS:
            raise DeclarationRefusedError(column, None, "is for customs to say: leave it out")
        if column not in _COLUMNS:
            raise DeclarationRefusedError(column, None, "is no column of a declaration")
        if isinstance(value, dict) or (isinstance(value, list) and column not in _DECLARED.lists):
            raise DeclarationRefusedError(column, str(value), "must be a single value")
        if isinstance(value, list) and not all(isinstance(each, str) for each in value):
            raise DeclarationRefusedError(column, str(value), "must be a list of texts")
        if isinstance(value, bool):
            raise DeclarationRefusedError(column, str(value).lower(), "must be a text or a number")
        largest = LARGEST_WHOLE if _DECLARED.column(column).kind is ColumnKind.INTEGER else float_info.max
        if isinstance(value, int) and abs(value) > largest:
            raise DeclarationRefusedError(column, f"{str(value)[:20]}…", "is too large a number")
        if isinstance(value, float) and not abs(value) <= float_info.max:
            value = None  # JSON has no such number; a file that brings one means nothing
        if isinstance(value, str):
            value = value.strip()
        if isinstance(value, list):
            value = [each.strip() for each in value if each.strip()]
        if value not in (None, ""):
            said[column] = value
    if said.get("function", "lodged") not in ("lodged", "amended", "cancelled"):
        raise DeclarationRefusedError("function", str(said["function"]), "is not lodged, amended or cancelled")
    if said.get("function") != "cancelled":
        said.pop("function", None)  # a number that is known says as much
    if "declaration_id" not in said:
        raise DeclarationRefusedError("declaration_id", None, "is missing")
    return said


def _is_plain(column: str, value: Any, installation: Installation) -> bool:
    """Whether a file would bring the value just so; a number whose checks fail raises DeclarationRefusedError."""
    if isinstance(value, list):
        return all(_is_plain_text(each) for each in value)
    if _DECLARED.column(column).kind in (ColumnKind.NUMBER, ColumnKind.INTEGER):
        return _is_plain_number(column, value)
    if not isinstance(value, str):
        return False
    if _KINDS[column] == "office":
        return value in installation.units
    return _PLAIN.get(_KINDS[column], _is_plain_text)(value)


def _is_plain_number(column: str, value: Any) -> bool:
    if isinstance(value, str) or (_KINDS.get(column) == "integer" and not isinstance(value, int)):
        return False
    for check, reason in _CHECKS[column]:
        if not check(value):
            raise DeclarationRefusedError(column, str(value), reason)
    return True


def _is_plain_text(text: str) -> bool:
    return (
        len(text) <= LONGEST_TEXT
        and plain_spelling(text) == text
        and text[0].isalnum()
        and (text[-1].isalnum() or text[-1] in ".)%")
        and text.lower() not in PLACEHOLDERS
    )


def _is_plain_identifier(text: str) -> bool:
    plain = _IDENTIFIER.fullmatch(text) is not None and _SCIENTIFIC.search(text) is None
    return plain and text.lower() not in PLACEHOLDERS


def _is_plain_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_code_of(codes: Callable[[], CodeList]) -> Callable[[str], bool]:
    return lambda text: codes().known.get(text.casefold()) == text


# How a text that a file would bring just so looks, by the kind of its column.
_PLAIN: dict[str, Callable[[str], bool]] = {
    "identifier": _is_plain_identifier,
    "hs_code": lambda text: _HS_CODE.fullmatch(text) is not None,
    "country": lambda text: text in country_codes(),
    "currency": _is_code_of(currencies),
    "unit": _is_code_of(units),
    "direction": lambda text: text in ("import", "export"),
    "date": _is_plain_day,
    "moment": lambda text: False,
}
_CHECKS = {
    column.name: [(single_check(check), check.reason) for check in column.checks] for column in _DECLARED.columns
}


def _normalised(rows: Sequence[Mapping[str, Any]], installation: Installation) -> list[dict[str, Any]]:
    """Values that are not plain, read as those of a file. Raises DeclarationRefusedError where one cannot be."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    texts = {name: pa.array([_text(row.get(name)) for row in rows], pa.string()) for name in columns}
    if "declaration_id" not in columns:  # it is plain, and nobody reads it here
        texts["declaration_id"] = pa.array(["D"] * len(rows), pa.string())
    mapping = canonical_mapping("declarations").model_copy(update={"required": ()})
    raw = RawRows(pa.table(texts), pa.array(range(1, len(rows) + 1), pa.int64()))
    found = normalise(raw, mapping, installation)
    for fault in found.refused.to_pylist():
        if fault["column_name"] in columns:
            raise DeclarationRefusedError(fault["column_name"], fault["value"], fault["reason"])
    read = found.items.select(columns).to_pylist()
    return [{name: value for name, value in row.items() if value is not None} for row in read]


def _text(value: Any) -> str | None:
    """A value as a file would hold it."""
    if isinstance(value, list):
        return ";".join(value)
    return None if value is None else str(value)


def _typed(row: Mapping[str, Any], installation: Installation) -> dict[str, Any]:
    """A row with a day of lodgement, as a date that is possible."""
    lodged = row.get("lodged_on", installation.received_on)
    day = date.fromisoformat(lodged) if isinstance(lodged, str) else lodged
    if day is None:
        raise DeclarationRefusedError("lodged_on", None, "is missing")
    for check, reason in _CHECKS["lodged_on"]:
        if not check(day):
            raise DeclarationRefusedError("lodged_on", day.isoformat(), reason)
    if installation.latest is not None and day > installation.latest:
        raise DeclarationRefusedError("lodged_on", day.isoformat(), f"lies in the future: after {installation.latest}")
    numbers = {name: float(value) for name, value in row.items() if name in _DECIMAL}  # 45000 and 45000.0 are the same
    return {**row, **numbers, "lodged_on": day}


def _numbered(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Items with a number each, in their order; those without one follow the numbers that the declaration has."""
    highest = max((int(row["item_number"]) for row in rows if "item_number" in row), default=0)
    items: dict[int, dict[str, Any]] = {}
    for row in rows:
        number = int(row["item_number"]) if "item_number" in row else (highest := highest + 1)
        if number in items:
            raise DeclarationRefusedError("item_number", str(number), "is in the declaration twice")
        items[number] = {**row, "item_number": number}
    return [items[number] for number in sorted(items)]
