"""Rows of a file as collection takes them in, read by the mappings that fit its columns."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sql.contents import CONTENTS
from sql.lake import conformed, encoded_as, rows_at
from tasks.collection.sources.canonical import CONTENTS as KINDS
from tasks.collection.sources.columns import Installation, convert, source_text, spellings_of
from tasks.collection.sources.mapping import HeaderIndex, SourceMapping
from tasks.collection.sources.normalise import Canonical, normalise
from tasks.collection.sources.raw import CHANGES, MESSAGE_COLUMNS, RawRows
from tasks.collection.sources.recognised import RecognisedFile, UnknownFormatError, unknown_source
from tasks.collection.taken_out import TAKEN_OUT, values_taken_out
from tasks.collection.validation import NO_FAILURES, all_failures, validate

_JUDGED_ALREADY = frozenset({"declarations", "outcomes"})  # contents with nothing to judge beside what mappings refuse
ROW_NUMBER = "row_number"
_OFFICE = "office"


@dataclass(frozen=True)
class PartRead:
    """One kind of content of a file.

    columns: canonical columns that the source brings. rows: rows that may be taken in, in these columns as the lake
    types them, and `row_number`; text of declarations that repeats is a dictionary. failures: why the other rows are
    refused: row_number, column_name, value, reason; the first of each row. faults: FAULT_COLUMNS; what is wrong with
    rows that are kept. units: the unit that each refused row names, by row number. messages: what messages say of
    themselves, MESSAGE_COLUMNS beside `rows`, where the source has any. numbered: whether the source numbers the items
    of declarations.
    """

    content: str
    columns: tuple[str, ...]
    rows: pa.Table
    failures: pd.DataFrame
    faults: pa.Table
    units: "pd.Series[str]"
    messages: pa.Table | None = None
    numbered: bool = True


@dataclass(frozen=True)
class SourceRows:
    """What a file holds: the name of its source, how many rows it has, their contents, and the mappings that fit."""

    name: str
    raw: RawRows
    rows: int
    parts: tuple[PartRead, ...]
    mappings: tuple[SourceMapping, ...] = ()

    def originals(self, numbers: Sequence[int]) -> pd.DataFrame:
        """Rows as they stand in the file, by row number; of a broken row what its line has of the columns."""
        if not len(numbers):
            return pd.DataFrame(columns=self.raw.rows.column_names)
        wanted = pa.array(numbers, pa.int64())
        places = _places(wanted, self.raw)
        rows: pd.DataFrame = rows_at(self.raw.rows, places).to_pandas().set_axis(pd.Index(numbers))
        broken = self.raw.faults.filter(pc.is_in(self.raw.faults.column("row_number"), value_set=wanted))
        for each in broken.to_pylist():
            rows.loc[each["row_number"]] = _fields(str(each["value"] or ""), self.raw)
        return rows


def source_rows(file: RecognisedFile, units: frozenset[str], zone: str, latest: date | None) -> SourceRows:
    """The rows of a file by canonical columns, judged. Raises UnknownFormatError where nothing fits its columns.

    file: its rows, and the mappings that fit them. units: codes of known units. zone: in which a moment has its day.
    latest: last day on which anything can have happened.
    """
    raw, fitting = file.raw, file.mappings
    if not fitting:
        raise UnknownFormatError(unknown_source(raw.rows.column_names))
    rows = len(raw.row_numbers) + len(pc.unique(raw.faults.column("row_number")))
    installation = Installation(zone, units, latest=latest)
    parts = tuple(_by_mapping(raw, each, installation) for each in fitting)
    return SourceRows(fitting[0].name, raw, rows, parts, fitting)


def _by_mapping(raw: RawRows, mapping: SourceMapping, installation: Installation) -> PartRead:
    described = CONTENTS[mapping.content]
    canonical = normalise(raw, mapping, installation)
    brought = [name for name in _brought(raw, mapping) if name in described.names]
    numbered = "item_number" in brought
    filled = [name for name in ("item_number", "lodged_on") if name in described.names and name not in brought]
    schema = pa.schema([described.schema.field(name).remove_metadata() for name in (*brought, *filled)])  # no defaults
    encoded = canonical.encoded.select(schema.names)
    kept_as = encoded_as(encoded, schema) if mapping.content == "declarations" else schema
    rows = conformed(encoded, kept_as).append_column(ROW_NUMBER, canonical.row_numbers)
    if "received_at" in brought:
        rows = _in_utc(rows, "received_at", installation.zone)
    failures, faults = refusals(canonical), canonical.faults
    if mapping.content not in _JUDGED_ALREADY:
        rows, failures = _judged(mapping.content, rows, failures, installation)
        faults = faults.filter(pc.is_in(faults[ROW_NUMBER], value_set=rows[ROW_NUMBER].combine_chunks()))
    return PartRead(
        mapping.content,
        tuple(brought),
        rows,
        failures,
        faults,
        _units_named(raw, mapping, installation, failures),
        _messages(raw, mapping, canonical),
        numbered,
    )


def _judged(
    content: str, rows: pa.Table, failures: pd.DataFrame, installation: Installation
) -> tuple[pa.Table, pd.DataFrame]:
    """Rows whose values are such as their content is described to have, and why others are refused."""
    frame = rows.drop_columns(ROW_NUMBER).to_pandas(date_as_object=False).set_axis(rows[ROW_NUMBER].to_pandas())
    for name in CONTENTS[content].required:
        if name not in frame:
            frame[name] = pd.Series(pd.NA, index=frame.index, dtype="str")
    named = [frame[name].dropna() for name in CONTENTS[content].unit_columns if name in frame]
    units = installation.units.union(*named)  # an unknown one is a fault, which reading tells, and refuses nothing
    refused = validate(content, frame, units, installation.latest).failures
    kept = pc.invert(pc.is_in(rows[ROW_NUMBER], value_set=pa.array(refused["row_number"], pa.int64())))
    return rows.filter(kept), all_failures([failures, refused])


def _in_utc(rows: pa.Table, name: str, zone: str) -> pa.Table:
    """Rows with a moment of the installation's zone as UTC."""
    local = pc.assume_timezone(rows[name], zone, ambiguous="earliest", nonexistent="latest")
    moment = local.cast(pa.timestamp("s", "UTC")).cast(pa.timestamp("s"))
    return rows.set_column(rows.column_names.index(name), name, moment)


