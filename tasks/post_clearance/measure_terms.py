"""Terms of measures in anti-smuggling cases: the unit is told before they end, the unit above when they have passed."""

from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from sql.jurisdiction import Organisation
from sql.messages import Message, word
from sql.reference import organisation, reference_table
from sql.register.tables import CaseFile, CaseRecord
from sql.stores import Stores
from sql.terms import Severity
from tasks.notification.outbox import Announcement, announce
from tasks.post_clearance.case_matters import case_matter
from tasks.post_clearance.case_states import ENDED
from tasks.post_clearance.procedure.keeping import read_record
from tasks.post_clearance.procedure.smuggling_records import Measure, terms_of


def tell_measure_terms(stores: Stores, as_of: date) -> dict[str, Any]:
    """Tell of every measure that stands and whose term ends soon, or has passed; once for each term.

    How long before its end a measure is told stands in the table `measure_terms`. Returns: measures_ending,
    measures_overdue.
    """
    units = Organisation(organisation(as_of))
    with stores.register.writing() as session:
        told = [
            _told(case, row, measure, units, as_of, stores.lake.currency)
            for case, row, measure in _standing(session, as_of)
            if as_of >= _first_day(measure)
        ]
        announce(session, told)
        overdue = sum(each.reference.endswith("|overdue") for each in told)
    return {"measures_ending": len(told) - overdue, "measures_overdue": overdue}


def _standing(session: Session, as_of: date) -> list[tuple[CaseFile, CaseRecord, Measure]]:
    """Measures whose term can be told on a day, with their cases."""
    longest = int(reference_table("measure_terms")["tell_days_before"].astype("int64").max())
    chosen = (
        select(CaseFile, CaseRecord)
        .join(CaseRecord, col(CaseRecord.case_number) == col(CaseFile.number))
        .where(
            CaseRecord.kind == Measure.KIND,
            col(CaseRecord.in_force).is_(True),
            col(CaseRecord.ended_on).is_(None),
            col(CaseRecord.due_on) <= as_of + timedelta(days=longest),
            col(CaseFile.state).not_in(list(ENDED)),
        )
        .order_by(col(CaseRecord.key))
    )
    found = [(case, row, read_record(row)) for case, row in session.exec(chosen).all()]
    return [(case, row, measure) for case, row, measure in found if isinstance(measure, Measure)]


def _first_day(measure: Measure) -> date:
    assert measure.ends_on is not None
    days = int(terms_of(measure.measure, measure.begins_on)["tell_days_before"])
    return measure.ends_on - timedelta(days=days)


def _told(
    case: CaseFile, row: CaseRecord, measure: Measure, units: Organisation, as_of: date, currency: str
) -> Announcement:
    values = {"measure": word(measure.measure), "object": measure.object, "number": case.number}
    values |= {"day": measure.ends_on, "unit": case.unit}
    about = [case_matter(case, word(measure.measure), currency)]
    if row.due_on is not None and as_of > row.due_on:
        return Announcement(
            "deadline",
            f"{row.key}|{row.due_on}|overdue",
            units.above(case.unit) or case.unit,
            Severity.HIGH,
            as_of,
            Message("Term of a measure has passed: {number}", values),
            Message("{measure:capitalized} of {object} in {number} at {unit} had to end on {day}, and stands.", values),
            about=about,
        )
    return Announcement(
        "deadline",
        f"{row.key}|{row.due_on}",
        case.unit,
        Severity.HIGH,
        as_of,
        Message("Term of a measure ends: {number}", values),
        Message("{measure:capitalized} of {object} in {number} ends on {day}: lift it, or have it extended.", values),
        about=about,
    )
