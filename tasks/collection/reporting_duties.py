"""Reporting duties, tracked: reminders for reports that are late, warnings to the level above for missing ones."""

from datetime import date
from typing import Any

import pandas as pd
from sqlmodel import Session, col

from sql.jurisdiction import Organisation
from sql.messages import Message, word
from sql.queries import query
from sql.reference import open_units, organisation, reference_table
from sql.register import complete_once, insert_new, replace_all
from sql.register.tables import FunctionalWarning, InformationItem, ReportingDutyPeriod
from sql.register.tables.notifications import Matter
from sql.stores import Stores
from sql.terms import Severity, TaskState
from tasks.answering.asked import WARNING
from tasks.answering.due import due_on as due_day
from tasks.collection.reporting_rules import due_periods, first_full_month, standing
from tasks.notification.outbox import Announcement, announce


def check_reporting_duties(stores: Stores, as_of: date, starts_on: date) -> dict[str, Any]:
    """See who reported what in time; remind who did not, and warn the unit above when it stays away.

    `starts_on`: periods from this day on count. Happens once per business date. Returns: reports_due,
    reports_on_time, reports_late, reports_missing, reports_escalated.
    """
    units = Organisation(organisation(as_of))

    def compute() -> pd.DataFrame:
        owed = due_periods(reference_table("reporting_duties"), open_units(as_of), first_full_month(starts_on), as_of)
        return standing(owed, _reports(stores, units, starts_on, as_of), as_of)

    def record(session: Session, periods: pd.DataFrame) -> dict[str, Any]:
        periods = periods.assign(
            key=periods["duty"] + "|" + periods["unit"] + "|" + periods["due_on"].dt.strftime("%Y-%m-%d"),
            above=periods["unit"].map(units.above),
        )
        missing = periods["state"] == "missing"
        rows = periods.assign(
            reminded_on=pd.Series(as_of, index=periods.index).where(missing),
            escalated_to=periods["above"].where(periods["escalated"]),
        )
        columns = [name for name in ReportingDutyPeriod.model_fields if name in rows]
        replace_all(session, ReportingDutyPeriod, rows[columns], ["reported_on", "state", "escalated_to"])
        _remind(session, periods[missing], as_of)
        _warn(session, periods[periods["escalated"]], as_of)
        counts = periods["state"].value_counts()
        return {
            "reports_due": len(periods),
            **{f"reports_{state}": int(counts.get(state, 0)) for state in ("on_time", "late", "missing")},
            "reports_escalated": int(periods["escalated"].sum()),
        }

    return complete_once(stores.register, "check_reporting_duties", as_of, "", compute, record)


def _reports(stores: Stores, units: Organisation, since: date, as_of: date) -> pd.DataFrame:
    with stores.lake.connect("declarations") as lake:
        bounds = {"since": since, "as_of": as_of}
        days = lake.execute(query("days_with_declarations_by_region"), bounds).df()
    items = stores.register.read(InformationItem, ["unit", "received_on"], col(InformationItem.received_on) <= as_of)
    declared = days.rename(columns={"office": "unit"}).assign(what="declarations", concerns=True)
    informed = items.rename(columns={"received_on": "happened_on"}).assign(what="information", concerns=False)
    reports = pd.concat([declared, informed], ignore_index=True)
    regional = {code: units.at_level(code, "regional") for code in units.lineages}
    return reports.assign(
        unit=reports["unit"].map(regional), happened_on=pd.to_datetime(reports["happened_on"])
    ).dropna(subset=["unit"])


def _remind(session: Session, missing: pd.DataFrame, as_of: date) -> None:
    """One reminder to each unit that owes a report, per duty and due date."""
    announce(
        session,
        [
            Announcement(
                "reporting_duty",
                str(row["key"]),
                str(row["unit"]),
                Severity.LOW,
                as_of,
                Message("A report is due"),
                Message(
                    "{duty} of {month} was due on {day}.",
                    {"duty": word(row["duty"]), "month": f"{row['period_start']:%Y-%m}", "day": row["due_on"]},
                ),
            )
            for row in missing.to_dict("records")
        ],
    )


def _warn(session: Session, missing: pd.DataFrame, as_of: date) -> None:
    """One warning and one announcement per duty, unit above and due date, naming all that owe the report."""
    announcements = []
    warnings = []
    for (duty, above, due_on), owing in missing.groupby(["duty", "above", "due_on"], sort=True):
        reference = f"{duty}|{above}|{str(due_on)[:10]}"
        key, answered_by = f"reporting_duty|{reference}", due_day(WARNING.name, Severity.MEDIUM, as_of)
        what = Message("{duty} missing from: {units}", {"duty": word(duty), "units": list(owing["unit"])})
        warnings.append(
            {
                "key": key,
                "unit": above,
                "department": "risk information",
                "severity": Severity.MEDIUM,
                "what": what,
                "since": due_on,
                "magnitude": float(len(owing)),
                "raised_on": as_of,
                "due_on": answered_by,
                "state": TaskState.OPEN,
            }
        )
        announcements.append(
            Announcement(
                "reporting_duty",
                reference,
                str(above),
                Severity.MEDIUM,
                as_of,
                Message("Reports are missing"),
                Message("{what}.", {"what": what}),
                about=[Matter(WARNING.name, key, what, due_on=answered_by)],
            )
        )
    insert_new(session, FunctionalWarning, warnings)
    announce(session, announcements)
