"""The rhythm of the cycle."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.lifecycle.weeks import quarter_start, weeks_of


@given(first=st.dates(date(2000, 1, 1), date(2050, 1, 1)), length=st.integers(0, 120))
def test_weeks_hold_every_day_once_and_end_on_sunday(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    weeks = weeks_of(first, last)
    days = [day for week in weeks for day in week.days]
    assert days == [first + timedelta(days=number) for number in range(length + 1)]
    assert all(week.last_day.weekday() == 6 for week in weeks[:-1])


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        weeks_of(date(2021, 2, 1), date(2021, 1, 1))


def test_a_quarter_starts_with_its_first_month() -> None:
    assert quarter_start(date(2021, 3, 31)) == date(2021, 1, 1)
    assert quarter_start(date(2021, 12, 1)) == date(2021, 10, 1)
