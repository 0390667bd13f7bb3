"""Parquet files, whatever types their writer chose, as the text that the same rows have in a CSV file."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tasks.collection.file_content import checked_header
from tasks.collection.sources.arrow_text import Places, text_of
from tasks.collection.sources.raw import (
    FAULT_COLUMNS,
    MOST_COLUMNS,
    FileKind,
    RawRows,
    ReadingHints,
    UnreadableFileError,
)

_MARK = b"PAR1"
_MOST_BYTES = 32 << 30  # that the columns unpack to
_MOST_ROWS = 500_000_000
_MOST_PACKED = 2_000  # bytes from one byte, in a file that is large when unpacked
_MOST_TEXT_PACKED = 50  # bytes of text from one byte
_MOST_ROWS_PACKED = 1  # rows from one byte
_LARGE_BYTES, _LARGE_ROWS = 1 << 27, 2_000_000
_BATCH = 1 << 17  # rows
_SHOWN = 200  # characters of a broken value


def read_parquet(path: Path, hints: ReadingHints) -> RawRows:
    """Rows of a Parquet file, one row group at a time. Raises UnreadableFileError where it is damaged or a bomb."""
    return parquet_rows(path)


def parquet_rows(path: Path, groups: Sequence[int] | None = None, first: int = 1) -> RawRows:
    """Rows of these row groups of a Parquet file, of all without any; `first` is the number of the first row.

    Raises UnreadableFileError.
    """
    try:
        _refuse_bombs(pq.read_metadata(path), path.stat().st_size)
        with pq.ParquetFile(path, memory_map=True) as file:
            names = checked_header(list(file.schema_arrow.names))
            readable = [name for name in names if name and _is_flat(file.schema_arrow.field(name).type)]
            pieces = list(_pieces(path, file, readable, groups, first))
    except UnreadableFileError:
        raise
    except (pa.ArrowException, OSError, OverflowError, MemoryError, ValueError, LookupError) as problem:
        # A damaged file may bear any name and any place of a value; what Arrow then raises is of many kinds.
        reason = f"the Parquet file is damaged: {str(problem).splitlines()[0][:200]}"
        if isinstance(problem, MemoryError):
            reason = "its values unpack to more than memory holds: that is no table"
        raise UnreadableFileError(reason) from problem
    rows = pa.concat_tables([piece for piece, _ in pieces])
    numbers = pa.array(np.arange(first, first + len(rows)))
    broken = pa.concat_tables([FAULT_COLUMNS.empty_table(), *(piece for _, piece in pieces)]).sort_by("row_number")
    passed_over = [name for name in names if name and name not in readable]
    notes = (f"columns of nested values are passed over: {', '.join(passed_over)[:200]}",) if passed_over else ()
    return RawRows(rows, numbers, notes=notes, found=ReadingHints("parquet"), broken_values=broken)


def _refuse_bombs(metadata: pq.FileMetaData, size: int) -> None:
    if metadata.num_columns > MOST_COLUMNS:
        raise UnreadableFileError(f"it has {metadata.num_columns:,} columns: at most {MOST_COLUMNS:,} can be read")
    if not metadata.num_rows:
        raise UnreadableFileError("it has a header and no rows")
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    unpacked = sum(max(group.total_byte_size, 0) for group in groups)
    rows = max(metadata.num_rows, *(group.num_rows for group in groups))
    packed = unpacked > _LARGE_BYTES and unpacked > _MOST_PACKED * size
    repeated = rows > _LARGE_ROWS and rows > _MOST_ROWS_PACKED * size
    if unpacked > _MOST_BYTES or rows > _MOST_ROWS or packed or repeated:
        raise UnreadableFileError(
            f"its {size:,} bytes unpack to {rows:,} rows and {unpacked:,} bytes: that is no table"
        )


def _is_flat(kind: pa.DataType) -> bool:
    """Whether values of a type are single values, or lists of such."""
    if isinstance(kind, pa.BaseExtensionType):
        return _is_flat(kind.storage_type)
    if pa.types.is_dictionary(kind):
        return _is_flat(kind.value_type)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        return not pa.types.is_nested(kind.value_type)
    return not pa.types.is_nested(kind)


def _pieces(
    path: Path, file: pq.ParquetFile, names: list[str], groups: Sequence[int] | None, first: int
) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Text rows and the broken values of every batch of rows.

    Columns that are packed with a dictionary are read as one, so that a long value that is repeated is held once.
    Raises UnreadableFileError where the text is far larger than its file.
    """
    group = file.metadata.row_group(0)
    packed = [
        group.column(place).path_in_schema
        for place in range(group.num_columns)
        if group.column(place).has_dictionary_page and group.column(place).physical_type == "BYTE_ARRAY"
    ]
    chosen = None if groups is None else list(groups)
    size, most = 0, max(_LARGE_BYTES, _MOST_TEXT_PACKED * path.stat().st_size)
    with pq.ParquetFile(path, memory_map=True, read_dictionary=packed) as columns:
        for batch in columns.iter_batches(batch_size=_BATCH, row_groups=chosen, columns=names):
            piece = _text_rows(pa.Table.from_batches([batch]), first)
            size += piece[0].nbytes
            if size > most:
                raise UnreadableFileError(f"its values unpack to more than {most:,} bytes of text: that is no table")
            yield piece
            first += batch.num_rows


def _text_rows(batch: pa.Table, first: int) -> tuple[pa.Table, pa.Table]:
    texts, faults = {}, []
    for name in batch.column_names:
        texts[name.strip()], broken = text_of(batch.column(name).combine_chunks())
        for places, reason in broken:
            faults.append(_faults(first + places, name.strip(), reason, batch.column(name), places))
    return pa.table(texts), pa.concat_tables([FAULT_COLUMNS.empty_table(), *faults])


def _faults(numbers: Places, name: str, reason: str, column: pa.ChunkedArray, places: Places) -> pa.Table:
    """Broken values of a column as faults; of a dictionary each value is looked at once, for it may be long."""
    if pa.types.is_dictionary(column.type):
        encoded = column.combine_chunks()
        indices = encoded.indices.take(pa.array(places))
        shown = {place: _shown(_value(encoded.dictionary[place])) for place in pc.unique(indices).to_pylist()}
        texts = [shown[place] for place in indices.to_pylist()]
    else:
        texts = [_shown(_value(column[int(place)])) for place in places]
    count = len(numbers)
    return pa.table(
        [pa.array(numbers), pa.repeat(name, count), pa.array(texts, pa.string()), pa.repeat(reason, count)],
        FAULT_COLUMNS,
    )


def _value(scalar: pa.Scalar) -> object:
    """A value of a column; a text whose bytes no text has as bytes."""
    try:
        return scalar.as_py()
    except UnicodeDecodeError:
        return scalar.as_buffer().to_pybytes()


def _shown(value: object) -> str:
    """A broken value as a person may look at it: cut, and without bytes that no text has."""
    text = value[:_SHOWN].decode(errors="replace") if isinstance(value, bytes) else str(value)[:_SHOWN]
    return text.replace("\x00", "\ufffd")


def _recognises(head: bytes, path: Path) -> bool:
    return head.startswith(_MARK)


KIND = FileKind("parquet", 31, _recognises, read_parquet)
