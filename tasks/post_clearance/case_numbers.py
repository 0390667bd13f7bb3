"""Numbers of case files: by kind, unit and year, without gaps or doubles."""

from sqlmodel import Session

from sql.register import count_up
from sql.register.tables import CaseNumber
from sql.terms import CaseKind

_SERIES = {CaseKind.TARGETED_AUDIT: "TA", CaseKind.ANTI_SMUGGLING: "AS"}


def series_of(kind: CaseKind, unit: str, year: int) -> str:
    """The series that a case of a unit and year is numbered in."""
    return f"{_SERIES[kind]}-{unit}-{year}"


def next_number(session: Session, series: str) -> str:
    """The next number of a series; whoever needs one of the same waits until this transaction ends."""
    return f"{series}-{count_up(session, CaseNumber, series, 'last'):04d}"
