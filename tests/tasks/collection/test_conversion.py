"""What sources write of days, numbers and text is taken as it is meant, or not at all."""

from datetime import datetime
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.collection.conversion import as_dates, as_lists, as_numbers, as_text


def converted(convert: Any, *values: object) -> list[object]:
    result = convert(pd.Series(values, dtype="str"))
    return [None if pd.isna(value) else value for value in result]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2021-03-01", datetime(2021, 3, 1)),
        ("20210301", datetime(2021, 3, 1)),
        ("2021-03-01 09:30", datetime(2021, 3, 1, 9, 30)),
        ("2021-03-01T09:30:15", datetime(2021, 3, 1, 9, 30, 15)),
        ("2021-03-01T23:30:00+08:00", datetime(2021, 3, 1, 23, 30)),  # the day at the place, not at Greenwich
        ("2021-03-01T23:30:00Z", datetime(2021, 3, 1, 23, 30)),
        ("2021-03-01 23:30:00+08", datetime(2021, 3, 1, 23, 30)),  # as PostgreSQL writes it
        ("2021-03-01T23:30:00 -0330", datetime(2021, 3, 1, 23, 30)),
        ("2021-03-01T23:30:00z", None),
        ("2021-03-01 23:30:00 CST", None),
        ("2021-03-01T23:30:00+08:00:00", None),
        ("2021", None),
        ("2021-03", None),
        ("2021-02-29", None),
        ("01/03/2021", None),
        ("tomorrow", None),
        (None, None),
    ],
)
def test_a_day_is_a_whole_day_of_the_place(written: str | None, meant: datetime | None) -> None:
    assert converted(as_dates, written) == [None if meant is None else pd.Timestamp(meant)]


def test_a_bad_day_costs_that_row_alone() -> None:
    told = converted(as_dates, "2021-03-01", "never", "2021-03-01T10:00:00+08:00", "2021-03-01T10:00:00+08")
    assert told == [
        pd.Timestamp("2021-03-01"),
        None,
        pd.Timestamp("2021-03-01 10:00"),
        pd.Timestamp("2021-03-01 10:00"),
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("12.5", 12.5), ("-3", -3.0), ("1e3", 1000.0), ("1,000", None), ("12 kg", None), ("inf", None), ("", None)],
)
def test_a_number_is_finite_and_stands_alone(written: str, meant: float | None) -> None:
    assert converted(as_numbers, written) == [meant]


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=8))
def test_numbers_of_a_typed_file_stay_as_they_are_and_what_is_not_finite_is_missing(numbers: list[float]) -> None:
    told = as_numbers(pd.Series(numbers, dtype="float64"))
    finite = [number if abs(number) < float("inf") else None for number in numbers]
    assert [None if pd.isna(number) else number for number in told] == finite


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("A;B", ["A", "B"]),
        ("A; B ;C", ["A", "B", "C"]),
        ("A;;B;", ["A", "B"]),
        ("A", ["A"]),
        (";", None),
        (" ; ; ", None),
        (None, None),
    ],
)
def test_entries_of_a_list_are_trimmed_and_none_is_empty(written: str | None, meant: list[str] | None) -> None:
    (told,) = as_lists(pd.Series([written], dtype="str"))
    assert told == meant if isinstance(told, list) else meant is None


def test_a_day_where_a_text_is_meant_is_written_as_a_day() -> None:
    days = pd.to_datetime(pd.Series(["2021-03-01", None], dtype="str"))
    assert [None if pd.isna(text) else text for text in as_text(days)] == ["2021-03-01", None]
    assert converted(as_text, "0901", None) == ["0901", None]
