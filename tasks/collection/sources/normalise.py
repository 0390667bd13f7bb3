"""From raw rows of a source to canonical item rows, set by set: nothing is done row by row."""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sql.lake import decoded, nothing
from tasks.collection.sources.canonical import CONTENTS, INDISPENSABLE, arrow_type
from tasks.collection.sources.columns import NUMBERS, Installation, SourceColumn, convert, source_text, spellings_of
from tasks.collection.sources.converted import Converted, encoded_alike, no_reasons, truths
from tasks.collection.sources.mapping import HeaderIndex, SourceMapping
from tasks.collection.sources.raw import FAULT_COLUMNS, RawRows
from tasks.collection.sources.wide import long_rows

_THREADS = 2
_FEW = 200  # refused rows around which a column is cut
_EXPECTED = {
    "declarations": (
        *("lodged_on", "office", "importer", "hs_code", "country_of_departure", "country_of_origin", "net_mass"),
        *("item_value", "currency"),
    )
}


@dataclass(frozen=True)
class Canonical:
    """Rows of one content in canonical columns.

    encoded: one row per item, in the order of the file, columns and types of the content; text that repeats is a
    dictionary. row_numbers: of these rows. refused, faults: FAULT_COLUMNS; why rows are refused, and what is wrong with
    rows that are kept. notes: sentences about the file as a whole.
    """

    content: str
    encoded: pa.Table
    row_numbers: pa.Array
    refused: pa.Table
    faults: pa.Table
    notes: tuple[str, ...]
    single_items: bool = False  # of declarations: each has one item and one row
    unnumbered: bool = False  # of declarations: items are numbered in the order of the file

    @cached_property
    def items(self) -> pa.Table:
        """The rows without dictionaries."""
        return decoded(self.encoded)


def normalise(raw: RawRows, mapping: SourceMapping, installation: Installation) -> Canonical:
    """Read raw rows as a mapping says."""
    if mapping.wide is not None:
        raw = long_rows(raw, mapping.wide)
    headers = HeaderIndex(raw.rows.column_names)
    kinds = CONTENTS[mapping.content]
    with ThreadPoolExecutor(_THREADS) as pool:
        texts = pool.map(
            lambda name: _looked_at(source_text(raw.rows, headers, name, kinds[name], mapping.columns[name])),
            [name for name in kinds if name in mapping.columns],
        )
        columns = [column for column in texts if column is not None]
        spellings = spellings_of(columns, mapping)
        read = pool.map(lambda column: convert(column, mapping, spellings, installation), columns)
        converted = dict(zip([column.name for column in columns], read, strict=True))
    if mapping.content == "declarations":
        converted = _with_days(converted, mapping, installation, len(raw.rows))
    by_name = {column.name: column for column in columns}
    required = (INDISPENSABLE[mapping.content], *mapping.required)
    refused, refused_rows = _refused(converted, by_name, required, raw, _broken_values(raw, mapping, headers))
    kept = pc.invert(refused_rows)
    faults = _faults(converted, by_name, _expected(mapping, converted), raw, refused_rows)
    row_numbers = raw.row_numbers.filter(kept) if refused.num_rows else raw.row_numbers
    lacking = {arrow_type(kind) for name, kind in kinds.items() if name not in converted}
    empty = {each: nothing(len(row_numbers), each) for each in lacking}
    filled: dict[str, pa.ChunkedArray | pa.Array] = {}
    for name, kind in kinds.items():
        column = converted.pop(name, None)
        filled[name] = empty[arrow_type(kind)] if column is None else _typed(column.values, arrow_type(kind))
        if column is not None and refused.num_rows:
            filled[name] = _without(filled[name], refused_rows, kept)
    items = pa.table(filled)
    single_items = unnumbered = False
    if mapping.content == "declarations":
        unnumbered = items.column("item_number").null_count == len(items)
        items = _numbered(items)
        single_items = unnumbered and (pc.max(items.column("item_number")).as_py() or 1) == 1
    return Canonical(
        mapping.content,
        items,
        row_numbers,
        pa.concat_tables([raw.faults.cast(FAULT_COLUMNS), refused]).sort_by("row_number"),
        faults,
        (*raw.notes, *_notes(mapping, columns)),
        single_items,
        unnumbered,
    )


