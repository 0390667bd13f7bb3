"""Columns that lie in pieces: what is asked of a few rows copies none of the others."""

import numpy as np
import pyarrow as pa

_FEW = 0.05  # share of the rows up to which looking for them piece by piece is less than putting the pieces together
_PIECE = 1 << 16  # rows


def rows_at(rows: pa.Table, places: pa.Array) -> pa.Table:
    """Rows at some places, in the order of these; all null where the place is."""
    return pa.Table.from_arrays([values_at(column, places) for column in rows.itercolumns()], schema=rows.schema)


def values_at(column: pa.ChunkedArray, places: pa.Array) -> pa.ChunkedArray:
    """Values at some places, as `take` gives them, which puts all pieces together first."""
    if not len(places) or len(places) > len(column) * _FEW or column.num_chunks == 1:
        return column.take(places)
    wanted = places.drop_null().to_numpy()
    ends = np.cumsum([len(chunk) for chunk in column.chunks])
    pieces = np.searchsorted(ends, wanted, side="right")
    order = np.argsort(pieces, kind="stable")
    used, starts = np.unique(pieces[order], return_index=True)
    found = [
        column.chunk(int(piece)).take(pa.array(wanted[at] - (ends[piece] - len(column.chunk(int(piece))))))
        for piece, at in zip(used, np.split(order, starts[1:]) if len(used) else (), strict=True)
    ]
    if not places.null_count and (np.diff(order) == 1).all():
        return pa.chunked_array(found, column.type)
    back = np.zeros(len(places), dtype=np.int64)
    known = places.is_valid().to_numpy(zero_copy_only=False)
    back[np.flatnonzero(known)[order]] = np.arange(len(order))
    together = pa.concat_arrays(found) if found else pa.array([], column.type)
    return pa.chunked_array([together.take(pa.array(back, mask=~known))], column.type)


def nothing(rows: int, kind: pa.DataType) -> pa.ChunkedArray:
    """A column without values: the same piece again and again."""
    piece = pa.nulls(min(rows, _PIECE), kind)
    whole, rest = divmod(rows, _PIECE)
    return pa.chunked_array([piece] * whole + ([piece.slice(0, rest)] if rest or not whole else []), kind)
