"""What becomes of the values of a column, and why some cannot be taken in."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_SEEN, _FEW = 10_000, 0.15  # values looked at, and the share of different ones up to which they repeat
_MOST_WORDS = 10_000  # of a dictionary: a larger one is no gain in files of single months

NO_TEXT = pa.scalar(None, pa.string())


@dataclass(frozen=True)
class Converted:
    """Values of one column; all three arrays are as long as what was converted.

    values: typed, null where missing or unreadable. refused: why the value cannot be read, null where it can; its row
    is refused. faults: what is wrong with a value that is kept all the same.
    """

    values: pa.Array
    refused: pa.Array
    faults: pa.Array


def reasons(*cases: tuple[pa.Array, str], length: int) -> pa.Array:
    """The reason of the first case that holds for each value, null where none does."""
    told = pa.nulls(length, pa.string())
    for holds, reason in reversed(cases):
        told = pc.if_else(pc.fill_null(holds, False), pa.scalar(reason), told)
    return told


def without_faults(values: pa.Array) -> Converted:
    """Values with which nothing is wrong."""
    return Converted(values, no_reasons(len(values)), no_reasons(len(values)))


@lru_cache(maxsize=4)
def no_reasons(length: int) -> pa.Array:
    """Reasons where there are none: one array for all columns of a file."""
    return pa.nulls(length, pa.string())


@dataclass(frozen=True)
class Distinct:
    """The different values of a column.

    indices: each row's value, by its place. counted: how often each occurs, where these are not its only rows.
    """

    values: pa.Array
    indices: pa.ChunkedArray
    counted: pa.Array | None = None

    @cached_property
    def uses(self) -> pa.Array:
        """How often each value occurs."""
        if self.counted is not None:
            return self.counted
        uses = np.zeros(len(self.values), dtype=np.int64)
        for chunk in self.indices.chunks:
            uses += np.bincount(pc.drop_null(chunk).to_numpy(), minlength=len(self.values))
        return pa.array(uses)

    def spread(self, converted: Converted) -> Converted:
        """What became of the different values, for each row."""

        def of_rows(reasons: pa.Array) -> pa.ChunkedArray | pa.Array:
            clean = reasons.null_count == len(reasons)
            return no_reasons(len(self.indices)) if clean else reasons.take(self.indices)

        return Converted(self.of_rows(converted.values), of_rows(converted.refused), of_rows(converted.faults))

    def of_rows(self, values: pa.Array) -> pa.ChunkedArray:
        """For each row what stands at the place of its value; few different texts stay a dictionary."""
        if not pa.types.is_string(values.type) or len(values) > _MOST_WORDS:
            return values.take(self.indices)
        if values.null_count or pc.count_distinct(values).as_py() < len(values):
            return values.take(self.indices)
        chunks = [pa.DictionaryArray.from_arrays(chunk, values) for chunk in self.indices.chunks]
        return pa.chunked_array(chunks, pa.dictionary(self.indices.type, values.type))

    def where(self, holds: pa.Array) -> "Distinct":
        """Those of the values that a condition holds for, without rows."""
        values = self.values.filter(holds)
        return Distinct(values, pa.chunked_array([pa.array(range(len(values)), pa.int32())]), self.uses.filter(holds))


def repeats(column: pa.ChunkedArray) -> bool:
    """Whether a column of text says the same few things again and again, by its first values."""
    seen = column.slice(0, _SEEN)
    return len(seen) > 0 and pc.count_distinct(seen).as_py() <= len(seen) * _FEW


def encoded_alike(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column of text with one dictionary for all its chunks."""
    encoded = pc.dictionary_encode(column)
    first, *others = [chunk.dictionary for chunk in encoded.chunks] or [None]
    return encoded if all(each.equals(first) for each in others) else encoded.unify_dictionaries()  # which takes long


def distinct(column: pa.ChunkedArray) -> Distinct:
    """The different values of a column of text."""
    encoded = encoded_alike(column)
    if not encoded.num_chunks:
        return Distinct(pa.array([], pa.string()), pa.chunked_array([], pa.int32()))
    indices = pa.chunked_array([chunk.indices for chunk in encoded.chunks], pa.int32())
    return Distinct(encoded.chunk(0).dictionary, indices)


def truths(holds: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> pa.BooleanArray:
    """Truth values for Arrow: eight at once, where `pa.array` takes one after the other."""
    bits = pa.py_buffer(np.packbits(holds, bitorder="little"))
    return pa.BooleanArray.from_buffers(pa.bool_(), len(holds), [None, bits])


def matches(values: pa.Array, pattern: str) -> pa.Array:
    """Whether each value matches a regular expression; a missing one does not."""
    return pc.fill_null(pc.match_substring_regex(values, pattern), False)


def where(holds: pa.Array, values: pa.Array) -> pa.Array:
    """Values where a condition holds, else null."""
    return pc.if_else(holds, values, pa.scalar(None, values.type))
