"""How a content is described: its columns, each with its kind, its meaning and the checks on its values."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

import pyarrow as pa

DEFAULT = b"default"  # in the metadata of an Arrow field: what a row that says nothing means

_TYPES: dict[str, pa.DataType] = {
    "text": pa.string(),
    "list of texts": pa.list_(pa.string()),
    "number": pa.float64(),
    "whole number": pa.int64(),
    "date": pa.date32(),
    "moment": pa.timestamp("s"),
    "message": pa.string(),
}


class ColumnKind(StrEnum):
    """Kind of a column's values."""

    TEXT = "text"
    TEXTS = "list of texts"
    NUMBER = "number"
    INTEGER = "whole number"
    DATE = "date"
    MOMENT = "moment"
    MESSAGE = "message"

    @property
    def lake_type(self) -> pa.DataType:
        """The type that the lake keeps such values in."""
        return _TYPES[self.value]


class Level(StrEnum):
    """Part of a declaration that a column belongs to."""

    HEADER = "header"
    ITEM = "item"


class Need(StrEnum):
    """How much of a column a file must bring."""

    VALUE = "a value in every row"
    HEADER = "the column, though cells may be empty"
    NOTHING = "nothing"


class CodeList(StrEnum):
    """Code lists that reference data keeps, outside this package."""

    COUNTRIES = "countries"
    UNITS = "units"


@dataclass(frozen=True)
class AtLeast:
    """A number of at least `least`."""

    least: float
    reason: str


@dataclass(frozen=True)
class Between:
    """A day from `first` to `last`."""

    first: date
    last: date
    reason: str


@dataclass(frozen=True)
class Matches:
    """A text that matches the regular expression `pattern` from its beginning to its end."""

    pattern: str
    reason: str


@dataclass(frozen=True)
class OneOf:
    """One of these codes."""

    codes: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class InCodeList:
    """A code of a list that reference data keeps."""

    code_list: CodeList
    reason: str


# `reason` completes a sentence that begins with the column and its value.
Check = AtLeast | Between | Matches | OneOf | InCodeList

NOT_NEGATIVE = AtLeast(0, "is negative")
POSSIBLE_DATE = Between(date(2000, 1, 1), date(2099, 12, 31), "is no possible date")
COUNTRY = InCodeList(CodeList.COUNTRIES, "is no ISO 3166 country code")
KNOWN_UNIT = InCodeList(CodeList.UNITS, "is no known office")


@dataclass(frozen=True)
class Column:
    """One column.

    unit: unit of a number. key: whether it identifies the row. past: whether it is a date of what has happened, which
    cannot lie in the future. updated: whether a later file may change it in the register. level: part of a declaration
    it belongs to. conditions: whether a parameter may have a condition on it. selectivity: rank among the columns that
    the join of parameters looks values up by, the most selective first. formula: how a derived column is computed.
    default: the value of a row that says nothing, rows of earlier schemas included.
    """

    name: str
    kind: ColumnKind
    description: str
    unit: str = ""
    need: Need = Need.NOTHING
    key: bool = False
    past: bool = False
    updated: bool = False
    checks: tuple[Check, ...] = ()
    level: Level | None = None
    conditions: bool = False
    selectivity: int = 99
    formula: str = ""
    default: int | str | None = None


@dataclass(frozen=True)
class Content:
    """Rows of one kind: what they are, their columns, and where they are kept.

    columns: as a file brings them or the system writes them. derived: computed when rows are read, never kept.
    tables: names of the lake's tables that keep them; none where the register does. sealed: those of the tables that
    only an inspection or a measurement may read. month_column: the date that says which month of the lake a row goes
    to. batch: what the column `batch` holds in the lake; empty where there is none.
    from_files: whether files bring them. written_with: the content whose collection writes them, where no file brings
    them by itself. changes: the table that lists the later versions of its rows; `every_version`: the name under which
    all versions are read, while its own table shows those that count. versioned: whether a later row with the same key
    is its next version; the lake shows the latest of each, the columns of `VERSION` say which it is and when it came.
    """

    name: str
    description: str
    columns: tuple[Column, ...]
    derived: tuple[Column, ...] = ()
    tables: tuple[str, ...] = ()
    sealed: tuple[str, ...] = ()
    month_column: str = ""
    batch: str = "Key of the collection batch that brought the row"
    from_files: bool = True
    written_with: str = ""
    changes: str = ""
    every_version: str = ""
    versioned: bool = False

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in their order."""
        return self._names(lambda column: True)

    @cached_property
    def key(self) -> str:
        """Name of the column that identifies a row, the first of several."""
        return next(column.name for column in self.columns if column.key)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Columns that identify a row together."""
        return self._names(lambda column: column.key)

    @cached_property
    def required(self) -> tuple[str, ...]:
        """Columns that no row may leave empty."""
        return self._names(lambda column: column.need is Need.VALUE)

    @cached_property
    def headers(self) -> tuple[str, ...]:
        """Columns that a file must have."""
        return self._names(lambda column: column.need is not Need.NOTHING)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Columns of text."""
        return self._names(lambda column: column.kind is ColumnKind.TEXT)

    @cached_property
    def lists(self) -> tuple[str, ...]:
        """Columns of lists of texts."""
        return self._names(lambda column: column.kind is ColumnKind.TEXTS)

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """Columns of numbers."""
        return self._names(lambda column: column.kind in (ColumnKind.NUMBER, ColumnKind.INTEGER))

    @cached_property
    def dates(self) -> tuple[str, ...]:
        """Columns of dates, with or without a time of day."""
        return self._names(lambda column: column.kind in (ColumnKind.DATE, ColumnKind.MOMENT))

    @cached_property
    def past(self) -> tuple[str, ...]:
        """Dates that cannot lie in the future."""
        return self._names(lambda column: column.past)

    @cached_property
    def updated(self) -> tuple[str, ...]:
        """Columns that a later file may change in the register."""
        return self._names(lambda column: column.updated)

    @cached_property
    def unit_columns(self) -> tuple[str, ...]:
        """Columns that hold the code of a customs unit."""
        return self._names(lambda column: KNOWN_UNIT in column.checks)

    @cached_property
    def schema(self) -> pa.Schema:
        """Arrow schema of the columns that a file brings."""
        return pa.schema([_field(column) for column in self.columns])

    @cached_property
    def lake_schema(self) -> pa.Schema:
        """Arrow schema of the lake's table: `schema`, and the batch that the row came with."""
        return self.schema.append(pa.field("batch", pa.string())) if self.batch else self.schema

    def column(self, name: str) -> Column:
        """The column `name`, derived ones included. Raises KeyError."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in (*self.columns, *self.derived)}

    def _names(self, wanted: Callable[[Column], bool]) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if wanted(column))


VERSION = (
    Column("version", ColumnKind.INTEGER, "Number of the version, from 1; given by collection", default=1),
    Column("received_on", ColumnKind.DATE, "Day on which the version came"),
)


def _field(column: Column) -> pa.Field:
    """The Arrow field of a column; its metadata holds the default, if there is one."""
    default = None if column.default is None else {DEFAULT: str(column.default).encode()}
    return pa.field(column.name, column.kind.lake_type, metadata=default)
