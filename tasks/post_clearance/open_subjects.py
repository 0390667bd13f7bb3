"""Which case is open on which subject."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from sql.register.tables import CaseFile
from sql.terms import CaseKind


def subject_of(kind: CaseKind, importer: str) -> str:
    """How the register names a subject that has an open case of a kind."""
    return f"{kind}|importer|{importer}"


def open_cases_on(session: Session, kind: CaseKind, importers: Iterable[str]) -> dict[str, CaseFile]:
    """The open case of each importer that has one; where it was merged, the case that goes on."""
    subjects = {subject_of(kind, importer): importer for importer in importers}
    found = _open_numbers(session, list(subjects))
    rows = session.exec(select(CaseFile).where(col(CaseFile.number).in_(sorted(set(found.values()))))).all()
    by_number = {row.number: row for row in rows}
    return {subjects[subject]: by_number[number] for subject, number in found.items()}


def _open_numbers(session: Session, subjects: list[str]) -> dict[str, str]:
    named = select(CaseFile.open_subject, CaseFile.number, CaseFile.merged_into)
    found: dict[str, str] = {}
    for subject, number, merged_into in session.exec(named.where(col(CaseFile.open_subject).in_(subjects))).all():
        while merged_into is not None:
            number = merged_into
            merged_into = session.exec(select(CaseFile.merged_into).where(CaseFile.number == number)).one()
        found[str(subject)] = number
    return found
