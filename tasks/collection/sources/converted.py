"""What becomes of the values of a column, and why some cannot be taken in."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

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
    """The different values of a column. uses: how often each occurs. indices: each row's value, by its place."""

    values: pa.Array
    uses: pa.Array
    indices: pa.ChunkedArray

    def spread(self, converted: Converted) -> Converted:
        """What became of the different values, for each row."""

        def of_rows(reasons: pa.Array) -> pa.ChunkedArray | pa.Array:
            clean = reasons.null_count == len(reasons)
            return no_reasons(len(self.indices)) if clean else reasons.take(self.indices)

        return Converted(converted.values.take(self.indices), of_rows(converted.refused), of_rows(converted.faults))


def encoded_alike(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column of text with one dictionary for all its chunks."""
    encoded = pc.dictionary_encode(column)
    first, *others = [chunk.dictionary for chunk in encoded.chunks] or [None]
    return encoded if all(each.equals(first) for each in others) else encoded.unify_dictionaries()  # which takes long


def distinct(column: pa.ChunkedArray) -> Distinct:
    """The different values of a column of text."""
    encoded = encoded_alike(column)
    if not encoded.num_chunks:
        return Distinct(pa.array([], pa.string()), pa.array([], pa.int64()), pa.chunked_array([], pa.int32()))
    values = encoded.chunk(0).dictionary
    uses = np.zeros(len(values), dtype=np.int64)
    for chunk in encoded.chunks:
        uses += np.bincount(pc.drop_null(chunk.indices).to_numpy(), minlength=len(values))
    return Distinct(values, pa.array(uses), pa.chunked_array([chunk.indices for chunk in encoded.chunks], pa.int32()))


def matches(values: pa.Array, pattern: str) -> pa.Array:
    """Whether each value matches a regular expression; a missing one does not."""
    return pc.fill_null(pc.match_substring_regex(values, pattern), False)


def where(holds: pa.Array, values: pa.Array) -> pa.Array:
    """Values where a condition holds, else null."""
    return pc.if_else(holds, values, pa.scalar(None, values.type))
