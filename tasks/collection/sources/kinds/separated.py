"""Separated text (CSV) in any usual encoding, read by DuckDB; one broken row costs itself and no other."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from tasks.collection.sources.encoded_text.layout import Layout, layout_of
from tasks.collection.sources.encoded_text.lines import (
    CHARACTER,
    LONG,
    QUOTES,
    WIDTH,
    Rewritten,
    TextForm,
    first_lines,
    refuse_long_gaps,
    rewrite,
    text_form,
)
from tasks.collection.sources.raw import FileKind, RawRows, ReadingHints, UnreadableFileError, fault_table
from tasks.collection.sources.tables import without_totals

_REASONS = {
    "MISSING COLUMNS": WIDTH,
    "TOO MANY COLUMNS": WIDTH,
    "UNQUOTED VALUE": QUOTES,
    "INVALID ENCODING": CHARACTER,
    "LINE SIZE OVER MAXIMUM": LONG,
}
_LINE_ENDS = {"\n": duckdb.CSVLineTerminator.LINE_FEED, "\r\n": duckdb.CSVLineTerminator.CARRIAGE_RETURN_LINE_FEED}

_BLOCK = 1 << 22  # bytes that are read at once

_Faults = list[tuple[int, str | None, str | None, str]]


def read_separated(path: Path, hints: ReadingHints) -> RawRows:
    """Rows of a separated text. Raises UnreadableFileError where it is no text, or has no header or no rows."""
    form = text_form(path, hints.encoding, hints.separator)
    layout = layout_of(first_lines(path, form.codec), hints)
    if form.judged and not hints.separator:
        form = text_form(path, hints.encoding, layout.separator)
        layout = layout_of(first_lines(path, form.codec), hints)
    refuse_long_gaps(path, form, layout.separator, len(layout.names))
    read = None if form.careful else _read_in_place(path, form, layout)
    if read is None:
        read = _read_rewritten(path, form, layout)
    return _raw_rows(read, form, layout)


@dataclass(frozen=True)
class _Read:
    table: pa.Table
    count: int  # records, broken ones included
    faults: _Faults


def _read_in_place(path: Path, form: TextForm, layout: Layout) -> _Read | None:
    """Rows as they are divided by lines, or as DuckDB reads them; None where its records are not the file's lines."""
    lines = form.lines + (not form.ends_with_line_end) - form.blank_end - layout.below
    if (plain := _read_by_lines(path, form, layout)) is not None and len(plain) == lines:
        return _Read(plain, lines, [])
    table, rejected = _duckdb_rows(path, layout, layout.below, form.line_end or "\n")
    faults: _Faults = [(line - layout.below, None, text, reason) for line, text, reason in rejected]
    records = table.num_rows + len(faults)
    one_record_a_line = records == lines and not any("\n" in (text or "").strip() for _, _, text, _ in faults)
    return _Read(table, records, faults) if one_record_a_line else None


def _read_by_lines(path: Path, form: TextForm, layout: Layout) -> pa.Table | None:
    """Rows of a text without quotation marks, in half the time that DuckDB takes; None where a row is not whole."""
    names = _column_names(layout)
    odd = form.quotes or form.damaged or form.stray_returns or form.long_lines
    if odd or layout.quote != '"' or len(names) == 1 or len(layout.separator.encode()) > 1:
        return None
    try:
        return pyarrow.csv.read_csv(
            path,
            pyarrow.csv.ReadOptions(column_names=names, skip_rows=layout.below, block_size=_BLOCK),
            pyarrow.csv.ParseOptions(delimiter=layout.separator, quote_char=False),
            pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
                check_utf8=not form.ascii,
            ),
        )
    except pa.ArrowInvalid:
        return None


def _read_rewritten(path: Path, form: TextForm, layout: Layout) -> _Read:
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "rows.csv"
        rewritten = rewrite(path, form.codec, layout.below, layout.separator, layout.quote, len(layout.names), plain)
        table, rejected = _duckdb_rows(plain, layout, 0, "\n") if plain.stat().st_size else (_no_rows(layout), [])
    return _Read(table, rewritten.rows, _all_faults(rewritten, rejected))