def _looked_at(column: SourceColumn | None) -> SourceColumn | None:
    """A column with its plain numbers told: all columns together show how numbers are written."""
    if column is not None and column.kind in NUMBERS:
        _ = column.numbers
    return column


def _with_days(
    converted: Mapping[str, Converted], mapping: SourceMapping, installation: Installation, rows: int
) -> dict[str, Converted]:
    """Declarations with a day of lodgement: where they say none, the day on which they were received."""
    received = converted.get("received_at")
    instead = [] if received is None else [pc.cast(received.values, pa.date32(), safe=False)]
    if installation.received_on is not None and "lodged_on" not in mapping.required:
        instead.append(pa.repeat(pa.scalar(installation.received_on), rows))
    lodged = converted.get("lodged_on")
    if not instead or (lodged is not None and not lodged.values.null_count):
        return dict(converted)
    known = Converted(pa.nulls(rows, pa.date32()), no_reasons(rows), no_reasons(rows)) if lodged is None else lodged
    return {**converted, "lodged_on": Converted(pc.coalesce(known.values, *instead), known.refused, known.faults)}


def _broken_values(raw: RawRows, mapping: SourceMapping, headers: HeaderIndex) -> pa.Table:
    """Values that cannot be read in the columns that the mapping uses, under their canonical names."""
    if not raw.broken_values.num_rows:
        return raw.broken_values
    used = {headers.find(header): name for name, source in mapping.columns.items() for header in source.headers}
    names = [used.get(header) for header in raw.broken_values.column("column_name").to_pylist()]
    broken = raw.broken_values.set_column(1, FAULT_COLUMNS.field(1), pa.array(names, pa.string()))
    return broken.filter(pc.is_valid(broken.column("column_name")))


def _refused(
    converted: Mapping[str, Converted],
    columns: Mapping[str, SourceColumn],
    required: Iterable[str],
    raw: RawRows,
    broken: pa.Table,
) -> tuple[pa.Table, pa.Array]:
    """Every reason to refuse a row, and which rows are refused."""
    rows = np.zeros(len(raw.rows), dtype=bool)
    tables = [broken]
    if broken.num_rows:
        rows[pc.index_in(broken.column("row_number"), value_set=raw.row_numbers).to_numpy()] = True
    for name, column in converted.items():
        if column.refused.null_count < len(column.refused):
            places = _places(pc.is_valid(column.refused))
            rows[places] = True
            tables.append(_told(raw, places, name, columns.get(name), column.refused))
    for name in dict.fromkeys(required):
        missing = _missing(converted.get(name), len(raw.rows))
        if missing.size:
            missing = missing[~rows[missing]]
            rows[missing] = True
            tables.append(_told(raw, missing, name, None, "is missing"))
    return pa.concat_tables([FAULT_COLUMNS.empty_table(), *tables]), truths(rows)


def _faults(
    converted: Mapping[str, Converted],
    columns: Mapping[str, SourceColumn],
    expected: Iterable[str],
    raw: RawRows,
    refused: pa.Array,
) -> pa.Table:
    """What is wrong with rows that are kept."""
    gone = refused.to_numpy(zero_copy_only=False)
    tables = []
    for name, column in converted.items():
        if column.faults.null_count < len(column.faults):
            places = _places(pc.is_valid(column.faults))
            tables.append(_told(raw, places[~gone[places]], name, columns.get(name), column.faults))
    for name in expected:
        missing = _missing(converted[name], len(raw.rows))
        tables.append(_told(raw, missing[~gone[missing]], name, None, "is missing"))
    return pa.concat_tables([FAULT_COLUMNS.empty_table(), *tables]).sort_by("row_number")


def _expected(mapping: SourceMapping, converted: Mapping[str, Converted]) -> list[str]:
    """Columns whose gaps are faults: those that the file brings at all, the rest is one note."""
    return [name for name in _EXPECTED.get(mapping.content, ()) if name in converted]


