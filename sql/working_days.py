"""Working days by the calendar of the country of the installation, with its make-up days."""

import os
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # imported where it is needed: the calendars of all countries take a tenth of a second
    import holidays

COUNTRY = "CUSTOMS_RISK_COUNTRY"  # the setting that names the country, by ISO 3166 code
DEFAULT_COUNTRY = "CN"


class UnknownCalendarError(ValueError):
    """There is no calendar of a country; the message says which codes there are."""


def checked_country(code: str) -> str:
    """A country whose calendar is known. Raises UnknownCalendarError."""
    if code == DEFAULT_COUNTRY:  # settings ask of every process
        return code
    import holidays

    if code not in holidays.list_supported_countries(include_aliases=False):
        raise UnknownCalendarError(f"there is no calendar of {code}: name a country by its ISO 3166 code, such as CN")
    return code


def is_working_day(day: date) -> bool:
    """Whether offices work on a day. Raises UnknownCalendarError."""
    return _calendar(os.environ.get(COUNTRY, DEFAULT_COUNTRY)).is_working_day(day)


def add_working_days(day: date, count: int) -> date:
    """The working day that comes `count` working days after `day`."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


@cache
def _calendar(country: str) -> "holidays.HolidayBase":
    import holidays

    return holidays.country_holidays(checked_country(country))
