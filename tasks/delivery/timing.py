"""The time when a notification is sent: after quiet hours, or with the digest at its time of day."""

from datetime import date, time, timedelta

NOON = time(12)  # time of day of a past date


class TimeRefusedError(ValueError):
    """A time of day that cannot be read; the message says how to write it."""


def time_of(text: str) -> time:
    """A time of day written as 08:30. Raises TimeRefusedError."""
    try:
        read = time.fromisoformat(text)
    except ValueError:
        read = None
    if read is None or read.tzinfo is not None:
        raise TimeRefusedError(f"{text} is no time of day: write it as 08:30")
    return read


def hours_of(text: str) -> tuple[time, time]:
    """Start and end of hours written as 22:00-07:00. Raises TimeRefusedError."""
    start, dash, end = text.partition("-")
    if not dash:
        raise TimeRefusedError(f"{text} are no hours of the day: write them as 22:00-07:00")
    return time_of(start.strip()), time_of(end.strip())


def is_quiet(quiet_hours: str | None, at: time) -> bool:
    """Whether `at` is within the quiet hours; they may pass midnight, and exclude their end."""
    if quiet_hours is None:
        return False
    start, end = hours_of(quiet_hours)
    return start <= at < end if start <= end else at >= start or at < end


def first_day(digest_at: str | None, as_of: date, at: time) -> date:
    """The day to send an event of `as_of` at this time: tomorrow if today's digest has passed."""
    return as_of if digest_at is None or at < time_of(digest_at) else as_of + timedelta(days=1)


def digest_is_due(digest_at: str, since: date, as_of: date, at: time) -> bool:
    """Whether the digest of an event that is ready since the day `since` is due now."""
    return since < as_of or (since == as_of and at >= time_of(digest_at))
