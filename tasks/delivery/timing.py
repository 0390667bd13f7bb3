"""When a notification may leave: quiet hours hold it until the morning, a digest until its time of day."""

from datetime import date, time, timedelta

NOON = time(12)  # the moment of a day that is caught up on later


class TimeRefusedError(ValueError):
    """A time of day that cannot be read; the message says how it is written."""


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
    """Hours of the day written as 22:00-07:00: from when, and until when. Raises TimeRefusedError."""
    start, dash, end = text.partition("-")
    if not dash:
        raise TimeRefusedError(f"{text} are no hours of the day: write them as 22:00-07:00")
    return time_of(start.strip()), time_of(end.strip())


def is_quiet(quiet_hours: str | None, at: time) -> bool:
    """Whether the hours hold what would leave now; they may go over midnight, and their end is not part of them."""
    if quiet_hours is None:
        return False
    start, end = hours_of(quiet_hours)
    return start <= at < end if start <= end else at >= start or at < end


def first_day(digest_at: str | None, as_of: date, at: time) -> date:
    """The day on which something that came up on `as_of` at this moment may leave: what missed the digest, tomorrow."""
    return as_of if digest_at is None or at < time_of(digest_at) else as_of + timedelta(days=1)


def digest_is_due(digest_at: str, since: date, as_of: date, at: time) -> bool:
    """Whether the digest of something that may leave from the day `since` on leaves now."""
    return since < as_of or (since == as_of and at >= time_of(digest_at))
