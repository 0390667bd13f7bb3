"""One canonical column at a time: from the source's text to typed values, with what is wrong in them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from sql.contents import CONTENTS
from sql.lake import values_at
from tasks.collection.sources.converted import (
    Converted,
    Distinct,
    distinct,
    no_reasons,
    reasons,
    repeats,
    where,
    without_faults,
)
from tasks.collection.sources.dates import (
    DateEvidence,
    date_evidence,
    dates_of,
    moments_of,
    plain_dates,
)
from tasks.collection.sources.identifiers import hs_codes_of, identifiers_of, texts_of
from tasks.collection.sources.mapping import ColumnSource, DateOrder, HeaderIndex, SourceMapping
from tasks.collection.sources.numbers import Evidence, Sign, common_sign, evidence_of, numbers_of, usual_numbers
from tasks.collection.sources.reference_codes import (
    codes_of,
    countries,
    currencies,
    directions_of,
    functions_of,
    kilograms,
    mass_units_of,
    offices_of,
    units,
)
from tasks.collection.sources.text import PlainNumbers, clean_text, maybe_lossy, plainly_numbers

LARGEST_WHOLE = 2**53  # a floating-point number holds every whole number up to it
NUMBERS = frozenset({"number", "percentage", "mass", "integer"})
DATES = frozenset({"date", "moment"})
_KILOGRAM = "KGM"
_MEANINGFUL = {"country": frozenset({"na"}), "violation": frozenset({"none"}), "text": frozenset({"none"})}
_VIOLATIONS = pa.array(["none", "violation", "critical"])


@dataclass(frozen=True)
class Installation:
    """What an installation knows of itself.

    zone: its time zone. units: codes of its offices and other units. received_on: the day on which a file came, and so
    the day of lodgement where a declaration says none. latest: last day on which something can have happened.
    """

    zone: str
    units: frozenset[str]
    received_on: date | None = None
    latest: date | None = None


@dataclass(frozen=True)
class SourceColumn:
    """The text of one canonical column, clean, and how many placeholders it had.

    text: of each row; with `different` each different value once, as it holds them.
    """

    name: str
    kind: str
    text: pa.ChunkedArray
    placeholders: int
    different: Distinct | None = None

    @cached_property
    def numbers(self) -> list[PlainNumbers]:
        """Which values are plain numbers, chunk by chunk."""
        if self.different is not None:
            return [plainly_numbers(self.different.values, self.different.uses.to_numpy())]
        return [plainly_numbers(chunk) for chunk in _filled(self.text)]

    def text_at(self, places: pa.Array) -> pa.ChunkedArray:
        """The text of some rows."""
        return values_at(self.text, places if self.different is None else self.different.indices.take(places))


@dataclass(frozen=True)
class Spellings:
    """How the columns of a file write numbers and dates, where they differ from plain ones."""

    signs: Mapping[str, Sign | None]
    orders: Mapping[str, DateOrder | None]


def source_text(rows: pa.Table, found: HeaderIndex, name: str, kind: str, source: ColumnSource) -> SourceColumn | None:
    """The clean text of a canonical column; None where the file has none of its headers and the mapping no constant."""
    headers = [header for each in source.headers if (header := found.find(each)) is not None]
    if not headers and source.constant is None:
        return None
    if len(headers) == 1 and not (source.values or source.constant is not None or source.mass_unit_source):
        return _column(name, kind, rows.column(headers[0]))
    parts, placeholders = [], 0
    for header in headers:
        cleaned = [clean_text(chunk, _MEANINGFUL.get(kind, frozenset())) for chunk in _filled(rows.column(header))]
        parts.append(pa.chunked_array([each.values for each in cleaned], pa.string()))
        placeholders += sum(each.placeholders for each in cleaned)
    text = _together(parts, source) if parts else pa.chunked_array([pa.nulls(len(rows), pa.string())])
    if kind == "mass" and source.mass_unit_source:
        text = _with_units(text, rows, found, source)
    if source.values:
        different = distinct(text)
        meant = [source.values.get(value, value) for value in different.values.to_pylist()]
        text = pa.array(meant, pa.string()).take(different.indices)
    if source.constant is not None:
        text = pc.fill_null(text, source.constant)
    return SourceColumn(name, kind, text, placeholders)


def _column(name: str, kind: str, column: pa.ChunkedArray) -> SourceColumn:
    """A column of the file as a canonical one; where values repeat, each different one is looked at once."""
    meaningful = _MEANINGFUL.get(kind, frozenset())
    if not _is_read_by_value(column, kind):
        chunks = [clean_text(chunk, meaningful) for chunk in _filled(column)]
        text = pa.chunked_array([each.values for each in chunks], pa.string())
        return SourceColumn(name, kind, text, sum(each.placeholders for each in chunks))
    different = distinct(column)
    cleaned = clean_text(different.values, meaningful).values
    if cleaned is different.values:
        return SourceColumn(name, kind, pa.chunked_array([cleaned]), 0, different)
    placeholders = pc.sum(different.uses.filter(pc.is_null(cleaned))).as_py() or 0
    return SourceColumn(name, kind, cleaned.take(different.indices), placeholders)


def _is_read_by_value(column: pa.ChunkedArray, kind: str) -> bool:
    """Whether to look at each different value of a column once; codes are looked up so in any case."""
    return len(column) > 0 and (kind in _CODES or repeats(column))


def _with_units(text: pa.ChunkedArray, rows: pa.Table, found: HeaderIndex, source: ColumnSource) -> pa.ChunkedArray:
    """Masses with the unit behind them that another column names; as they are where all are in kilograms."""
    headers = [header for each in source.mass_unit_source if (header := found.find(each)) is not None]
    if not headers:
        return text
    units_of = pc.coalesce(*(rows.column(header) for header in headers))
    different = distinct(units_of)
    codes = [units().meaning(each.strip(), None) for each in different.values.to_pylist()]
    if all(code == _KILOGRAM for code in codes):
        return text
    named = pa.array([code if code in kilograms() else None for code in codes], pa.string()).take(different.indices)
    with_unit = pc.binary_join_element_wise(text, named, " ")
    return pc.coalesce(with_unit, text)


def convert(
    column: SourceColumn, mapping: SourceMapping, spellings: Spellings, installation: Installation
) -> Converted:
    """Typed values of a column, by row."""
    if column.kind in _CODES:
        different = column.different or distinct(column.text)
        return different.spread(_CODES[column.kind](different, mapping, installation))
    found = _converted(column, mapping, spellings, installation)
    return found if column.different is None else column.different.spread(_in_one_piece(found))


def _converted(
    column: SourceColumn, mapping: SourceMapping, spellings: Spellings, installation: Installation
) -> Converted:
    """Typed values of a column's text that is no code."""
    if column.kind in NUMBERS:
        return _numbers(column, mapping, spellings.signs.get(column.name))
    if column.kind in DATES:
        return _dates(column, mapping, spellings, installation)
    if column.kind == "identifier":
        return _identifiers(column)
    if column.kind == "list":
        return without_faults(_lists(column.text, mapping.list_separator))
    chunks = [texts_of(chunk) for chunk in _filled(column.text)]
    return Converted(
        column.text, _all_reasons([each.refused for each in chunks]), _all_reasons([each.faults for each in chunks])
    )