def _typed(values: pa.ChunkedArray | pa.Array, kind: pa.DataType) -> pa.ChunkedArray | pa.Array:
    """Values of a type, or a dictionary of such."""
    return values if pa.types.is_dictionary(values.type) else values.cast(kind)


def _without(column: pa.ChunkedArray | pa.Array, rows: pa.Array, others: pa.Array) -> pa.ChunkedArray | pa.Array:
    """A column without these rows: in pieces where they are few, which copies nothing."""
    places = _places(rows)
    if len(places) > _FEW:
        return column.filter(others)
    whole = column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column])
    edges = [-1, *places.tolist(), len(whole)]
    pieces = [whole.slice(start + 1, end - start - 1) for start, end in pairwise(edges)]
    return pa.chunked_array([chunk for piece in pieces for chunk in piece.chunks], whole.type)


def _missing(column: Converted | None, rows: int) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    if column is None:
        return np.arange(rows)
    if not column.values.null_count:
        return np.empty(0, dtype=np.int64)
    return _places(pc.and_(pc.is_null(column.values), pc.and_(pc.is_null(column.refused), pc.is_null(column.faults))))


def _told(
    raw: RawRows,
    places: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    name: str,
    column: SourceColumn | None,
    reason: pa.ChunkedArray | str,
) -> pa.Table:
    at = pa.array(places)
    values = pa.nulls(len(at), pa.string()) if column is None else column.text_at(at)
    told = pa.repeat(reason, len(at)) if isinstance(reason, str) else reason.take(at)
    return pa.table([raw.row_numbers.take(at), pa.repeat(name, len(at)), values, told], FAULT_COLUMNS)


def _places(holds: pa.ChunkedArray) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    return np.flatnonzero(holds.to_numpy() if isinstance(holds, pa.ChunkedArray) else holds)


def _numbered(items: pa.Table) -> pa.Table:
    """Items with a number each: in the order of the file, after the numbers that the declaration has."""
    place = items.column_names.index("item_number")
    numbers = items.column(place)
    if not numbers.null_count:
        return items
    keys = _key_numbers(items.column("declaration_id"))
    given = numbers.fill_null(0).to_numpy()
    highest = np.zeros(keys.max(initial=-1) + 1, dtype=np.int64)
    np.maximum.at(highest, keys, given)
    unnumbered = numbers.is_null().to_numpy()
    counted = highest[keys] + _running_count(keys, unnumbered)
    return items.set_column(place, "item_number", pa.array(np.where(unnumbered, counted, given)))


def _key_numbers(column: pa.ChunkedArray) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """A number for each different value of a column."""
    encoded = column if pa.types.is_dictionary(column.type) else encoded_alike(column)
    parts = [chunk.indices.to_numpy(zero_copy_only=False) for chunk in encoded.chunks]
    return np.concatenate(parts).astype(np.int64) if parts else np.empty(0, dtype=np.int64)


def _running_count(
    keys: "np.ndarray[tuple[int], np.dtype[np.int64]]", counts: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """How many rows that count have the same key, up to and with each row."""
    order = np.argsort(keys, kind="stable")
    sums = np.cumsum(counts[order])
    starts = np.flatnonzero(np.diff(keys[order], prepend=-1))
    before: np.ndarray[tuple[int], np.dtype[np.int64]] = np.repeat(
        sums[starts] - counts[order][starts], np.diff([*starts, len(keys)])
    )
    running = np.empty(len(keys), dtype=np.int64)
    running[order] = sums - before
    return running


def _notes(mapping: SourceMapping, columns: list[SourceColumn]) -> list[str]:
    notes = [
        f"{column.name}: {column.placeholders:,} values stand for nothing, such as N/A, and are read as missing"
        for column in columns
        if column.placeholders
    ]
    brought = {column.name for column in columns}
    lacking = [name for name in _EXPECTED.get(mapping.content, ()) if name not in brought]
    if lacking:
        notes.append(f"no column of the file brings {', '.join(lacking)}")
    return notes


__all__ = ["Canonical", "Installation", "normalise"]
