"""Text that can be compared: without look-alikes, invisible characters, quotes of spreadsheets and placeholders."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sql.spelling import CYRILLIC_OR_GREEK, INVISIBLE, PLACEHOLDERS, QUOTED, SPACES, other_digits
from tasks.collection.sources.converted import truths

LONGEST_TEXT = 4_000  # characters: no field of a declaration form holds more
_INVISIBLE = rf"[{INVISIBLE}]+"
_TWO_SCRIPTS = rf"\p{{Latin}}[^\s]*[{CYRILLIC_OR_GREEK}]|[{CYRILLIC_OR_GREEK}][^\s]*\p{{Latin}}"
_FIRST_PRINTABLE, _LAST_PRINTABLE, _BEYOND_ASCII = 32, 126, 128
_MARKS = [np.uint8(each) for each in b" '\"="]  # as first or last byte: blanks and the quotes of spreadsheets
_PLUS, _MINUS, _SIGNS = np.uint8(ord("+")), np.uint8(ord("-")), 4  # + , - . follow each other
_LONGEST_NUMBER = 300  # digits: more may be beyond what a number holds
_ZERO, _POINT, _BLANK = np.uint8(ord("0")), np.uint8(ord(".")), np.uint8(ord(" "))
_LARGEST_DIGIT, _GROUP = np.uint8(9), 3
_LONG = max(len(each) for each in PLACEHOLDERS if each.isascii()) + 1


@dataclass(frozen=True)
class CleanText:
    """Text with null for what is missing. placeholders: how many values were written for nothing, such as `N/A`."""

    values: pa.Array
    placeholders: int


def clean_text(values: pa.Array, meaningful: frozenset[str] = frozenset()) -> CleanText:
    """NFKC, without invisible and direction characters, blanks around, spreadsheet quotes and placeholders.

    values: one chunk of text. meaningful: placeholders that are values here, such as `na` for Namibia. Only values that
    need it are looked at closely, each different one once.
    """
    odd = _odd(values)
    if not odd.any():
        return CleanText(values, 0)
    mask = truths(odd)
    found = pc.dictionary_encode(pc.filter(values, mask))
    cleaned = _cleaned(found.dictionary, meaningful)
    written_for_nothing = pc.is_null(cleaned).take(found.indices)
    replaced = pc.replace_with_mask(values, mask, cleaned.take(found.indices))
    return CleanText(replaced, pc.sum(written_for_nothing).as_py() or 0)


def is_plain(values: pa.Array) -> bool:
    """Whether a chunk holds ASCII of a usual length alone."""
    plain = not len(values) or int(_bytes(values).max(initial=0)) < _BEYOND_ASCII
    return plain and int(np.diff(_raw_offsets(values)).max(initial=0)) <= LONGEST_TEXT


def mixes_scripts(values: pa.Array) -> pa.Array:
    """Whether a word mixes Latin letters with Cyrillic or Greek ones that look like them."""
    if not _bytes(values).size or _bytes(values).max(initial=0) < _BEYOND_ASCII:
        return pa.repeat(False, len(values))
    return pc.fill_null(pc.match_substring_regex(values, _TWO_SCRIPTS), False)


def maybe_lossy(values: pa.Array) -> pa.Array:
    """Which identifiers of a clean chunk to look at closely: with signs of numbers, ending in zeros, not in ASCII."""
    data, offsets = _bytes(values), _offsets(values)
    closely = np.diff(offsets) > LONGEST_TEXT
    if data.size:
        _mark(closely, offsets, np.flatnonzero((data - _PLUS < _SIGNS) & (data != _MINUS) | (data > _LAST_PRINTABLE)))
        by_zero = np.flatnonzero(data.take(offsets[1:] - 1, mode="clip") == _ZERO)
        ends = offsets[1:][by_zero]
        closely[by_zero] |= (data.take(ends - 2, mode="clip") == _ZERO) & (ends - offsets[:-1][by_zero] > 1)
    return truths(closely)


@dataclass(frozen=True)
class PlainNumbers:
    """Which values of a clean chunk are digits with at most one point. certain: how many points are before decimals."""

    plain: pa.Array
    dotted: pa.Array
    certain: int


def plainly_numbers(values: pa.Array, uses: "np.ndarray[tuple[int], np.dtype[np.int64]] | None" = None) -> PlainNumbers:
    """Numbers that need no closer look, told from their bytes. uses: how often each value counts, once by default."""
    data, offsets = _bytes(values), _offsets(values)
    lengths = np.diff(offsets)
    odd = (lengths == 0) | (lengths > _LONGEST_NUMBER)
    dotted = np.zeros(len(values), dtype=bool)
    certain = 0
    if data.size:
        is_dot = data == _POINT
        _mark(odd, offsets, np.flatnonzero((data - _ZERO > _LARGEST_DIGIT) & ~is_dot))
        dots = np.flatnonzero(is_dot)
        rows = np.searchsorted(offsets[1:], dots, side="right")
        dotted[rows] = True
        odd[rows[1:][rows[1:] == rows[:-1]]] = True
        odd |= dotted & (lengths == 1)
        before, after = dots - offsets[rows], offsets[rows + 1] - dots - 1
        sure = (after != _GROUP) | (before > _GROUP) | (before == 0) | (data[offsets[rows]] == _ZERO)
        showing = rows[sure & ~odd[rows]]
        certain = len(showing) if uses is None else int(uses[showing].sum())
    return PlainNumbers(truths(~odd), truths(dotted & ~odd), certain)


def _mark(values: "np.ndarray[Any, Any]", offsets: "np.ndarray[Any, Any]", places: "np.ndarray[Any, Any]") -> None:
    """Mark the values in which these bytes are."""
    values[np.searchsorted(offsets[1:], places, side="right")] = True


def _odd(values: pa.Array) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Which values cannot be taken as they are: their bytes show it, at the speed of memory."""
    data, offsets = _bytes(values), _offsets(values)
    lengths = np.diff(offsets)
    odd: np.ndarray[tuple[int], np.dtype[np.bool_]] = (lengths == 0) | (lengths > LONGEST_TEXT)
    if data.size:
        least = data.min()
        if data.max() > _LAST_PRINTABLE or least < _FIRST_PRINTABLE:
            _mark(odd, offsets, np.flatnonzero((data > _LAST_PRINTABLE) | (data < _FIRST_PRINTABLE)))
        if least <= _BLANK:
            blanks = data == _BLANK
            if (twice := np.flatnonzero(blanks[1:] & blanks[:-1])).size:
                _mark(odd, offsets, twice)
        first: np.ndarray[tuple[int], np.dtype[np.uint8]] = data.take(offsets[:-1], mode="clip")
        last: np.ndarray[tuple[int], np.dtype[np.uint8]] = data.take(offsets[1:] - 1, mode="clip")
        for mark in _MARKS:
            if least <= mark:
                odd |= (first == mark) | (last == mark)
        maybe = np.flatnonzero(lengths < _LONG)
        maybe = maybe[_BEGINS_A_PLACEHOLDER[first[maybe]]]
        maybe = maybe[_LIKE_A_PLACEHOLDER[first[maybe], lengths[maybe]] & ~odd[maybe]]
        if maybe.size:
            lowered = pc.utf8_lower(values.take(pa.array(maybe)))
            odd[maybe] = pc.is_in(lowered, _PLACEHOLDER_SET).to_numpy(zero_copy_only=False)
    if values.null_count:
        odd &= pc.is_valid(values).to_numpy(zero_copy_only=False)
    return odd