def _in_one_piece(found: Converted) -> Converted:
    return Converted(*(_one(_chunked(each)) for each in (found.values, found.refused, found.faults)))


def _all_reasons(chunks: Sequence[pa.Array]) -> pa.ChunkedArray | pa.Array:
    if all(each.null_count == len(each) for each in chunks):
        return no_reasons(sum(map(len, chunks)))
    return pa.chunked_array(chunks, pa.string())


def spellings_of(columns: Sequence[SourceColumn], mapping: SourceMapping) -> Spellings:
    """How the columns write numbers and dates: as the mapping says, else as the values show."""
    return Spellings(_signs(columns, mapping), _orders(columns, mapping))


def _signs(columns: Sequence[SourceColumn], mapping: SourceMapping) -> dict[str, Sign | None]:
    numbers = [column for column in columns if column.kind in NUMBERS]
    if mapping.numbers.decimal is not None:
        return {column.name: mapping.numbers.decimal for column in numbers}
    evidence: dict[str, Evidence] = {}
    for column in numbers:
        looks = column.numbers
        odd = pc.filter(column.text, pa.chunked_array([pc.invert(each.plain) for each in looks]))
        shown = evidence_of(without_unit(pc.unique(pc.drop_null(odd))))
        evidence[column.name] = shown + Evidence(point=sum(each.certain for each in looks))
    together = common_sign(evidence.values())
    return {name: own.sign() or together for name, own in evidence.items()}


def _orders(columns: Sequence[SourceColumn], mapping: SourceMapping) -> dict[str, DateOrder | None]:
    dates = [column for column in columns if column.kind in DATES]
    if mapping.dates.order is not None:
        return {column.name: mapping.dates.order for column in dates}
    odd = [column for column in dates if _plain(column.text, plain_dates) is None]
    evidence = {column.name: date_evidence(pc.unique(column.text)) for column in odd}
    together = sum(evidence.values(), DateEvidence()).order()
    return {name: own.order() or together for name, own in evidence.items()}


