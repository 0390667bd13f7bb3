"""Deadlines in working days go around festivals and count the days that are worked instead."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from blocks.settings import Settings
from sql.working_days import UnknownCalendarError, add_working_days, is_working_day


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


def test_the_calendar_agrees_with_the_published_one_on_every_day_since_2018() -> None:
    days = [date(2018, 1, 1) + timedelta(days=number) for number in range(8 * 365 + 2)]
    assert days[-1] == date(2025, 12, 31)
    assert [day for day in days if is_working_day(day) is not chinese_calendar.is_workday(day)] == []


def test_in_a_year_whose_festivals_are_not_decided_yet_nothing_is_worked_instead() -> None:
    assert is_working_day(date(2099, 1, 1)) is False
    assert is_working_day(date(2099, 1, 2)) is True  # a Friday
    assert is_working_day(date(2099, 1, 3)) is False


def test_offices_of_another_country_work_by_its_calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUSTOMS_RISK_COUNTRY", "FR")
    assert is_working_day(date(2021, 7, 14)) is False
    assert is_working_day(date(2021, 10, 1)) is True
    monkeypatch.setenv("CUSTOMS_RISK_COUNTRY", "EG")
    assert is_working_day(date(2021, 3, 5)) is False  # a Friday
    assert is_working_day(date(2021, 3, 7)) is True


def test_a_country_without_calendar_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUSTOMS_RISK_COUNTRY", "XX")
    with pytest.raises(UnknownCalendarError, match="there is no calendar of XX"):
        is_working_day(date(2021, 3, 5))
    with pytest.raises(ValidationError, match="there is no calendar of XX"):
        Settings()


@given(st.dates(date(2019, 1, 1), date(2023, 12, 31)), st.integers(1, 40))
def test_so_many_working_days_lie_between_and_the_last_is_one(day: date, count: int) -> None:
    due = add_working_days(day, count)
    between = [day + timedelta(days=number) for number in range(1, (due - day).days + 1)]
    assert sum(is_working_day(each) for each in between) == count
    assert is_working_day(due)


def test_no_working_day_is_the_same_day() -> None:
    assert add_working_days(date(2021, 3, 6), 0) == date(2021, 3, 6)