def _brought(raw: RawRows, mapping: SourceMapping) -> list[str]:
    """The canonical columns for which a file has a header or its mapping a constant."""
    headers = HeaderIndex(raw.rows.column_names)
    return [
        name
        for name, source in mapping.columns.items()
        if source.constant is not None or any(headers.find(each) is not None for each in source.headers)
    ]


def refusals(canonical: Canonical) -> pd.DataFrame:
    """The first reason why each row is refused: row_number, column_name, value, reason; by row number."""
    if not canonical.refused.num_rows:
        return NO_FAILURES
    told: pd.DataFrame = canonical.refused.to_pandas().fillna({"column_name": ""}).drop_duplicates("row_number")
    return told.astype(NO_FAILURES.dtypes.to_dict()).reset_index(drop=True)


def _units_named(
    raw: RawRows, mapping: SourceMapping, installation: Installation, failures: pd.DataFrame
) -> "pd.Series[str]":
    """The office that each refused row names, missing where it names none."""
    if failures.empty:
        return pd.Series([], index=pd.Index([], dtype="int64"), dtype="str")
    numbers = failures["row_number"].to_numpy()
    places = _places(pa.array(numbers, pa.int64()), raw)
    readable = pc.is_valid(places).to_numpy(zero_copy_only=False)
    name = next((each for each in CONTENTS[mapping.content].unit_columns if each in mapping.columns), _OFFICE)
    source = mapping.columns.get(name)
    headers = HeaderIndex(raw.rows.column_names)
    present = [] if source is None else [found for each in source.headers if (found := headers.find(each)) is not None]
    rows = rows_at(raw.rows.select(dict.fromkeys(present)), pc.drop_null(places))
    kind = KINDS[mapping.content].get(name, "")
    column = None if source is None else source_text(rows, headers, name, kind, source)
    named: pd.Series[str] = pd.Series(pd.NA, index=pd.Index(numbers), dtype="str")
    if column is not None and len(rows):
        offices = convert(column, mapping, spellings_of([column], mapping), installation)
        named.iloc[np.flatnonzero(readable)] = offices.values.to_pylist()
    return named


def _places(numbers: pa.Array, raw: RawRows) -> pa.Array:
    """Places of rows by their numbers, null for a row that is not there."""
    known = raw.row_numbers.to_numpy()
    if len(known) and not (np.diff(known) > 0).all():
        return pc.index_in(numbers, value_set=raw.row_numbers)
    places = np.searchsorted(known, numbers.to_numpy())
    there = places < len(known)
    there[there] = known[places[there]] == numbers.to_numpy()[there]
    return pa.array(places, pa.int64(), mask=~there)


def _messages(raw: RawRows, mapping: SourceMapping, canonical: Canonical) -> pa.Table | None:
    """What messages say of themselves, for each kept row; None where they say nothing."""
    said = [name for name in MESSAGE_COLUMNS if name in raw.rows.column_names]
    if not said:
        return None
    places = pc.index_in(canonical.row_numbers, value_set=raw.row_numbers)
    rows = raw.rows.take(places)
    messages = rows.select(said)
    return messages.append_column(TAKEN_OUT, values_taken_out(rows, mapping)) if CHANGES in said else messages


def _fields(line: str, raw: RawRows) -> list[str | None]:
    """The fields of a broken line, as many as there are columns."""
    separator = raw.found.separator or ","
    try:
        fields: list[str | None] = [each or None for each in next(csv.reader([line], delimiter=separator), [])]
    except csv.Error:
        fields = [each or None for each in line.split(separator)]
    width = len(raw.rows.column_names)
    return [*fields, *[None] * width][:width]


__all__ = ["PartRead", "SourceRows", "refusals", "source_rows"]
