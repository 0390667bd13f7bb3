"""Raw rows: one row per goods item, all text, nothing interpreted. `reading.read_raw` makes them from a file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

import pyarrow as pa

from tasks.collection.file_content import UnreadableFileError

MOST_COLUMNS = 2_000
# Columns in which a nested format says what its messages are: the place of the message in the file, the paths that it
# changes of a declaration, the items that it takes out, and what it changes in codes that are not known.
MESSAGE_COLUMNS = MESSAGE, CHANGES, REMOVED_ITEMS, NOT_UNDERSTOOD = (
    "@message",
    "@changes",
    "@removed_items",
    "@not_understood",
)
FAULT_COLUMNS = pa.schema(
    [("row_number", pa.int64()), ("column_name", pa.string()), ("value", pa.string()), ("reason", pa.string())]
)


@dataclass(frozen=True)
class ReadingHints:
    """How a file is read. In a mapping: what its author fixed; in `RawRows.found`: how the file was read.

    kind: name of the file kind, as in `RawRows.found`. encoding: a Python codec name. header_row: 1-based line of the
    header in the file or sheet. sheets: names of the sheets to read, header sheet first. record_path: where the records
    of a JSON file are, keys joined by `/`.
    """

    kind: str | None = None
    encoding: str | None = None
    separator: str | None = None
    quote: str | None = None
    header_row: int | None = None
    sheets: tuple[str, ...] | None = None
    record_path: str | None = None

    def filled(self, found: "ReadingHints") -> "ReadingHints":
        """These hints, completed by `found` where they fix nothing."""
        fixed = {each.name: getattr(self, each.name) for each in fields(self)}
        return ReadingHints(**{name: getattr(found, name) if value is None else value for name, value in fixed.items()})


@dataclass(frozen=True)
class RawRows:
    """Rows of a file, one per goods item.

    rows: text columns under the source's own header, null where empty; a nested format repeats the header's values on
    every item and names a column by its path, such as `GoodsShipment/ExitCustomsOffice/ID`; an XML attribute is
    `path@name`, and one of several alike elements is `path:type`. row_numbers: int64, position of each row in the file
    from 1, broken rows counted. faults: FAULT_COLUMNS, the broken rows, which are not in `rows`. notes: sentences about
    lines that were passed over and about how the file was understood. found: the hints that read it. titles: the lines
    above the header. broken_values: FAULT_COLUMNS, single values that cannot be read and are null in `rows`; they
    refuse their row where the mapping uses their column.
    """

    rows: pa.Table
    row_numbers: pa.Array
    faults: pa.Table = field(default_factory=FAULT_COLUMNS.empty_table)
    notes: tuple[str, ...] = ()
    found: ReadingHints = field(default_factory=ReadingHints)
    titles: tuple[str, ...] = ()
    broken_values: pa.Table = field(default_factory=FAULT_COLUMNS.empty_table)


@dataclass(frozen=True)
class FileKind:
    """A kind of file: how its first bytes look, and how its rows are read.

    recognises: (first 64 KB of the file, path) → whether the file is of this kind; kinds are tried by `order`, lowest
    first. read: raises UnreadableFileError.
    """

    name: str
    order: int
    recognises: Callable[[bytes, Path], bool]
    read: Callable[[Path, ReadingHints], RawRows]


def raw_table(columns: Mapping[str, Sequence[str | None]]) -> pa.Table:
    """Columns of text as a table; empty text becomes null."""
    return pa.table(
        {name: pa.array([each or None for each in values], pa.string()) for name, values in columns.items()}
    )


def fault_table(faults: Sequence[tuple[int, str | None, str | None, str]]) -> pa.Table:
    """Faults (row number, column, value, reason) as a table of FAULT_COLUMNS."""
    columns = list(zip(*faults, strict=True)) or [(), (), (), ()]
    return pa.table(
        [pa.array(each, kind.type) for each, kind in zip(columns, FAULT_COLUMNS, strict=True)], FAULT_COLUMNS
    )


__all__ = [
    "CHANGES",
    "FAULT_COLUMNS",
    "MESSAGE",
    "MESSAGE_COLUMNS",
    "MOST_COLUMNS",
    "NOT_UNDERSTOOD",
    "REMOVED_ITEMS",
    "FileKind",
    "RawRows",
    "ReadingHints",
    "UnreadableFileError",
    "fault_table",
    "raw_table",
]
