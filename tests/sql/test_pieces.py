"""Values at some places of a column in pieces are those that the whole column has there."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sql.lake import is_always, nothing, rows_at, values_at

_PIECES = st.lists(st.lists(st.one_of(st.none(), st.text(max_size=3)), max_size=40), min_size=1, max_size=12)


@given(_PIECES, st.data())
def test_values_at_places_are_those_of_the_column(pieces: list[list[str | None]], data: st.DataObject) -> None:
    """Whatever the places: in any order, twice, or missing."""
    values = [value for piece in pieces for value in piece]
    place = st.none() if not values else st.one_of(st.none(), st.integers(0, len(values) - 1))
    places = data.draw(st.lists(place, max_size=6))
    column = pa.chunked_array([pa.array(piece, pa.string()) for piece in pieces], pa.string())
    found = values_at(column, pa.array(places, pa.int64()))
    assert found.to_pylist() == [None if each is None else values[each] for each in places]


def test_few_of_many_rows_are_found_in_their_pieces() -> None:
    """Few enough that each is looked for in its piece, dictionaries that differ from piece to piece included."""
    pieces = [pa.array([f"{piece}-{row % 5}" for row in range(1_000)]) for piece in range(7)]
    column = pa.chunked_array(pieces)
    encoded = pa.chunked_array([piece.dictionary_encode() for piece in pieces])
    rows = pa.table([column, encoded, column], names=["text", "text", "encoded"])
    places = [6_999, 0, None, 3_001, 3_000, 0, None, 1_000]
    found = rows_at(rows, pa.array(places, pa.int64()))
    assert found.column_names == rows.column_names
    expected = [None if each is None else column[each].as_py() for each in places]
    assert [found.column(place).to_pylist() for place in range(3)] == [expected] * 3
    assert rows_at(rows, pa.array([], pa.int64())).num_rows == 0


@pytest.mark.parametrize("rows", [0, 1, 65_535, 65_536, 65_537, 200_000])
@pytest.mark.parametrize("kind", [pa.string(), pa.list_(pa.string()), pa.date32()])
def test_a_column_without_values_has_as_many_rows_as_asked_for(rows: int, kind: pa.DataType) -> None:
    """And is of its kind, without any value."""
    column = nothing(rows, kind)
    assert (len(column), column.null_count, column.type) == (rows, rows, kind)


def test_only_a_column_of_one_text_says_it_always() -> None:
    """Another text or a gap in any piece tells it from one that always says the same."""
    said = pa.array(["lodged"] * 3).dictionary_encode()
    assert is_always(pa.chunked_array([said, said]), "lodged")
    assert not is_always(pa.chunked_array([said]), "amended")
    assert not is_always(pa.chunked_array([pa.array(["lodged", "amended"]).dictionary_encode()]), "lodged")
    assert not is_always(pa.chunked_array([pa.array(["lodged", None]).dictionary_encode()]), "lodged")
    assert not is_always(pa.chunked_array([["lodged"]]), "lodged")
