"""Handing a case to another unit."""

from datetime import date
from typing import Any

from sql.jurisdiction import Organisation
from sql.messages import Message, as_written, word
from sql.reference import organisation
from sql.register.audit_trail import Change, record_changes
from sql.register.tables import CaseFile
from sql.stores import Stores
from sql.terms import Severity
from tasks.notification.acknowledgement import acknowledge_told
from tasks.notification.outbox import Announcement, announce
from tasks.post_clearance.case_matters import case_matter
from tasks.post_clearance.case_states import ENDED, CaseRefusedError
from tasks.post_clearance.entitlement import entitled
from tasks.post_clearance.journal import append


def reassign_case(
    stores: Stores, number: str, to: str, *, actor: str, unit: str, as_of: date, reason: str
) -> dict[str, Any]:
    """Hand a case to another unit, which is told and must take it; number, state and deadline stay.

    Who had it before need not acknowledge it any more. Only a unit that stands above both can: raises CaseRefusedError,
    too where the case has ended. Returns: case, unit.
    """
    units = Organisation(organisation(as_of))
    with stores.register.writing() as session:
        case = entitled(session, number, unit, as_of)
        _check(units, case, to, unit)
        before = case.unit
        case.unit, case.acknowledged_on, case.acknowledged_by = to, None, None
        session.add(case)
        acknowledge_told(session, "case", number, actor, as_of)
        text = Message("From {unit} to {next_unit}. {reason}", {"unit": before, "next_unit": to, "reason": reason})
        entry = append(session, number, happened_on=as_of, actor=actor, event="reassign", text=text)
        subject, file = Message("{number} is yours now", {"number": number}), f"cases/{number}.html"
        about = [case_matter(case, as_written(reason), stores.lake.currency)]
        told = Message(
            "{handed_over} It is {state}; {deadline} is due on {day}.",
            {
                **{"handed_over": text, "state": word(case.state), "deadline": word(case.deadline_for)},
                "day": case.deadline_on,
            },
        )
        announce(
            session, [Announcement("case", f"{number}|{entry}", to, Severity.HIGH, as_of, subject, told, file, about)]
        )
        change = Change(as_of, "case", number, "reassign", actor, unit, reason, {"unit": before}, {"unit": to})
        record_changes(session, [change])
        return {"case": number, "unit": to}


def _check(units: Organisation, case: CaseFile, to: str, unit: str) -> None:
    if case.state in ENDED:
        raise CaseRefusedError(f"{case.number} is {case.state}: there is nothing to hand over any more")
    if to not in units.lineages:
        raise CaseRefusedError(f"{to} is no unit: name the unit that the case goes to")
    if to == case.unit:
        raise CaseRefusedError(f"{case.number} is with {to} already")
    if not units.holds(unit, to):
        above = units.common([case.unit, to])
        raise CaseRefusedError(f"{unit} may not hand {case.number} to {to}: {above} stands above both")
