"""Parquet files, whatever types their writer chose, as the same rows that CSV would give."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tasks.collection.file_content import FileContent, UnreadableFileError, checked_header

_EXACT = 2.0**53  # whole numbers beyond are not exact in a float


def parquet(path: Path) -> FileContent:
    """Rows of a Parquet file. Raises UnreadableFileError where it is damaged or holds no rows."""
    return parquet_slice(path, range(len(row_groups(path))), 1)


def row_groups(path: Path) -> list[int]:
    """How many rows each row group of a Parquet file holds. Raises as `parquet` does."""
    try:
        with pq.ParquetFile(path) as file:
            groups = [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)]
            checked_header(file.schema_arrow.names)
    except (pa.ArrowException, OSError) as problem:
        raise _damaged(problem) from problem
    if not sum(groups):
        raise UnreadableFileError("it has a header and no rows")
    return groups


def parquet_slice(path: Path, groups: Sequence[int], first: int) -> FileContent:
    """Rows of some row groups; `first` is the number of the first of their rows. Raises as `parquet` does."""
    try:
        with pq.ParquetFile(path) as file:
            table = file.read_row_groups(list(groups))
        table.validate(full=True)
    except (pa.ArrowException, OSError) as problem:
        raise _damaged(problem) from problem
    header = checked_header(table.column_names)
    rows = pd.DataFrame({name: _column(table.column(place)) for place, name in enumerate(header) if name})
    rows.index = pd.RangeIndex(first, first + len(rows))
    return FileContent(rows)


def _damaged(problem: Exception) -> UnreadableFileError:
    return UnreadableFileError(f"the Parquet file is damaged: {str(problem).splitlines()[0]}")


def _column(values: pa.ChunkedArray) -> "pd.Series[Any]":
    """Whole numbers, truth values and text as text, fractions as floats, dates and times without zone, lists of text.

    Codes that a writer took for numbers become text again: 870310 and 870310.0 are both the code 870310.
    """
    kind = values.type
    if pa.types.is_dictionary(kind):
        return _column(values.cast(kind.value_type))
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        return _lists(values.cast(pa.list_(pa.string())))
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        return _series(pc.local_timestamp(values))
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return _series(values)
    if pa.types.is_decimal(kind) and kind.scale > 0:
        values, kind = values.cast(pa.float64()), pa.float64()
    if pa.types.is_floating(kind):
        numbers = values.cast(pa.float64())
        numbers = pc.if_else(pc.is_nan(numbers), pa.scalar(None, pa.float64()), numbers)
        whole = pc.and_(pc.equal(pc.floor(numbers), numbers), pc.less(pc.abs(numbers), _EXACT))
        if not pc.all(whole).as_py():
            return _series(numbers)
        values = numbers.cast(pa.int64())
    return _text(values)


def _lists(values: pa.ChunkedArray) -> "pd.Series[Any]":
    """Lists without the entries that hold nothing."""
    lists = _series(values)
    if not pc.list_flatten(values).null_count:
        return lists
    return lists.map(lambda each: each if each is None else [entry for entry in each if entry is not None])


def _text(values: pa.ChunkedArray) -> "pd.Series[Any]":
    try:
        texts = values.cast(pa.string())
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):  # structures, and bytes that are no text
        texts = pa.chunked_array([[None if each is None else str(each) for each in values.to_pylist()]], pa.string())
    trimmed: pd.Series[str] = _series(texts).astype("str").str.strip()
    return trimmed.mask(trimmed == "")


def _series(values: pa.ChunkedArray) -> "pd.Series[Any]":
    converted: pd.Series[Any] = values.to_pandas(date_as_object=False)
    return converted
