"""Special operations: their standing at the end of each day, and how they close."""

from datetime import date
from pathlib import Path

import pandas as pd
from sqlmodel import Session, select

from sql.messages import Message
from sql.register import insert_new
from sql.register.tables import OperationStanding, SpecialOperation
from sql.register.tables.notifications import Matter
from sql.terms import Severity, TaskState
from tasks.notification.outbox import Announcement, announce


def keep_operations_up_to_date(session: Session, results: pd.DataFrame, as_of: date, currency: str) -> tuple[int, int]:
    """Note how every running operation stands at the end of `as_of`, and close those that end, with a report.

    results: as `results_by_code`. currency: of the installation, in which duty is recovered. In the caller's
    transaction. Returns how many run on, and how many closed.
    """
    running = session.exec(
        select(SpecialOperation).where(SpecialOperation.state == TaskState.OPEN).order_by(SpecialOperation.key)
    ).all()
    by_code = {str(code): row for code, row in results.to_dict("index").items()}
    closed: list[SpecialOperation] = []
    for operation in running:
        row = by_code.get(str(operation.parameter))
        if row is not None:
            operation.inspected, operation.found = int(row["inspected"]), int(row["found"])
            operation.officer_hours = float(row["officer_hours"])
            operation.recovered_duty = None if pd.isna(row["recovered_duty"]) else float(row["recovered_duty"])
        if operation.ends_on <= as_of:
            operation.state = TaskState.DONE
            closed.append(operation)
        session.add(operation)
    started = [each for each in running if each.starts_on <= as_of]
    insert_new(session, OperationStanding, [_standing(each, as_of) for each in started])
    announce(session, [_closing_report(operation, as_of, currency) for operation in closed])
    return len(running) - len(closed), len(closed)


def _standing(operation: SpecialOperation, as_of: date) -> dict[str, object]:
    return {
        "operation": operation.key,
        "business_day": as_of,
        "inspected": operation.inspected,
        "found": operation.found,
        "officer_hours": operation.officer_hours,
        "recovered_duty": operation.recovered_duty,
    }


def _closing_report(operation: SpecialOperation, as_of: date, currency: str) -> Announcement:
    """What an operation was for, what it found and what it cost, for the unit that ran it."""
    found = Message("{found}", {"found": operation.found})
    if operation.inspected:
        share = operation.found / operation.inspected
        found = Message("{found} ({share:.0%})", {"found": operation.found, "share": share})
    duty = Message("not recorded")
    if operation.recovered_duty is not None:
        duty = Message("{duty:,.0f} {currency}", {"duty": operation.recovered_duty, "currency": currency})
    told = Message(
        "{operation}, from {first_day} to {last_day}. Target: {target}. Inspected: {inspected}, with a violation: "
        "{found}. "
        "Officer hours: {hours:,.0f}. Duty recovered: {recovered}.",
        {
            **{"operation": operation.title, "first_day": operation.starts_on, "last_day": operation.ends_on},
            **{"target": operation.target, "inspected": operation.inspected, "found": found},
            **{"hours": operation.officer_hours, "recovered": duty},
        },
    )
    return Announcement(
        "operation_closed",
        operation.measure,
        operation.unit,
        Severity.LOW,
        as_of,
        Message("Closed: {operation}", {"operation": operation.title}),
        told,
        path_of(operation.measure).as_posix(),
        [Matter("operation", operation.measure, operation.title, amount=operation.recovered_duty, currency=currency)],
    )


def path_of(measure: str) -> Path:
    """Where the report of an operation stands, relative to the data folder; other languages and PDF beside it."""
    return Path("operations") / f"{measure}.html"
