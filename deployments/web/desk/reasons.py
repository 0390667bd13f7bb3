"""Why things stand where they stand in a list."""

from datetime import date

from sql.messages import Message

SOON_DAYS = 3


def by_deadline(deadline: date | None, today: date, otherwise: Message | None = None) -> Message | None:
    """Overdue, due soon, or `otherwise`; what is due at all says until when."""
    if deadline is None:
        return otherwise
    days = (deadline - today).days
    if days < 0:
        return Message("Overdue since {day}", {"day": deadline})
    if days == 0:
        return Message("Due today")
    if days <= SOON_DAYS:
        return Message("Due in {days} days", {"days": days})
    return otherwise or Message("Due on {day}", {"day": deadline})
