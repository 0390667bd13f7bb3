"""Tables with a column for each currency or day, as one row for each of their cells."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from tasks.collection.sources.mapping import Wide
from tasks.collection.sources.raw import FAULT_COLUMNS, RawRows
from tasks.collection.sources.text import clean_text

HEADER, CELL, MARKED = "@header", "@cell", "@marked"


def long_rows(raw: RawRows, wide: Wide) -> RawRows:
    """One row for each filled cell of the columns that `wide` spreads; other columns as they are.

    Lines of a single cell are titles and remarks: they are no broken rows.
    """
    spread = [name for name in raw.rows.column_names if wide.spreads(name)]
    beside = [name for name in raw.rows.column_names if name not in spread]
    broken = [line for line in raw.faults.to_pylist() if not _single(line["value"], raw.found.separator)]
    tables, numbers = [], []
    for block in _blocks(raw, wide, beside[0] if beside else "", spread):
        rows, row_numbers = raw.rows.slice(block.start, block.count), raw.row_numbers.slice(block.start, block.count)
        for name, header in block.headers.items():
            cells = clean_text(rows.column(name).combine_chunks()).values
            filled = cells.is_valid()
            part = rows.select(beside).filter(filled)
            part = part.append_column(HEADER, pa.array([header] * len(part), pa.string()))
            tables.append(part.append_column(CELL, cells.filter(filled)))
            numbers.append(row_numbers.filter(filled))
    empty = {name: pa.array([], pa.string()) for name in (*beside, HEADER, CELL)}
    table = pa.concat_tables([pa.table(empty), *tables])
    return replace(
        raw,
        rows=_marked(table, beside[0], wide.mark) if wide.mark and beside else table,
        row_numbers=pa.concat_arrays([pa.array([], pa.int64()), *numbers]),
        faults=pa.Table.from_pylist(broken, FAULT_COLUMNS),
    )


@dataclass(frozen=True)
class _Block:
    """Rows of one table of the file: the place of the first, how many, and the header of each column that spreads."""

    start: int
    count: int
    headers: dict[str, str]


def _blocks(raw: RawRows, wide: Wide, key: str, spread: list[str]) -> Iterator[_Block]:
    """The tables of the file, each below a header; those below another title than the mapping's are left out."""
    headers = dict(zip(spread, spread, strict=True))
    if not key:
        yield _Block(0, len(raw.rows), headers)
        return
    repeated = pc.equal(pc.utf8_trim_whitespace(raw.rows.column(key)), key.strip())
    places = [place for place, again in enumerate(repeated.to_pylist()) if again]
    titles = _titles(raw, key)
    start, counts = 0, True
    for place in (*places, len(raw.rows)):
        if counts:
            yield _Block(start, place - start, headers)
        if place == len(raw.rows):
            return
        first, here = (int(raw.row_numbers[each].as_py()) for each in (start, place))
        above = [text for number, text in titles if first < number < here]
        counts = counts if not above or wide.title is None else above[-1].strip().startswith(wide.title)
        cells = raw.rows.slice(place, 1).select(spread).to_pylist()[0]
        headers = {name: str(header) for name, header in cells.items() if header and wide.spreads(str(header))}
        start = place + 1


def _titles(raw: RawRows, key: str) -> list[tuple[int, str]]:
    """Lines of a single cell, in the order of the file: row number and text."""
    separator = raw.found.separator
    titles = [
        (int(line["row_number"]), str(line["value"]).split(separator or "\n")[0])
        for line in raw.faults.to_pylist()
        if _single(line["value"], separator)
    ]
    alone = raw.rows.column(key).is_valid()
    for name in raw.rows.column_names:
        if name != key:
            alone = pc.and_(alone, raw.rows.column(name).is_null())
    texts, numbers = raw.rows.column(key).filter(alone).to_pylist(), raw.row_numbers.filter(alone.combine_chunks())
    return sorted([*titles, *zip(numbers.to_pylist(), texts, strict=True)])


def _single(line: str | None, separator: str | None) -> bool:
    """Whether a line has one cell."""
    return sum(bool(cell.strip()) for cell in (line or "").split(separator or "\n")) <= 1


def _marked(table: pa.Table, key: str, mark: str) -> pa.Table:
    """The table with the first cell of marked rows under a column of their own."""
    cells = table.column(key)
    marked = pc.fill_null(pc.ends_with(pc.utf8_trim_whitespace(cells), mark), False)
    nothing = pa.scalar(None, pa.string())
    table = table.set_column(table.column_names.index(key), key, pc.if_else(marked, nothing, cells))
    return table.append_column(MARKED, pc.replace_substring(pc.if_else(marked, cells, nothing), mark, ""))
