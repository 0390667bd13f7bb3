"""The rhythm of the cycle: analysis and feedback weekly, clearance daily."""

from dataclasses import dataclass
from datetime import date, timedelta

from sql.refusal import RefusedError

DAY = timedelta(days=1)


class PeriodRefusedError(RefusedError):
    """A period that cannot be; the message says why."""


@dataclass(frozen=True)
class Week:
    """Consecutive business days that end on a Sunday or with the screened period."""

    first_day: date
    last_day: date

    @property
    def eve(self) -> date:
        """The day before; the analysis of the week uses what was known at its end."""
        return self.first_day - DAY

    @property
    def days(self) -> list[date]:
        """Every day of the week in order."""
        return [self.first_day + DAY * number for number in range((self.last_day - self.first_day).days + 1)]


def weeks_of(first_day: date, last_day: date) -> list[Week]:
    """The period cut into weeks from Monday to Sunday; the first and last may be shorter.

    Raises PeriodRefusedError if the period ends before it begins.
    """
    if last_day < first_day:
        raise PeriodRefusedError(f"the period ends on {last_day}, before it begins on {first_day}")
    weeks = []
    start = first_day
    while start <= last_day:
        end = min(start + DAY * (6 - start.weekday()), last_day)
        weeks.append(Week(start, end))
        start = end + DAY
    return weeks


def quarter_start(day: date) -> date:
    """First day of the quarter of `day`, the default first day of screening."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