def _numbers(column: SourceColumn, mapping: SourceMapping, sign: Sign | None) -> Converted:
    """Numbers: those of digits and a point at once, the others each different one once."""
    unit = mapping.columns[column.name].mass_unit or mapping.mass_unit
    factor = kilograms()[unit] if column.kind == "mass" else 1.0
    chunks = _filled(column.text)
    values, odd = [], []
    for chunk, looks in zip(chunks, column.numbers, strict=True):
        plain = looks.plain if sign == "." else pc.and_not(looks.plain, looks.dotted)
        odd.append(pc.and_not(pc.is_valid(chunk), plain))
        read = pc.cast(where(plain, chunk) if pc.any(odd[-1]).as_py() else chunk, pa.float64())
        values.append(_in_kilograms(read, factor))
    numbers = pa.chunked_array(values, pa.float64())
    broken = column.kind == "integer" and pc.any(_no_whole_number(numbers)).as_py()
    if broken:
        numbers, odd = (
            pa.chunked_array([pa.nulls(len(each), pa.float64()) for each in chunks]),
            list(map(pc.is_valid, chunks)),
        )
    if not any(pc.any(each).as_py() for each in odd):
        return without_faults(numbers.cast(pa.int64()) if column.kind == "integer" else numbers)
    looked_at = distinct(pc.filter(column.text, pa.chunked_array(odd)))
    found = looked_at.spread(_odd_numbers(looked_at.values, column.kind, sign, factor))
    together = _put_back(values, odd, found.values.cast(pa.float64()))
    return Converted(
        together.cast(pa.int64()) if column.kind == "integer" else together,
        _reasons_put_back(odd, found.refused),
        no_reasons(len(column.text)),
    )


def _no_whole_number(numbers: pa.Array) -> pa.Array:
    """Which numbers have decimals, or may have lost some digits."""
    return pc.or_(pc.not_equal(pc.floor(numbers), numbers), pc.greater(numbers, LARGEST_WHOLE))


def _in_kilograms(masses: pa.Array, factor: float) -> pa.Array:
    """Masses times a factor; thousandths by division, which keeps their decimals exact."""
    if factor == 1.0:
        return masses
    return pc.divide(masses, 1 / factor) if factor < 1 else pc.multiply(masses, factor)


def _odd_numbers(texts: pa.Array, kind: str, sign: Sign | None, factor: float) -> Converted:
    if sign is not None:
        usual = usual_numbers(texts, sign)
        if not pc.any(pc.is_null(usual)).as_py() and kind != "integer":
            return without_faults(_in_kilograms(usual, factor))
    if kind == "mass":
        named = mass_units_of(texts)
        factors = [kilograms().get(unit, factor) for unit in named.to_pylist()]
        found = numbers_of(pc.if_else(pc.is_valid(named), without_unit(texts), texts), sign)
        parts = pa.array([1 / each if each < 1 else 1.0 for each in factors], pa.float64())
        whole = pa.array([each if each >= 1 else 1.0 for each in factors], pa.float64())
        return replace(found, values=pc.divide(pc.multiply(found.values, whole), parts))
    found = numbers_of(texts, sign)
    if kind != "integer":
        return found
    broken = pc.fill_null(_no_whole_number(found.values), False)
    large = pc.fill_null(pc.greater(found.values, LARGEST_WHOLE), False)
    wrong = reasons((large, "is too large a number"), (broken, "is no whole number"), length=len(texts))
    refused = pc.coalesce(found.refused, wrong)
    return replace(found, values=pc.cast(where(pc.invert(broken), found.values), pa.int64()), refused=refused)


def _dates(column: SourceColumn, mapping: SourceMapping, spellings: Spellings, installation: Installation) -> Converted:
    """Days and moments; those of what has happened cannot lie in the future, the end of a validity can."""
    latest = installation.latest if column.name in CONTENTS[mapping.content].past else None
    plain = _plain(column.text, plain_dates)
    if plain is not None:
        values = plain if column.kind == "date" else pc.cast(plain, pa.timestamp("s"))
        return _not_in_future(without_faults(values), latest)
    different = distinct(column.text)
    read = dates_of if column.kind == "date" else moments_of
    order = spellings.orders.get(column.name)
    found = read(different.values, order, mapping.dates.zone, installation.zone)
    return different.spread(_not_in_future(found, latest))


def _not_in_future(found: Converted, latest: date | None) -> Converted:
    if latest is None:
        return found
    days = pc.cast(found.values, pa.date32(), safe=False)
    late = pc.fill_null(pc.greater(days, pa.scalar(latest)), False)
    if not pc.any(late).as_py():
        return found
    refused = pc.coalesce(found.refused, reasons((late, f"lies in the future: after {latest}"), length=len(late)))
    return replace(found, refused=refused)


