"""Arrow values of any type as text, column by column."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_EXACT = 1e15  # whole floating-point numbers below are exact
_LONGEST = 131_072  # bytes of a value
_MOST_TEXT = 1 << 28  # bytes that the values of a dictionary may fill
_BETWEEN = ";"
_ASCII = 128

Places = np.ndarray[tuple[int], np.dtype[np.int64]]
Broken = list[tuple[Places, str]]  # places in the column, reason


def text_of(values: pa.Array) -> tuple[pa.Array, Broken]:
    """Values as text, null where there is none, and the values that are broken.

    Whole numbers lose their decimals, dates and times are in ISO 8601 (in UTC where they have a zone), the entries of a
    list are joined by `;`. A floating-point number that is too large to be exact is in scientific notation. Raises
    MemoryError where a dictionary repeats long values over more text than a table has.
    """
    kind = values.type
    if isinstance(kind, pa.BaseExtensionType):
        return text_of(values.storage)
    if pa.types.is_dictionary(kind):
        return _of_dictionary(values)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        return _of_lists(values)
    if _is_bytes(kind):
        return _of_bytes(values)
    writers: tuple[tuple[Callable[[pa.DataType], bool], Callable[[pa.Array], tuple[pa.Array, Broken]]], ...] = (
        (pa.types.is_floating, _of_floats),
        (pa.types.is_timestamp, _of_moments),
    )
    for is_kind, writer in writers:
        if is_kind(kind):
            return writer(values)
    return values.cast(pa.string()), []


def _is_bytes(kind: pa.DataType) -> bool:
    tests = (
        *(pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view),
        *(pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view, pa.types.is_fixed_size_binary),
    )
    return any(test(kind) for test in tests)


def _of_dictionary(values: pa.DictionaryArray) -> tuple[pa.Array, Broken]:
    words, broken = text_of(values.dictionary)
    indices = pc.fill_null(values.indices, -1).to_numpy()
    lengths = pc.fill_null(pc.binary_length(words), 0).to_numpy()
    uses = np.bincount(indices[indices >= 0], minlength=len(words))
    if int((lengths.astype(np.int64) * uses).sum()) > _MOST_TEXT:
        raise MemoryError("values of a dictionary")
    texts = words.take(values.indices)
    return texts, [(np.flatnonzero(np.isin(indices, places)), reason) for places, reason in broken]


def _of_lists(values: pa.Array) -> tuple[pa.Array, Broken]:
    entries, broken = text_of(values.flatten())
    parents = pc.list_parent_indices(values).to_numpy()
    filled = pc.is_valid(entries)
    counts = np.bincount(parents[filled.to_numpy(zero_copy_only=False)], minlength=len(values))
    ends = pa.array(np.concatenate([[0], np.cumsum(counts)]), pa.int64())
    lists = pa.LargeListArray.from_arrays(ends, entries.filter(filled))
    texts = pc.binary_join(lists, _BETWEEN).cast(pa.string())
    return _filled(texts), [(np.unique(parents[places]), reason) for places, reason in broken]


def _of_bytes(values: pa.Array) -> tuple[pa.Array, Broken]:
    """Text of bytes; what is no UTF-8, holds a zero byte or is too long is broken."""
    if pa.types.is_string(values.type) and _is_plain(values):
        return _filled(values), []
    if pa.types.is_string_view(values.type) or pa.types.is_binary_view(values.type):
        values = values.cast(pa.large_binary())
    broken: Broken = []
    too_long = pc.fill_null(pc.greater(pc.binary_length(values), _LONGEST), False)
    if pc.any(too_long).as_py():
        broken.append((_places(too_long), f"its value is longer than {_LONGEST:,} bytes"))
        values = pc.if_else(too_long, pa.scalar(None, values.type), values)
    raw = values.cast(pa.large_binary())
    zeros = pc.fill_null(pc.match_substring(raw, b"\x00"), False)
    if pc.any(zeros).as_py():
        broken.append((_places(zeros), "its value holds a zero byte"))
        raw = pc.if_else(zeros, pa.scalar(None, pa.large_binary()), raw)
    try:
        texts = raw.cast(pa.large_string())
    except pa.ArrowInvalid:
        gone = pa.array([value is not None and not _is_text(value) for value in raw.to_pylist()])
        broken.append((_places(gone), "its value is no text in UTF-8"))
        texts = pc.if_else(gone, pa.scalar(None, pa.large_binary()), raw).cast(pa.large_string())
    return _filled(texts.cast(pa.string())), broken


def _is_plain(values: pa.Array) -> bool:
    """Whether all bytes are ASCII but zero and no value is too long: told at the speed of memory."""
    _, offsets, data = values.buffers()
    if data is None or not len(values):
        return True
    bounds = np.frombuffer(offsets, dtype=np.int32)[values.offset : values.offset + len(values) + 1]
    used = np.frombuffer(data, dtype=np.uint8)[bounds[0] : bounds[-1]]
    return not used.size or (used.max() < _ASCII and used.min() > 0 and np.diff(bounds).max() <= _LONGEST)


def _is_text(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True


def _places(mask: pa.Array) -> Places:
    return np.flatnonzero(mask.to_numpy(zero_copy_only=False))


def _filled(texts: pa.Array) -> pa.Array:
    if not pc.any(pc.equal(texts, "")).as_py():
        return texts
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def _of_floats(values: pa.Array) -> tuple[pa.Array, Broken]:
    if pa.types.is_float16(values.type):
        values = values.cast(pa.float32())
    numbers = values.cast(pa.float64())
    nothing = pc.fill_null(pc.is_nan(numbers), True)
    endless = pc.fill_null(pc.is_inf(numbers), False)
    whole = pc.and_(pc.equal(pc.floor(numbers), numbers), pc.less(pc.abs(numbers), _EXACT))
    whole = pc.and_(pc.fill_null(whole, False), pc.invert(nothing))
    as_whole = pc.if_else(whole, numbers, 0.0).cast(pa.int64()).cast(pa.string())
    texts = pc.if_else(whole, as_whole, values.cast(pa.string()))
    large = pc.fill_null(pc.and_(pc.greater_equal(pc.abs(numbers), _EXACT), pc.invert(endless)), False)
    if pc.any(large).as_py():
        written = [f"{number:.14E}" for number in numbers.filter(large).to_pylist()]
        texts = pc.replace_with_mask(texts, large, pa.array(written, pa.string()))
    texts = pc.if_else(pc.or_(nothing, endless), pa.scalar(None, pa.string()), texts)
    return texts, [(_places(endless), "its number is infinite")] if pc.any(endless).as_py() else []


def _of_moments(values: pa.Array) -> tuple[pa.Array, Broken]:
    """Moments in ISO 8601; midnight without a zone is a date."""
    zone = values.type.tz
    plain = (
        values.cast(pa.timestamp(values.type.unit))
        if zone is None
        else pc.cast(values, pa.timestamp(values.type.unit, "UTC")).cast(pa.timestamp(values.type.unit))
    )
    texts = pc.replace_substring_regex(plain.cast(pa.string()), r"\.0+$", "")
    if zone is None:
        texts = pc.replace_substring_regex(texts, " 00:00:00$", "")
        return pc.replace_substring(texts, " ", "T"), []
    return pc.binary_join_element_wise(pc.replace_substring(texts, " ", "T"), "Z", ""), []
