"""Periods that a page is about, and those that they are compared with."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import pandas as pd

_DAY = timedelta(days=1)


class PeriodKind(StrEnum):
    """Calendar periods; `days` is any other."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    DAYS = "days"


_LENGTHS = {
    PeriodKind.WEEK: pd.DateOffset(days=7),
    PeriodKind.MONTH: pd.DateOffset(months=1),
    PeriodKind.QUARTER: pd.DateOffset(months=3),
}
_YEAR = pd.DateOffset(years=1)


@dataclass(frozen=True)
class Period:
    """Days from `first_day` to `last_day`; a calendar period that is not over ends with the day it is looked at."""

    kind: PeriodKind
    first_day: date
    last_day: date

    @property
    def whole_until(self) -> date:
        """The last day of the whole period."""
        if self.kind is PeriodKind.DAYS:
            return self.last_day
        return (pd.Timestamp(self.first_day) + _LENGTHS[self.kind]).date() - _DAY

    @property
    def partial(self) -> bool:
        """Whether it is not over."""
        return self.last_day < self.whole_until

    @property
    def days(self) -> int:
        """How many days of it are over."""
        return (self.last_day - self.first_day).days + 1

    def before(self) -> "Period":
        """The period before: as many of its days as are over of this one, all of them where this one is over."""
        if self.kind is PeriodKind.DAYS:
            return Period(self.kind, self.first_day - timedelta(days=self.days), self.first_day - _DAY)
        return self._beginning(_earlier(self.first_day, _LENGTHS[self.kind]))

    def year_before(self) -> "Period":
        """The same period of the last year; of a week the one 52 weeks before, with the same days of the week."""
        if self.kind is PeriodKind.WEEK:
            return self._beginning(self.first_day - timedelta(weeks=52))
        if self.kind is PeriodKind.DAYS:
            return Period(self.kind, _earlier(self.first_day, _YEAR), _earlier(self.last_day, _YEAR))
        return self._beginning(_earlier(self.first_day, _YEAR))

    def _beginning(self, first_day: date) -> "Period":
        whole = Period(self.kind, first_day, first_day)
        as_many = first_day + timedelta(days=self.days - 1)
        return Period(self.kind, first_day, min(as_many, whole.whole_until) if self.partial else whole.whole_until)


def _earlier(day: date, offset: pd.DateOffset) -> date:
    return (pd.Timestamp(day) - offset).date()


def month_to(day: date) -> Period:
    """The month of a day, up to it."""
    return Period(PeriodKind.MONTH, day.replace(day=1), day)


def week_to(day: date) -> Period:
    """The week of a day from Monday, up to it."""
    return Period(PeriodKind.WEEK, day - timedelta(days=day.weekday()), day)


def period_of(first_day: date, last_day: date) -> Period:
    """The calendar period that begins on the first day and holds the last one, the shortest; else the days alone."""
    quarter = date(last_day.year, 3 * ((last_day.month - 1) // 3) + 1, 1)
    candidates = [week_to(last_day), month_to(last_day), Period(PeriodKind.QUARTER, quarter, last_day)]
    fitting = [each for each in candidates if each.first_day == first_day]
    return fitting[0] if fitting else Period(PeriodKind.DAYS, first_day, last_day)