def _identifiers(column: SourceColumn) -> Converted:
    text = column.text
    closely = [maybe_lossy(chunk) for chunk in _filled(text)]
    if not any(pc.any(each).as_py() for each in closely):
        return without_faults(text)
    if column.different is None:
        rows, looked_at = len(text), distinct(pc.filter(text, pa.chunked_array(closely)))
    else:
        rows, looked_at = len(column.different.indices), column.different.where(closely[0])
    read = identifiers_of(looked_at.values, looked_at.uses, rows)
    found = Converted(*(each.take(looked_at.indices) for each in (read.values, read.refused, read.faults)))
    as_they_were = read.values.equals(looked_at.values)
    return Converted(
        text if as_they_were else _put_back(_filled(text), closely, found.values),
        _reasons_put_back(closely, found.refused),
        _reasons_put_back(closely, found.faults),
    )


def _reasons_put_back(masks: Sequence[pa.Array], found: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    if found.null_count == len(found):
        return no_reasons(sum(map(len, masks)))
    return _put_back([pa.nulls(len(each), pa.string()) for each in masks], masks, _chunked(found))


def _chunked(column: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray:
    return column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column])


def _put_back(chunks: Sequence[pa.Array], masks: Sequence[pa.Array], found: pa.ChunkedArray) -> pa.ChunkedArray:
    """Chunks with the values that the masks name replaced by those found, in order."""
    replaced, start = [], 0
    for chunk, mask in zip(chunks, masks, strict=True):
        count = pc.sum(mask).as_py() or 0
        replaced.append(pc.replace_with_mask(chunk, mask, _one(found.slice(start, count))))
        start += count
    return pa.chunked_array(replaced, found.type)


def _violations(texts: pa.Array) -> Converted:
    known = pc.is_in(texts, _VIOLATIONS)
    refused = reasons(
        (pc.and_(pc.is_valid(texts), pc.invert(known)), "is neither none, violation nor critical"), length=len(texts)
    )
    return Converted(where(known, texts), refused, pa.nulls(len(texts), pa.string()))


_CODES: Mapping[str, Callable[[Distinct, SourceMapping, Installation], Converted]] = {
    "hs_code": lambda found, mapping, installation: hs_codes_of(found.values, found.uses),
    "country": lambda found, mapping, installation: codes_of(found.values, countries(), mapping.countries, "country"),
    "currency": lambda found, mapping, installation: codes_of(
        found.values, currencies(), mapping.currencies, "currency"
    ),
    "unit": lambda found, mapping, installation: codes_of(found.values, units(), mapping.units, "unit"),
    "office": lambda found, mapping, installation: offices_of(
        found.values, installation.units, mapping.office_source, mapping.offices
    ),
    "direction": lambda found, mapping, installation: directions_of(found.values),
    "function": lambda found, mapping, installation: functions_of(found.values),
    "violation": lambda found, mapping, installation: _violations(found.values),
}


def _lists(text: pa.ChunkedArray, separator: str) -> pa.ChunkedArray:
    sign = separator if separator.isalnum() else f"\\{separator}"
    joined = pc.replace_substring_regex(text, rf"\s*{sign}[\s{sign}]*", separator)
    trimmed = pc.utf8_trim(joined, separator + " ")
    filled = pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)
    return pc.split_pattern(filled, separator)


def _together(parts: Sequence[pa.ChunkedArray], source: ColumnSource) -> pa.ChunkedArray:
    if len(parts) == 1:
        return parts[0]
    if not source.join:
        return pc.coalesce(*parts)
    joined = pc.binary_join_element_wise(*parts, source.separator, null_handling="skip")
    return pc.if_else(pc.equal(joined, ""), pa.scalar(None, pa.string()), joined)


def without_unit(texts: pa.Array) -> pa.Array:
    """Numbers without the unit behind them."""
    return pc.replace_substring_regex(texts, r"([\d.,])\s*\p{L}[\p{L} .]*$", r"\1")


def _plain(text: pa.ChunkedArray, read: Callable[[pa.Array], pa.Array | None]) -> pa.ChunkedArray | None:
    """Every chunk read in the fast way; None where one cannot be."""
    chunks = []
    for chunk in _filled(text):
        values = read(chunk)
        if values is None:
            return None
        chunks.append(values)
    return pa.chunked_array(chunks)


def _filled(column: pa.ChunkedArray) -> list[pa.Array]:
    """The chunks of a column, one that is empty where it has none."""
    return list(column.chunks) or [pa.array([], pa.string())]


def _one(column: pa.ChunkedArray) -> pa.Array:
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
