"""Who may touch a case: its unit and the units above it."""

from datetime import date

from sqlmodel import Session

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register.tables import CaseFile
from tasks.persons.roles import Action
from tasks.post_clearance.case_states import CaseRefusedError

_DECISIONS = ("approve", "accept", "reject")
_ANTI_SMUGGLING = "AS-"  # as the numbers of its cases begin


def action_of(number: str, event: str = "") -> Action:
    """What a person must be entitled to for an event of the case with a number, by default for working on it."""
    if event in _DECISIONS:
        return Action.APPROVE_CASE
    return Action.WORK_SMUGGLING_CASE if number.upper().startswith(_ANTI_SMUGGLING) else Action.WORK_AUDIT


def entitled(session: Session, number: str, unit: str, as_of: date) -> CaseFile:
    """A case that a unit acts on, held for this transaction.

    Raises CaseRefusedError where `unit` neither has it nor stands above, or the case was not open yet on `as_of`.

    A unit outside the jurisdiction is told the same as of a number that does not exist.
    """
    case = session.get(CaseFile, number)
    units = Organisation(organisation(as_of))
    if case is None or unit not in units.lineages or not units.holds(unit, case.unit):
        raise CaseRefusedError(f"{unit} has no case {number}: list its cases with cases list --unit {unit}")
    if as_of < case.opened_on:
        raise CaseRefusedError(f"{number} was opened on {case.opened_on}: nothing was done with it on {as_of}")
    return case
