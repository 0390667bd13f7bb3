"""How what was asked of a unit stands on a day: derived from what is known, and stored nowhere."""

from datetime import date
from enum import StrEnum

from sql.terms import Severity, TaskState
from tasks.answering.due import escalated_on


class Standing(StrEnum):
    """Where something stands that a unit was asked to answer."""

    WAITING = "waiting"
    TAKEN = "taken"
    OVERDUE = "overdue"
    ESCALATED = "escalated"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


def standing(
    kind: str,
    severity: Severity,
    state: TaskState,
    due: date,
    as_of: date,
    *,
    taken_on: date | None = None,
    answered_on: date | None = None,
) -> Standing:
    """How it stands at the end of `as_of`: what was taken or answered later was not yet.

    Who takes it does not put off the day on which it is due.
    """
    if state is TaskState.WITHDRAWN:
        return Standing.WITHDRAWN
    if answered_on is not None and answered_on <= as_of:
        return Standing.ANSWERED
    if as_of >= escalated_on(kind, severity, due):
        return Standing.ESCALATED
    if as_of > due:
        return Standing.OVERDUE
    return Standing.TAKEN if taken_on is not None and taken_on <= as_of else Standing.WAITING
