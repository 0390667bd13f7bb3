"""Alarms of the cycle itself: a missing event or altered records raise a warning to the national unit."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlmodel import col

from sql.messages import Message
from sql.reference import national_unit
from sql.register import insert_new
from sql.register.tables import FunctionalWarning, StageCompletion
from sql.register.tables.notifications import Matter
from sql.stores import Stores
from sql.terms import Severity, TaskState
from tasks.answering.asked import WARNING
from tasks.answering.due import due_on
from tasks.collection.prepare import prepare_register
from tasks.lifecycle.integrity import altered_decisions, altered_records
from tasks.notification.outbox import Announcement, announce


class Alarm(StrEnum):
    """Kind of alarm: a missing collection, feedback or business day, or altered records."""

    NO_COLLECTION = "no_collection"
    NO_FEEDBACK = "no_feedback"
    NO_DAY = "no_day"
    RECORDS_ALTERED = "records_altered"


_MEANING = {
    Alarm.NO_COLLECTION: (
        Message("No risk information was collected by 07:00"),
        Message(
            "Look at the latest runs of collect-risk-information and at the inbox; run it by hand when the cause is "
            "gone."
        ),
    ),
    Alarm.NO_FEEDBACK: (
        Message("No performance feedback was given this week"),
        Message("Look at the latest runs of give-feedback; run it by hand for the last day of the week."),
    ),
    Alarm.NO_DAY: (
        Message("No business day was opened since yesterday"),
        Message(
            "The scheduler or the runner stands still: see customs-risk doctor, and start customs-risk serve again."
        ),
    ),
    Alarm.RECORDS_ALTERED: (
        Message("Records were altered that nobody may alter"),
        Message("See customs-risk doctor, which names them; find out who had access, and compare with the backup."),
    ),
}

# The stage that proves that the work was done, and the number of days in which it must have run.
_DONE_BY = {Alarm.NO_COLLECTION: ("update_enterprises", 1), Alarm.NO_FEEDBACK: ("give_feedback", 8)}


def raise_alarm(stores: Stores, alarm: Alarm, as_of: date) -> dict[str, Any]:
    """Warn the national unit, once per alarm and business date, unless the register shows no reason.

    An alarm listens to events, which can be lost; the register shows completed work and altered records.
    Returns: warnings_raised, warning.
    """
    what, advice = _MEANING[alarm]
    if _is_well(stores, alarm, as_of):
        return {"warnings_raised": 0, "warning": "none: the register says that all is well"}
    prepare_register(stores)
    key, due = f"alarm|{alarm}|{as_of}", due_on(WARNING.name, Severity.HIGH, as_of)
    with stores.register.writing() as session:
        raised = insert_new(
            session,
            FunctionalWarning,
            [
                {
                    "key": key,
                    "unit": national_unit(as_of),
                    "department": "risk information",
                    "severity": Severity.HIGH,
                    "what": what,
                    "since": as_of,
                    "magnitude": 1.0,
                    "raised_on": as_of,
                    "due_on": due,
                    "state": TaskState.OPEN,
                }
            ],
        )
        text = Message("{what}, business date {day}. {advice}", {"what": what, "day": as_of, "advice": advice})
        about = [Matter(WARNING.name, key, what, advice, due_on=due)]
        unit = national_unit(as_of)
        announce(
            session,
            [Announcement("warning", f"{alarm}|{as_of}", unit, Severity.HIGH, as_of, what, text, about=about)],
        )
    return {"warnings_raised": raised, "warning": str(what)}


def _is_well(stores: Stores, alarm: Alarm, as_of: date) -> bool:
    if alarm is Alarm.RECORDS_ALTERED:
        return not altered_records(stores.register) and not altered_decisions(stores.register, stores.lake.folder)
    if alarm not in _DONE_BY:
        return False
    stage, days = _DONE_BY[alarm]
    done = stores.register.read(
        StageCompletion,
        ["key"],
        col(StageCompletion.stage) == stage,
        col(StageCompletion.as_of) > as_of - timedelta(days=days),
        col(StageCompletion.as_of) <= as_of,
    )
    return not done.empty