def _cleaned(values: pa.Array, meaningful: frozenset[str]) -> pa.Array:
    texts = _in_plain_spelling(values)
    quoted = pc.match_substring_regex(texts, QUOTED)
    bare = pc.utf8_trim_whitespace(pc.replace_substring_regex(texts, QUOTED, r"\1\2\3\4\5"))
    texts = pc.if_else(quoted, bare, texts)
    placeholders = pa.array(sorted(PLACEHOLDERS - meaningful))
    nothing = pc.or_(pc.equal(texts, ""), pc.is_in(pc.utf8_lower(texts), placeholders))
    return pc.if_else(nothing, pa.scalar(None, pa.string()), texts)


def _in_plain_spelling(values: pa.Array) -> pa.Array:
    """Different values as `plain_spelling` writes each."""
    texts = pc.replace_substring_regex(pc.utf8_normalize(values, form="NFKC"), SPACES, " ")
    hidden = pc.match_substring_regex(texts, _INVISIBLE)
    if pc.any(hidden).as_py():  # what stood around them may be one character, or one blank, now
        seen = pc.utf8_normalize(pc.replace_substring_regex(texts, _INVISIBLE, ""), form="NFKC")
        texts = pc.if_else(hidden, pc.replace_substring_regex(seen, SPACES, " "), texts)
    return _with_plain_digits(pc.utf8_trim_whitespace(texts))


def _with_plain_digits(texts: pa.Array) -> pa.Array:
    """Different values with the digits of other scripts, such as Arabic ones, as 0 to 9."""
    without_ours = pc.replace_substring_regex(texts, "[0-9]+", "")
    foreign = pc.fill_null(pc.match_substring_regex(without_ours, r"\p{Nd}"), False)
    if not pc.any(foreign).as_py():
        return texts
    plain = [value.translate(other_digits()) for value in texts.filter(foreign).to_pylist()]
    return pc.replace_with_mask(texts, foreign, pa.array(plain, pa.string()))


def _placeholder_shapes() -> "np.ndarray[tuple[int, int], np.dtype[np.bool_]]":
    """Whether a placeholder in ASCII has this first byte and this length."""
    shapes = np.zeros((256, _LONG + 1), dtype=bool)
    for each in PLACEHOLDERS:
        if each.isascii():
            shapes[[ord(each[0]), ord(each[0].upper())], len(each)] = True
    return shapes


def _bytes(values: pa.Array) -> "np.ndarray[tuple[int], np.dtype[np.uint8]]":
    buffer = values.buffers()[2]
    offsets = _raw_offsets(values)
    if buffer is None or not len(values):
        return np.empty(0, dtype=np.uint8)
    return np.frombuffer(buffer, dtype=np.uint8)[offsets[0] : offsets[-1]]


def _offsets(values: pa.Array) -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
    offsets = _raw_offsets(values)
    return offsets - offsets[0] if offsets[0] else offsets


def _raw_offsets(values: pa.Array) -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
    if not len(values):
        return np.zeros(1, dtype=np.int32)
    whole = np.frombuffer(values.buffers()[1], dtype=np.int32)
    return whole[values.offset : values.offset + len(values) + 1]


_PLACEHOLDER_SET = pa.array(sorted(PLACEHOLDERS))
_LIKE_A_PLACEHOLDER = _placeholder_shapes()
_BEGINS_A_PLACEHOLDER: np.ndarray[tuple[int], np.dtype[np.bool_]] = np.any(_LIKE_A_PLACEHOLDER, axis=1)
