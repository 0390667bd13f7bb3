"""Dates and moments as offices write them: by year, day or month first, in words, as spreadsheets store them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc
from babel import Locale

from tasks.collection.sources.converted import Converted, matches, reasons, where
from tasks.collection.sources.mapping import DateOrder

_EARLIEST, _LATEST = date(2000, 1, 1), date(2099, 12, 31)
_NO_DATE = r"^[0\s./:\-TZ]+$|^(?:0001|1899|1900|1970)-(?:01-01|12-3[01])|^9999-12-31"
_LANGUAGES = ("en", "fr", "es", "pt", "de", "it", "nl", "ru")
_TIME = (
    r"(?:(?:[T ]\s*|\s)(?P<hour>\d{1,2})[:h时時](?P<minute>\d{1,2})(?:[:m分](?P<second>\d{1,2})(?:[.,]\d+)?秒?|分)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z|z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?$"
)
_FORMS = {
    "year": r"^(?P<a>\d{4})\s*[-/.年년]\s*(?P<b>\d{1,2})\s*[-/.月월]\s*(?P<c>\d{1,2})\s*[日号號일.]?" + _TIME,
    "compact": r"^(?P<a>(?:19|20|21)\d{2})(?P<b>\d{2})(?P<c>\d{2})"
    r"(?:[T ]?(?P<hour>\d{2}):?(?P<minute>\d{2}):?(?P<second>\d{2})?(?:\.\d+)?)?(?P<half>$|Z)?"
    r"(?P<zone>[+-]\d{2}:?\d{2})?$",
    "short": r"^(?P<a>\d{1,2})\s*[-/. ]\s*(?P<b>\d{1,2})\s*[-/. ]\s*(?P<c>\d{4}|\d{2})" + _TIME,
}
_EPOCH = date(1899, 12, 30)
_PARTS = ("a", "b", "c", "hour", "minute", "second", "half", "zone")
_ENOUGH = 20


@dataclass(frozen=True)
class DateEvidence:
    """How many different dates can only have the day first, the month first, or the year first in two digits."""

    day_first: int = 0
    month_first: int = 0
    dotted: int = 0

    def __add__(self, other: "DateEvidence") -> "DateEvidence":
        return DateEvidence(
            self.day_first + other.day_first, self.month_first + other.month_first, self.dotted + other.dotted
        )

    def order(self) -> DateOrder | None:
        """The order of the digits; points between them are written where the day is first. None: nothing shows it."""
        if self.day_first > _ENOUGH * self.month_first or (self.dotted and not self.month_first):
            return "day_month_year"
        return "month_day_year" if self.month_first > _ENOUGH * self.day_first else None


def plain_dates(values: pa.Array) -> pa.Array | None:
    """Dates of a chunk in which all are written YYYY-MM-DD and possible; None for any other."""
    try:
        days = pc.cast(values, pa.date32())
    except pa.ArrowInvalid:
        return None
    within = pc.and_(pc.greater_equal(days, pa.scalar(_EARLIEST)), pc.less_equal(days, pa.scalar(_LATEST)))
    return days if pc.all(within).as_py() is not False else None


def date_evidence(texts: pa.Array) -> DateEvidence:
    """What different clean texts show about the order of day and month."""
    texts = where(pc.invert(matches(texts, r"^\d{1,2}[- ]\d{1,2}[- ]\d{2}\b")), texts)  # 21-03-05 shows nothing
    parts = _parts(_with_month_numbers(texts), "short")
    first, second = _whole(parts["a"]), _whole(parts["b"])
    return DateEvidence(
        _count(pc.and_(pc.greater(first, 12), pc.less_equal(second, 12))),
        _count(pc.and_(pc.greater(second, 12), pc.less_equal(first, 12))),
        _count(matches(texts, r"^\d{1,2}\.\d{1,2}\.\d{2,4}")),
    )


def moments_of(texts: pa.Array, order: DateOrder | None, zone: str | None, local_zone: str) -> Converted:
    """Local times, without zone, of different clean texts; a day alone is its midnight.

    order: of digits where the year is not first; None where the column does not show it. zone: of times that name none.
    """
    texts = _with_month_numbers(texts)
    nothing = matches(texts, _NO_DATE)
    moments = pa.nulls(len(texts), pa.timestamp("s"))
    unclear = pa.repeat(False, len(texts))
    for form in _FORMS:
        parts = _parts(texts, form)
        year, month, day = parts["a"], parts["b"], parts["c"]
        if form == "short":
            year, month, day, unclear = _in_order(parts, order)
        moments = pc.coalesce(moments, _moment(year, month, day, parts, zone, local_zone))
    moments = pc.coalesce(moments, _serials(texts))
    days = pc.cast(moments, pa.date32(), safe=False)
    possible = pc.and_(pc.greater_equal(days, pa.scalar(_EARLIEST)), pc.less_equal(days, pa.scalar(_LATEST)))
    readable = pc.and_not(pc.and_not(pc.fill_null(possible, False), unclear), nothing)
    refused = reasons(
        (nothing, ""),
        (unclear, "may be day or month first: name the order of dates in the mapping"),
        (pc.and_not(pc.is_valid(texts), readable), "is no possible date"),
        length=len(texts),
    )
    return Converted(
        where(readable, moments),
        where(pc.not_equal(refused, ""), refused),
        reasons((nothing, "stands for no date"), length=len(texts)),
    )


def dates_of(texts: pa.Array, order: DateOrder | None, zone: str | None, local_zone: str) -> Converted:
    """Business dates in the installation's zone, of different clean texts; see `moments_of`."""
    moments = moments_of(texts, order, zone, local_zone)
    return Converted(pc.cast(moments.values, pa.date32(), safe=False), moments.refused, moments.faults)


