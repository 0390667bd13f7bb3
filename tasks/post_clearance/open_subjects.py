"""Which case is open on which subject, held so that nobody else changes it."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from sql.register.tables import CaseFile
from sql.terms import CaseKind


def subject_of(kind: CaseKind, importer: str) -> str:
    """How the register names a subject that has an open case of a kind."""
    return f"{kind}|importer|{importer}"


def hold_open_cases(session: Session, kind: CaseKind, importers: Iterable[str]) -> dict[str, CaseFile]:
    """The open case of each importer that has one; where it was merged, the case that goes on.

    The caller holds the subjects (`lock_until_commit`), so no case is opened on them meanwhile. Cases are held in the
    order of their numbers, so that two transactions never wait for each other; one that ended before it was held is
    looked for anew.
    """
    subjects = {subject_of(kind, importer): importer for importer in importers}
    while True:
        found = _open_numbers(session, list(subjects))
        held = select(CaseFile).where(col(CaseFile.number).in_(sorted(set(found.values())))).order_by(CaseFile.number)
        rows = session.exec(held.with_for_update().execution_options(populate_existing=True)).all()
        by_number = {row.number: row for row in rows}
        if _open_numbers(session, list(subjects)) == found:
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
