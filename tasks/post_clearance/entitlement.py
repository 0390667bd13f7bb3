"""Who may touch a case: its unit and the units above it."""

from sqlmodel import Session

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register.tables import CaseFile
from tasks.post_clearance.case_states import CaseRefusedError


def entitled(session: Session, number: str, unit: str) -> CaseFile:
    """A case, held for this transaction. Raises CaseRefusedError where `unit` neither has it nor stands above.

    A unit outside the jurisdiction is told the same as of a number that does not exist.
    """
    case = session.get(CaseFile, number)
    units = Organisation(organisation())
    if case is None or unit not in units.lineages or not units.holds(unit, case.unit):
        raise CaseRefusedError(f"{unit} has no case {number}: list its cases with cases list --unit {unit}")
    return case
