"""Deadlines in working days go around festivals and count the days that are worked instead."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sql.working_days import add_working_days, is_working_day


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2021, 2, 11), False),  # the eve of the Spring Festival, a Thursday
        (date(2021, 2, 7), True),  # a Sunday worked instead
        (date(2021, 10, 1), False),
        (date(2021, 3, 6), False),  # a Saturday
        (date(2021, 3, 8), True),
    ],
)
def test_offices_work_by_the_national_calendar(day: date, worked: bool) -> None:
    assert is_working_day(day) is worked


def test_of_a_year_whose_festivals_are_not_decided_yet_monday_to_friday_count() -> None:
    assert is_working_day(date(2099, 1, 1)) is True  # a Thursday, though New Year
    assert is_working_day(date(2099, 1, 3)) is False


@given(st.dates(date(2019, 1, 1), date(2023, 12, 31)), st.integers(1, 40))
def test_so_many_working_days_lie_between_and_the_last_is_one(day: date, count: int) -> None:
    due = add_working_days(day, count)
    between = [day + timedelta(days=number) for number in range(1, (due - day).days + 1)]
    assert sum(is_working_day(each) for each in between) == count
    assert is_working_day(due)


def test_no_working_day_is_the_same_day() -> None:
    assert add_working_days(date(2021, 3, 6), 0) == date(2021, 3, 6)
