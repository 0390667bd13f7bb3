"""Rows are divided by the months of their day, in their order."""

from datetime import date

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from tasks.collection.arrival import _by_month


@given(st.lists(st.dates(date(2000, 1, 1), date(2099, 12, 31)), min_size=1, max_size=30))
def test_rows_of_a_month_are_those_of_a_filter(days: list[date]) -> None:
    rows = pa.table({"lodged_on": pa.array(days, pa.date32()), "place": pa.array(range(len(days)))})
    expected: dict[int, list[int]] = {}
    for place, day in enumerate(days):
        expected.setdefault(day.year * 100 + day.month, []).append(place)
    divided = dict(_by_month(rows, "lodged_on"))
    if days != sorted(days):
        assert list(divided) == sorted(divided)
    assert {month: part["place"].to_pylist() for month, part in divided.items()} == expected
