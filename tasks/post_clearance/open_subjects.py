"""Whom a case is on, who else is concerned, and which case is open on whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select, update

from sql.register.tables import CaseFile, CaseSubject
from sql.terms import CaseKind, CaseRole, Party
from tasks.post_clearance.case_states import CaseRefusedError

PERSON = "person"
KINDS = ("importer", "declarant", "seller", "courier", PERSON)  # columns of a declaration that name somebody


@dataclass(frozen=True)
class Subject:
    """Somebody whom a case can be on or concern: by a column of the declaration, or a natural person by name."""

    kind: str
    name: str

    @property
    def party(self) -> Party:
        """What they are before the law; whoever is declared by a code or company name is a unit."""
        return Party.PERSON if self.kind == PERSON else Party.UNIT

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


def subject_of_text(text: str) -> Subject:
    """Who is meant by `importer=31001234` or `person=Li Ming`. Raises CaseRefusedError."""
    kind, _, name = text.partition("=")
    kind, name = kind.strip(), " ".join(name.split())
    if kind not in KINDS or not name:
        raise CaseRefusedError(f"{text or '(empty)'} names nobody: write KIND=NAME with one of {', '.join(KINDS)}")
    return Subject(kind, name)


def add_subjects(
    session: Session, case: CaseFile, subjects: Iterable[Subject], role: CaseRole, actor: str, as_of: date
) -> list[Subject]:
    """Add to a case who is not in it in that role yet, in the caller's transaction; return those added.

    Who was concerned and is a subject now stays in one row.
    """
    added = []
    for subject in dict.fromkeys(subjects):
        row = session.exec(
            select(CaseSubject).where(
                CaseSubject.case_number == case.number,  # whichever case it was merged from
                CaseSubject.kind == subject.kind,
                CaseSubject.name == subject.name,
            )
        ).first()
        if row is not None and (row.role is role or row.role is CaseRole.SUBJECT):
            continue
        if row is None:
            row = CaseSubject(
                key=f"{case.number}|{subject.kind}|{subject.name}",
                case_number=case.number,
                role=role,
                kind=subject.kind,
                name=subject.name,
                party=subject.party,
                added_on=as_of,
                added_by=actor,
            )
        row.role = role
        row.open_subject = _open(case.kind, subject) if role is CaseRole.SUBJECT else None
        session.add(row)
        session.flush()
        added.append(subject)
    return added


def open_cases_on(session: Session, kind: CaseKind, subjects: Iterable[Subject]) -> dict[Subject, CaseFile]:
    """The open case of each subject that has one."""
    by_name = {_open(kind, subject): subject for subject in subjects}
    found = select(CaseSubject.open_subject, CaseFile).join(CaseFile, col(CaseFile.number) == CaseSubject.case_number)
    rows = session.exec(found.where(col(CaseSubject.open_subject).in_(list(by_name)))).all()
    return {by_name[str(name)]: case for name, case in rows}


def subjects_of(session: Session, number: str) -> list[CaseSubject]:
    """All whom a case is on or concerns: subjects first, in the order in which they were added."""
    rows = session.exec(select(CaseSubject).where(CaseSubject.case_number == number)).all()
    return sorted(rows, key=lambda row: (row.role is not CaseRole.SUBJECT, row.added_on, row.key))


def release_subjects(session: Session, number: str) -> None:
    """Let the subjects of a case that ends have cases of their own again, in the caller's transaction."""
    rows = update(CaseSubject).where(CaseSubject.case_number == number)  # type: ignore[arg-type]
    session.exec(rows.values(open_subject=None))


def move_subjects(session: Session, number: str, into: str) -> None:
    """Give the subjects of a case to the one that goes on with its grounds, in the caller's transaction."""
    rows = update(CaseSubject).where(CaseSubject.case_number == number)  # type: ignore[arg-type]
    session.exec(rows.values(case_number=into))


def earlier_cases(session: Session, subjects: Iterable[Subject], besides: str) -> list[str]:
    """Numbers of other cases, of either kind, that are or were on any of the subjects."""
    names = [subject.name for subject in subjects]
    first = session.exec(select(CaseFile.number).where(col(CaseFile.subject).in_(names))).all()
    also = session.exec(select(CaseSubject.case_number).where(col(CaseSubject.name).in_(names))).all()
    return sorted({*first, *also} - {besides})


def _open(kind: CaseKind, subject: Subject) -> str:
    """How the register names a subject that has an open case of a kind."""
    return f"{kind}|{subject.kind}|{subject.name}"
