"""Rows of nested declarations: the values of each item under their paths, the header's repeated on every item."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from tasks.collection.sources.raw import (
    MOST_COLUMNS,
    RawRows,
    ReadingHints,
    UnreadableFileError,
    fault_table,
    raw_table,
)

Values = dict[str, list[str]]  # path → values in order
_BETWEEN = ";"


@dataclass
class RowBuilder:
    """Collects rows of one file; a column appears where a row has a value for it."""

    columns: dict[str, list[str | None]] = field(default_factory=dict)
    count: int = 0
    faults: list[tuple[int, str | None, str | None, str]] = field(default_factory=list)

    def add(self, *parts: Mapping[str, Sequence[str]]) -> None:
        """Add a row with the values of these parts; several values of one path are joined by `;`."""
        self.count += 1
        filled = self.count - 1 - len(self.faults)
        for part in parts:
            for path, values in part.items():
                column = self.columns.setdefault(path, [])
                column.extend([None] * (filled - len(column)))
                column[filled:] = [_BETWEEN.join(values)]
        if len(self.columns) > MOST_COLUMNS:
            raise UnreadableFileError(f"its records have more than {MOST_COLUMNS:,} different fields")

    def add_fault(self, value: str | None, reason: str, column_name: str | None = None) -> None:
        """Note a row that is broken by itself."""
        self.count += 1
        self.faults.append((self.count, column_name, value, reason))

    def raw_rows(self, found: ReadingHints, notes: Iterable[str] = ()) -> RawRows:
        """The rows. Raises UnreadableFileError where there are none at all."""
        if not self.count:
            raise UnreadableFileError("it holds no declaration")
        filled = self.count - len(self.faults)
        for column in self.columns.values():
            column.extend([None] * (filled - len(column)))
        broken = {number for number, *_ in self.faults}
        numbers = [number for number in range(1, self.count + 1) if number not in broken]
        return RawRows(
            raw_table(self.columns), pa.array(numbers, pa.int64()), fault_table(self.faults), tuple(notes), found
        )


def add_value(values: Values, path: str, value: str | None) -> None:
    """Add a value to its path; empty text is no value."""
    if value and (text := value.strip()):
        values.setdefault(path, []).append(text)
