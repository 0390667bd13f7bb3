"""Rows of a file as collection takes them in: read by a mapping where one fits, else by a source format of code."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sql.contents import CONTENTS
from sql.reference import office_codes
from tasks.collection.file_content import BrokenRow
from tasks.collection.formats import Part, format_of, part_rows
from tasks.collection.sources.columns import Installation
from tasks.collection.sources.mapping import HeaderIndex, SourceMapping, mappings_for
from tasks.collection.sources.normalise import Canonical, normalise
from tasks.collection.sources.raw import RawRows
from tasks.collection.validation import Validated, all_failures, failures_of, validate

BY_MAPPING = frozenset({"declarations", "outcomes"})  # contents whose values mappings read; others are read by formats
_OFFICE = "office"


@dataclass(frozen=True)
class PartRead:
    """One kind of content of a file, by row number.

    columns: canonical columns that the source brings. mapped: units of all rows, where the content names them. checked:
    rows that may be taken in, and the failures of the others.
    """

    content: str
    columns: tuple[str, ...]
    mapped: pd.DataFrame
    checked: Validated


@dataclass(frozen=True)
class SourceRows:
    """What a file holds: the name of its source, how many rows it has, and each kind of content in them."""

    name: str
    raw: RawRows
    rows: int
    parts: tuple[PartRead, ...]

    def originals(self, numbers: Sequence[int]) -> pd.DataFrame:
        """Rows as they stand in the file, by row number; of a broken row what its line has of the columns."""
        wanted = pa.array(numbers, pa.int64())
        places = pc.index_in(wanted, value_set=self.raw.row_numbers)
        rows: pd.DataFrame = self.raw.rows.take(places).to_pandas().set_axis(pd.Index(numbers))
        broken = self.raw.faults.filter(pc.is_in(self.raw.faults.column("row_number"), value_set=wanted))
        for each in broken.to_pylist():
            rows.loc[each["row_number"]] = _fields(str(each["value"] or ""), self.raw)
        return rows


def source_rows(raw: RawRows, units: frozenset[str], zone: str, latest: date | None) -> SourceRows:
    """The rows of a file by canonical columns, checked. Raises UnknownFormatError where nothing fits its columns."""
    broken = {
        int(each["row_number"]): BrokenRow(str(each["reason"]), str(each["value"] or ""))
        for each in raw.faults.to_pylist()
    }
    rows = len(raw.row_numbers) + len(broken)
    fitting = mappings_for(raw.rows.column_names)
    if fitting and all(each.content in BY_MAPPING for each in fitting):
        installation = Installation(zone, units)
        parts = tuple(_by_mapping(raw, each, installation, latest) for each in fitting)
        return SourceRows(fitting[0].name, raw, rows, parts)
    source = format_of(raw.rows.column_names)
    frame = _frame(raw, broken)
    found = []
    for part in source.parts:
        mapped = part_rows(part, source, frame)
        checked = validate(part.content, mapped, units, broken, latest)
        found.append(PartRead(part.content, tuple(part.columns), mapped, checked))
    return SourceRows(source.name, raw, rows, tuple(found))


def _by_mapping(raw: RawRows, mapping: SourceMapping, installation: Installation, latest: date | None) -> PartRead:
    described = CONTENTS[mapping.content]
    canonical = normalise(raw, mapping, installation)
    brought = [name for name in mapping.columns if name in described.names and _brings(raw, mapping, name)]
    numbers = pd.Index(canonical.row_numbers.to_numpy())
    rows: pd.DataFrame = canonical.items.select(brought).to_pandas(date_as_object=False).set_axis(numbers)
    for name in described.required:
        if name not in rows:
            rows[name] = pd.Series(pd.NA, index=numbers, dtype="str")
    checked = validate(mapping.content, rows, installation.units, None, latest)
    failures = all_failures([_failures(canonical), checked.failures])
    first = failures.drop_duplicates("row_number").sort_values("row_number", ignore_index=True)
    return PartRead(mapping.content, tuple(brought), _offices(raw, mapping, rows), Validated(checked.accepted, first))


def _brings(raw: RawRows, mapping: SourceMapping, name: str) -> bool:
    source = mapping.columns[name]
    headers = HeaderIndex(raw.rows.column_names)
    return source.constant is not None or any(headers.find(each) is not None for each in source.headers)


def _failures(canonical: Canonical) -> pd.DataFrame:
    """Why mappings refuse rows, as validation says it."""
    told = canonical.refused.to_pandas()
    parts = [
        failures_of(group.set_index("row_number")["value"].astype("str"), str(column), str(reason))
        for (column, reason), group in told.fillna({"column_name": ""}).groupby(["column_name", "reason"], sort=False)
    ]
    return all_failures(parts)


def _offices(raw: RawRows, mapping: SourceMapping, rows: pd.DataFrame) -> pd.DataFrame:
    """The office of every row of the file, refused ones included; no column where the content has none."""
    source = mapping.columns.get(_OFFICE)
    header = None
    if source is not None:
        found = (HeaderIndex(raw.rows.column_names).find(each) for each in source.headers)
        header = next((each for each in found if each is not None), None)
    numbers = pd.Index(raw.row_numbers.to_numpy())
    if header is None:
        return pd.DataFrame(index=numbers)
    office: pd.Series[str] = raw.rows.column(header).to_pandas().set_axis(numbers).astype("str")
    if mapping.office_source is not None:
        codes: Mapping[str, str] = office_codes(mapping.office_source)
        office = office.map(codes).astype("str").fillna(office)
    if _OFFICE in rows:
        office.loc[rows.index] = rows[_OFFICE].astype("str")
    return pd.DataFrame({_OFFICE: office})


def _fields(line: str, raw: RawRows) -> list[str | None]:
    """The fields of a broken line, as many as there are columns."""
    separator = raw.found.separator or ","
    try:
        fields: list[str | None] = [each or None for each in next(csv.reader([line], delimiter=separator), [])]
    except csv.Error:
        fields = [each or None for each in line.split(separator)]
    width = len(raw.rows.column_names)
    return [*fields, *[None] * width][:width]


def _frame(raw: RawRows, broken: Mapping[int, BrokenRow]) -> pd.DataFrame:
    """Rows as text, broken ones as rows without values, by row number."""
    frame: pd.DataFrame = raw.rows.to_pandas().astype("str").set_axis(pd.Index(raw.row_numbers.to_numpy()))
    return frame.reindex(frame.index.union(pd.Index(list(broken), dtype="int64"))) if broken else frame


__all__ = ["Part", "PartRead", "SourceRows", "source_rows"]