def _in_order(parts: Mapping[str, pa.Array], order: DateOrder | None) -> tuple[pa.Array, pa.Array, pa.Array, pa.Array]:
    """Year, month and day of dates that do not begin with a year of four digits, and whether the order is unclear."""
    first, second, third = parts["a"], parts["b"], parts["c"]
    unclear = pa.repeat(False, len(first))
    if order == "year_month_day":
        year, month, day = where(pc.equal(pc.utf8_length(third), 2), first), second, third
    elif order == "month_day_year":
        year, month, day = third, first, second
    elif order == "day_month_year":
        year, month, day = third, second, first
    else:
        month_first = pc.greater(_whole(second), 12)
        year, month, day = third, pc.if_else(month_first, first, second), pc.if_else(month_first, second, first)
        certain = pc.or_(pc.or_(month_first, pc.greater(_whole(first), 12)), pc.equal(_whole(first), _whole(second)))
        unclear = pc.fill_null(pc.or_(pc.invert(certain), pc.equal(pc.utf8_length(third), 2)), False)
    in_two_digits = pc.equal(pc.utf8_length(year), 2)
    return pc.if_else(in_two_digits, pc.binary_join_element_wise("20", year, ""), year), month, day, unclear


def _moment(
    year: pa.Array, month: pa.Array, day: pa.Array, parts: Mapping[str, pa.Array], zone: str | None, local_zone: str
) -> pa.Array:
    two = {name: pc.utf8_lpad(value, 2, "0") for name, value in (("month", month), ("day", day))}
    written = pc.binary_join_element_wise(year, two["month"], two["day"], "-")
    impossible = pc.or_kleene(
        pc.or_kleene(pc.less(_whole(month), 1), pc.greater(_whole(month), 12)),
        pc.or_kleene(pc.less(_whole(day), 1), pc.greater(_whole(day), _days_in(_whole(year), _whole(month)))),
    )
    written = where(pc.and_(pc.is_valid(written), pc.invert(pc.fill_null(impossible, False))), written)
    days = pc.cast(written, pa.date32())
    hour, minute, second = (pc.coalesce(_whole(parts[name]), 0) for name in ("hour", "minute", "second"))
    half = pc.utf8_lower(pc.coalesce(parts["half"], pa.scalar("")))
    hour = pc.if_else(pc.and_(pc.starts_with(half, "p"), pc.less(hour, 12)), pc.add(hour, 12), hour)
    hour = pc.if_else(pc.and_(pc.starts_with(half, "a"), pc.equal(hour, 12)), 0, hour)
    seconds = pc.add(pc.add(pc.multiply(hour, 3600), pc.multiply(minute, 60)), second)
    in_a_day = pc.and_(pc.less(hour, 25), pc.and_(pc.less(minute, 60), pc.less(second, 61)))
    midnight = pc.cast(pc.cast(days, pa.timestamp("s")), pa.int64())
    local = where(in_a_day, pc.add(midnight, seconds))
    named = pc.if_else(pc.equal(half, "z"), pa.scalar("Z"), parts["zone"])
    return _in_local_time(local, named, pc.is_valid(parts["hour"]), zone, local_zone)