def _all_faults(rewritten: Rewritten, rejected: Sequence[tuple[int, str, str]]) -> _Faults:
    """Faults of both passes; DuckDB counts the lines that the first one left."""
    if not rejected:
        return rewritten.faults
    left = _without(rewritten.rows, [number for number, *_ in rewritten.faults])
    further = [(int(left[line - 1]), None, text, reason) for line, text, reason in rejected]
    return sorted([*rewritten.faults, *further], key=lambda fault: fault[0])


def _duckdb_rows(path: Path, layout: Layout, skip: int, line_end: str) -> tuple[pa.Table, list[tuple[int, str, str]]]:
    """Rows of a file as text, and the rejected ones: line, text, reason."""
    columns = dict.fromkeys(_column_names(layout), "VARCHAR")
    with duckdb.connect() as session:
        try:
            rows = session.read_csv(
                str(path),
                auto_detect=False,
                columns=columns,
                header=False,
                skiprows=skip,
                delimiter=layout.separator,
                quotechar=layout.quote,
                escapechar=layout.quote,
                lineterminator=_LINE_ENDS[line_end],
                store_rejects=True,
            ).to_arrow_table()
        except duckdb.Error as problem:
            raise UnreadableFileError(f"its rows cannot be read: {str(problem).splitlines()[0]}") from problem
        rejected = session.execute(
            "select line, any_value(csv_line), any_value(error_type::varchar) from reject_errors group by 1 order by 1"
        ).fetchall()
    return rows, [
        (line, (text or "").strip("\r\n")[:1_000], _REASONS.get(kind, WIDTH)) for line, text, kind in rejected
    ]


def _no_rows(layout: Layout) -> pa.Table:
    return pa.table({name: pa.array([], pa.string()) for name in _column_names(layout)})


def _column_names(layout: Layout) -> list[str]:
    """A name for each column: those of the header may be empty."""
    return [f"c{place}" for place in range(len(layout.names))]


def _without(count: int, positions: Sequence[int]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Positions 1 to `count` that are not in `positions`."""
    kept = np.ones(count, dtype=bool)
    kept[np.asarray(positions, dtype=np.int64) - 1] = False
    return np.flatnonzero(kept) + 1


def _raw_rows(read: _Read, form: TextForm, layout: Layout) -> RawRows:
    named = [place for place, name in enumerate(layout.names) if name]
    table = pa.table({layout.names[place]: read.table.column(place) for place in named})
    numbers = pa.array(_without(read.count, [number for number, *_ in read.faults]), pa.int64())
    table, numbers = _with_values(table, numbers)
    table, numbers, totals = without_totals(table, numbers)
    if not table.num_rows and not read.faults:
        raise UnreadableFileError("it has a header and no rows")
    return RawRows(
        table,
        numbers,
        fault_table(read.faults),
        _notes(form, layout, totals),
        ReadingHints("separated", form.codec, layout.separator, layout.quote, layout.header + 1),
        layout.titles,
    )


def _with_values(table: pa.Table, numbers: pa.Array) -> tuple[pa.Table, pa.Array]:
    """The rows that hold a value at all."""
    empty: pa.ChunkedArray | None = None
    for column in table.itercolumns():
        if not column.null_count:
            return table, numbers
        empty = column.is_null() if empty is None else pc.and_(empty, column.is_null())
        if not pc.any(empty).as_py():
            return table, numbers
    kept = pc.invert(empty)
    return table.filter(kept), numbers.filter(kept.combine_chunks())


def _notes(form: TextForm, layout: Layout, totals: Sequence[str]) -> tuple[str, ...]:
    notes = []
    if layout.titles:
        notes.append(f"lines above the header are passed over: {'; '.join(layout.titles)[:200]}")
    if totals:
        notes.append(f"rows below the table are passed over: {'; '.join(totals)}")
    if form.judged:
        notes.append(
            f"its text is read as {form.codec}, by the look of its letters: if names look wrong, fix the encoding"
        )
    return tuple(notes)


def _recognises(head: bytes, path: Path) -> bool:
    return not head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"<", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1"))


KIND = FileKind("separated", 90, _recognises, read_separated)
