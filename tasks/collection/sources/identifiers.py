"""Identifiers and HS codes: digits are kept as they are written, and refused where a spreadsheet lost some."""

from collections.abc import Mapping
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from sql.spelling import LIKE_LATIN
from tasks.collection.sources.codes import code_table
from tasks.collection.sources.converted import NO_TEXT, Converted, matches, reasons, where, without_faults
from tasks.collection.sources.text import LONGEST_TEXT, is_plain, mixes_scripts

LOST = "was written by a spreadsheet in scientific notation; the number is lost"
_SCIENTIFIC = r"^\d(?:[.,]\d+)?[eE]\+\d+$|^\d[.,]\d+[eE]\d+$"
_STORED_AS_FRACTION = r"^\d+[.,]0+$"
_MOST_DIGITS = 15  # that a floating-point number keeps
_ROUNDED = rf"^[1-9]\d{{{_MOST_DIGITS - 1}}}000+$"
_NATURAL = 0.05  # share of a column's numbers that may end in zeros before they count as rounded
_LIKE_LATIN = rf"^[^\p{{L}}]*[{LIKE_LATIN}](?:[^\p{{L}}]|[{LIKE_LATIN}])*$"
_SHORT_OF_ONE = {5: 6, 7: 8, 9: 10, 11: 12}  # digits of a code whose leading zero is lost → digits it had
_COMPLETE = (6, 8, 9, 10, 11, 12, 13)
_PLAIN_CODE = r"^\d{6}(?:\d{2}){0,2}$"


def texts_of(texts: pa.Array) -> Converted:
    """Free text: kept, with a fault where letters of two scripts look alike."""
    if is_plain(texts):
        return without_faults(texts)
    return Converted(texts, _unusable(texts), _look_alikes(texts))


def identifiers_of(texts: pa.Array, uses: pa.Array, rows: int) -> Converted:
    """Numbers of declarations, enterprises, bills: different clean texts of one column.

    uses: how often each occurs. rows: how many values the column has.
    """
    stored = matches(texts, _STORED_AS_FRACTION)
    whole = pc.if_else(stored, pc.replace_substring_regex(texts, r"[.,]0+$", ""), texts)
    lost = pc.or_(matches(texts, _SCIENTIFIC), pc.and_(stored, matches(whole, rf"^\d{{{_MOST_DIGITS + 1},}}$")))
    rounded = _rounded(whole, uses, rows)
    refused = pc.coalesce(
        reasons(
            (lost, LOST),
            (rounded, f"ends in zeros from its digit {_MOST_DIGITS + 1} on: a spreadsheet rounded it"),
            length=len(texts),
        ),
        _unusable(texts),
    )
    nothing = matches(whole, r"^00+$")
    faults = pc.coalesce(
        reasons(
            (nothing, "consists of zeros: read as missing"),
            (stored, "was stored as a number with decimals: read without them"),
            (_look_like_latin(texts), "is written in letters of another script that look like Latin ones"),
            length=len(texts),
        ),
        _look_alikes(texts),
    )
    return Converted(where(pc.invert(pc.or_(nothing, pc.is_valid(refused))), whole), refused, faults)


def hs_codes_of(texts: pa.Array, uses: pa.Array) -> Converted:
    """HS codes of 6 to 13 digits without dots and blanks, of different clean texts of one column.

    uses: how often each occurs. A code that lacks the zero of chapters 01 to 09 gets it back, which is a fault told,
    where its heading exists with the zero alone, or where the column shows which of two readings it is.
    """
    plain = pc.and_(matches(texts, _PLAIN_CODE), _has_heading(texts))
    odd = pc.and_(pc.invert(plain), pc.is_valid(texts))
    nothing = pa.nulls(len(texts), pa.string())
    if not pc.any(odd).as_py():
        return Converted(texts, nothing, nothing)
    lengths, used = pc.utf8_length(texts), pc.and_(plain, pc.is_valid(texts))
    as_they_are = {length: _sum(uses, pc.and_(used, pc.equal(lengths, length))) for length in _SHORT_OF_ONE.values()}
    read = _odd_hs_codes(texts.filter(odd), uses.filter(odd), as_they_are)
    return Converted(
        pc.replace_with_mask(texts, odd, read.values),
        pc.replace_with_mask(nothing, odd, read.refused),
        pc.replace_with_mask(nothing, odd, read.faults),
    )