def _in_local_time(
    seconds: pa.Array, named: pa.Array, has_time: pa.Array, zone: str | None, local_zone: str
) -> pa.Array:
    naive = pc.cast(seconds, pa.timestamp("s"))
    digits = pc.replace_substring(where(matches(named, r"\d"), named), ":", "")
    away = pc.add(
        pc.multiply(_whole(pc.utf8_slice_codeunits(digits, 1, 3)), 3600),
        pc.multiply(pc.coalesce(_whole(_or_null(pc.utf8_slice_codeunits(digits, 3, 5))), 0), 60),
    )
    away = pc.coalesce(pc.if_else(pc.starts_with(digits, "-"), pc.negate(away), away), 0)
    in_utc = pc.cast(pc.cast(pc.subtract(seconds, away), pa.timestamp("s")), pa.timestamp("s", local_zone))
    local = pc.if_else(pc.is_valid(named), pc.local_timestamp(in_utc), naive)
    if zone is None or zone == local_zone:
        return local
    there = pc.assume_timezone(naive, zone, ambiguous="earliest", nonexistent="latest")
    here = pc.local_timestamp(pc.cast(there, pa.timestamp("s", local_zone)))
    return pc.if_else(pc.and_(pc.is_null(named), has_time), here, local)


def _serials(texts: pa.Array) -> pa.Array:
    days = pc.extract_regex(texts, r"^(?P<day>\d{5})(?:\.\d+)?$")
    number = pc.cast(pc.struct_field(days, "day"), pa.int32())
    from_1970 = pc.subtract(number, (date(1970, 1, 1) - _EPOCH).days)
    return pc.cast(pc.cast(pc.cast(from_1970, pa.int32()), pa.date32()), pa.timestamp("s"))


def _parts(texts: pa.Array, form: str) -> dict[str, pa.Array]:
    found = pc.extract_regex(texts, _FORMS[form])
    return {name: _or_null(pc.struct_field(found, name)) for name in _PARTS}


def _or_null(texts: pa.Array) -> pa.Array:
    return where(pc.fill_null(pc.not_equal(texts, ""), False), texts)


def _whole(texts: pa.Array) -> pa.Array:
    return pc.cast(texts, pa.int64())


def _days_in(year: pa.Array, month: pa.Array) -> pa.Array:
    leap = pc.and_(
        pc.equal(pc.bit_wise_and(year, 3), 0),
        pc.or_(_no_multiple(year, 100), pc.invert(_no_multiple(year, 400))),
    )
    short = pc.is_in(month, pa.array([4, 6, 9, 11]))
    february = pc.if_else(leap, 29, 28)
    return pc.if_else(pc.equal(month, 2), february, pc.if_else(short, 30, 31))


def _no_multiple(year: pa.Array, of: int) -> pa.Array:
    return pc.not_equal(pc.multiply(pc.divide(year, of), of), year)


def _count(holds: pa.Array) -> int:
    return pc.sum(holds).as_py() or 0


def _with_month_numbers(texts: pa.Array) -> pa.Array:
    """Dates with the month in words, written year-month-day; other texts as they are."""
    if not pc.any(matches(texts, r"\p{L}{3}")).as_py():
        return texts
    lowered = pc.utf8_lower(texts)
    for word, number in _month_words().items():
        month = rf"\.?{re.escape(word)}\.?"
        between = r"(?:\s*[-/., ]\s*|\s+d[e']\s*|er\s+|st\s+|nd\s+|rd\s+|th\s+)"
        rest = r"(\D.*)?$"
        day_first = rf"^(\d{{1,2}}){between}{month}(?:{between}|\s+del?\s+)(\d{{4}}){rest}"
        short_year = rf"^(\d{{1,2}})[-/ ]{month}[-/ ](\d{{2}})$"
        month_first = rf"^{month}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}){rest}"
        year_first = rf"^(\d{{4}}){between}{month}{between}(\d{{1,2}}){rest}"
        if not pc.any(pc.match_substring(lowered, word)).as_py():
            continue
        lowered = pc.replace_substring_regex(lowered, day_first, rf"\2-{number:02}-\1\3")
        lowered = pc.replace_substring_regex(lowered, short_year, rf"20\2-{number:02}-\1")
        lowered = pc.replace_substring_regex(lowered, month_first, rf"\2-{number:02}-\1\3")
        lowered = pc.replace_substring_regex(lowered, year_first, rf"\1-{number:02}-\2\3")
    changed = pc.not_equal(lowered, pc.utf8_lower(texts))
    return pc.if_else(changed, pc.utf8_upper(lowered), texts)


@cache
def _month_words() -> dict[str, int]:
    """Names and abbreviations of months, longest first."""
    words: dict[str, int] = {}
    for language in _LANGUAGES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in Locale(language).months[context][width].items():
                    words.setdefault(name.casefold().rstrip("."), number)
    return dict(sorted(words.items(), key=lambda each: -len(each[0])))
