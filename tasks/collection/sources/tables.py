"""Tables of a workbook as raw rows: a header sheet joined to its items, sheets of one shape put below each other."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

_KEYS = ("海关编号", "报关单号", "预录入编号", "统一编号", "declaration_id", "declaration number", "mrn", "lrn")

_TOTALS = (
    "total",
    "totals",
    "sum",
    "somme",
    "soma",
    "summe",
    "suma",
    "合计",
    "总计",
    "小计",
    "合計",
    "總計",
    "합계",
    "итого",
)
_ROWS_AT_THE_END = 3
_ORDER = "row of its sheet"


@dataclass(frozen=True)
class SheetTable:
    """Rows of one sheet: text columns, the row numbers of its rows, the 1-based row of its header, titles above it."""

    sheet: str
    rows: pa.Table
    row_numbers: pa.Array
    header_row: int
    titles: tuple[str, ...] = ()


@dataclass(frozen=True)
class CombinedTable:
    """Rows of one or more sheets, the sheets they come from, and sentences on how they were combined."""

    rows: pa.Table
    row_numbers: pa.Array
    sheets: tuple[str, ...]
    notes: tuple[str, ...]


def combine(tables: Sequence[SheetTable]) -> CombinedTable:
    """One table of the sheets of a workbook.

    A sheet with one row per declaration is joined to a sheet with its items by the column they share. Sheets with the
    same columns follow each other. Otherwise the longest sheet counts, and the others are named.
    """
    if pair := _header_and_items(tables):
        return _joined(*pair, [table for table in tables if table not in pair[:2]])
    first = max(tables, key=lambda table: table.rows.num_rows)
    alike = [table for table in tables if set(table.rows.column_names) == set(first.rows.column_names)]
    others = [table for table in tables if table not in alike]
    rows = pa.concat_tables([table.rows.select(first.rows.column_names) for table in alike])
    notes = _passed_over(others)
    if len(alike) > 1:
        notes = (f"sheets of one shape are read as one: {_names(alike)}", *notes)
        numbers = pa.array(range(1, rows.num_rows + 1), pa.int64())
    else:
        numbers = first.row_numbers
    return CombinedTable(rows, numbers, tuple(table.sheet for table in alike), notes)


def _names(tables: Sequence[SheetTable]) -> str:
    return ", ".join(table.sheet for table in tables)


def _passed_over(tables: Sequence[SheetTable]) -> tuple[str, ...]:
    return (f"other sheets are passed over: {_names(tables)}",) if tables else ()


def _header_and_items(tables: Sequence[SheetTable]) -> tuple[SheetTable, SheetTable, str] | None:
    """Header sheet, items sheet and the column that joins them, where two sheets are such a pair."""
    pairs = [
        (header, items, key, rank)
        for header in tables
        for items in tables
        if header is not items and set(header.rows.column_names) != set(items.rows.column_names)
        for key in header.rows.column_names
        if key in items.rows.column_names and (rank := _joins(header, items, key)) is not None
    ]
    if not pairs:
        return None
    header, items, key, _ = min(pairs, key=lambda pair: (pair[3], -pair[1].rows.num_rows))
    return header, items, key


def _joins(header: SheetTable, items: SheetTable, key: str) -> int | None:
    """How good a column is to join by, least best; None where it does not tell the declarations apart."""
    above, below = header.rows.column(key), items.rows.column(key)
    if above.null_count or pc.count_distinct(above).as_py() < len(above):
        return None
    known = pc.is_in(below.drop_null(), value_set=above.unique())
    if not len(known) or pc.sum(known).as_py() < 0.5 * len(known):
        return None
    name = key.strip().casefold()
    if name in _KEYS:
        return _KEYS.index(name)
    tells_rows_apart = not below.null_count and pc.count_distinct(below).as_py() == len(below) and len(below) > 1
    return None if tells_rows_apart and len(below) > len(above) else len(_KEYS)


def _joined(header: SheetTable, items: SheetTable, key: str, others: Sequence[SheetTable]) -> CombinedTable:
    """Every item with the values of its declaration; a declaration without items is a row, too."""
    own = set(items.rows.column_names)
    renamed = [
        name if name == key or name not in own else f"{header.sheet}/{name}" for name in header.rows.column_names
    ]
    below = items.rows.set_column(
        items.rows.column_names.index(key), key, pc.fill_null_forward(items.rows.column(key))
    ).append_column(_ORDER, items.row_numbers)
    rows = header.rows.rename_columns(renamed).join(below, key, join_type="full outer").sort_by(_ORDER)
    lonely = pc.sum(pc.invert(pc.is_in(below.column(key), value_set=header.rows.column(key)))).as_py() or 0
    notes = [f"items of sheet {items.sheet} are joined to declarations of sheet {header.sheet} by {key}"]
    if lonely:
        notes.append(f"{lonely:,} items have no declaration in sheet {header.sheet}")
    numbers = pc.coalesce(
        rows.column(_ORDER), pa.chunked_array([pa.array(range(1, rows.num_rows + 1), pa.int64())])
    ).combine_chunks()
    return CombinedTable(
        rows.drop_columns(_ORDER), numbers, (header.sheet, items.sheet), (*notes, *_passed_over(others))
    )


def without_totals(table: pa.Table, numbers: pa.Array) -> tuple[pa.Table, pa.Array, list[str]]:
    """The rows without a total below them, and the totals' labels."""
    labels: list[str] = []
    while table.num_rows > 1 and len(labels) < _ROWS_AT_THE_END:
        last = table.slice(table.num_rows - 1).to_pylist()[0]
        values = [value.strip() for value in last.values() if value and value.strip()]
        label = values[0] if values else ""
        if label.rstrip(":：").casefold() not in _TOTALS or len(values) > len(last) / 2:
            break
        labels.append(label)
        table, numbers = table.slice(0, table.num_rows - 1), numbers.slice(0, len(numbers) - 1)
    return table, numbers, labels