def _odd_hs_codes(texts: pa.Array, uses: pa.Array, as_they_are: Mapping[int, int]) -> Converted:
    """HS codes that are not just digits of a usual length. as_they_are: how often such codes occur, by length."""
    stored = matches(texts, r"^\d{5,}\.0$")
    digits = pc.if_else(
        stored, pc.replace_substring(texts, ".0", ""), pc.replace_substring_regex(texts, r"[.\s·-]", "")
    )
    nothing = matches(digits, r"^0+$")
    lost = matches(texts, _SCIENTIFIC)
    trimmed = matches(texts, r"^\d{4}\.\d$|^\d{4}\.\d{3}$")
    length = pc.if_else(matches(digits, r"^[0-9]+$"), pc.utf8_length(digits), 0)
    complete = pc.and_(pc.is_in(length, pa.array(_COMPLETE)), _has_heading(digits))
    padded = pc.binary_join_element_wise("0", digits, "")
    may_lack = pc.and_(pc.is_in(length, pa.array(list(_SHORT_OF_ONE))), _has_heading(padded))
    usual = _usual_reading(length, complete, may_lack, uses, as_they_are)
    pad = pc.and_(may_lack, pc.or_(pc.invert(complete), usual["padded"]))
    unclear = pc.and_(pc.and_(may_lack, complete), pc.invert(pc.or_(usual["padded"], usual["complete"])))
    readable = pc.or_(pc.is_in(length, pa.array(_COMPLETE)), pad)
    refused = reasons(
        (lost, LOST),
        (nothing, ""),
        (trimmed, "has lost digits: a spreadsheet read it as a number"),
        (unclear, "may be complete or lack the leading zero of chapters 01 to 09: write the code in full"),
        (pc.invert(readable), "is no HS code of 6 to 13 digits"),
        length=len(texts),
    )
    faults = reasons(
        (nothing, "consists of zeros: read as missing"),
        (pad, "lacked the leading zero of chapters 01 to 09: read with it"),
        (stored, "was stored as a number with decimals: read without them"),
        length=len(texts),
    )
    kept = pc.and_(readable, pc.and_(pc.is_null(refused), pc.is_valid(texts)))
    values = where(kept, pc.if_else(pad, padded, digits))
    refused = where(pc.and_(pc.not_equal(refused, ""), pc.is_valid(texts)), refused)
    return Converted(values, refused, faults)


def _usual_reading(
    length: pa.Array, complete: pa.Array, may_lack: pa.Array, uses: pa.Array, as_they_are: Mapping[int, int]
) -> Mapping[str, pa.Array]:
    """For lengths that occur in two readings, the one that the codes with one reading have in this column."""
    either = pc.and_(complete, may_lack)
    chosen = {"complete": pa.repeat(False, len(length)), "padded": pa.repeat(False, len(length))}
    for short, full in _SHORT_OF_ONE.items():
        here = pc.equal(length, short)
        certain = pc.and_(here, pc.invert(either))
        as_it_is = _sum(uses, pc.and_(certain, pc.and_(complete, pc.invert(may_lack))))
        with_zero = _sum(uses, pc.and_(certain, pc.and_(may_lack, pc.invert(complete))))
        with_zero += _sum(uses, pc.equal(length, full)) + as_they_are.get(full, 0)
        reading = "complete" if as_it_is > with_zero else "padded" if with_zero > as_it_is else None
        if reading is not None:
            chosen[reading] = pc.or_(chosen[reading], pc.and_(here, either))
    return chosen


def _sum(uses: pa.Array, holds: pa.Array) -> int:
    return pc.sum(pc.filter(uses, holds)).as_py() or 0


def _has_heading(digits: pa.Array) -> pa.Array:
    """Whether the first four digits are a heading that the HS can have; chapters 77, 98 and 99 are left to nations."""
    return pc.is_in(pc.utf8_slice_codeunits(digits, 0, 4), _headings())


@cache
def _headings() -> pa.Array:
    chapters = code_table("hs_chapters")
    headings = [
        f"{chapter}{number:02}"
        for chapter, last in zip(chapters["chapter"], chapters["headings"], strict=True)
        for number in range(1, int(last) + 1)
    ]
    national = [f"{chapter}{number:02}" for chapter in ("98", "99") for number in range(100)]
    return pa.array(headings + national)


def _rounded(whole: pa.Array, uses: pa.Array, rows: int) -> pa.Array:
    """Long numbers whose last digits are zeros, where the column has more of them than chance makes."""
    ending = matches(whole, _ROUNDED)
    return ending if _sum(uses, ending) > _NATURAL * rows else pa.repeat(False, len(whole))


def _unusable(texts: pa.Array) -> pa.Array:
    """Why a text cannot be kept at all: it is endless, or a character was lost on its way."""
    return reasons(
        (pc.match_substring(texts, "\ufffd"), "holds a character that was lost on its way"),
        (pc.greater(pc.utf8_length(texts), LONGEST_TEXT), f"is longer than {LONGEST_TEXT:,} characters"),
        length=len(texts),
    )


def _look_like_latin(texts: pa.Array) -> pa.Array:
    """Whether every letter of a number with digits is one of another script that looks like a Latin one."""
    return pc.and_(matches(texts, _LIKE_LATIN), matches(texts, "[0-9]"))


def _look_alikes(texts: pa.Array) -> pa.Array:
    mixed = mixes_scripts(texts)
    if not pc.any(mixed).as_py():
        return pa.nulls(len(texts), pa.string())
    return pc.if_else(mixed, pa.scalar("mixes letters of two scripts that look alike"), NO_TEXT)
