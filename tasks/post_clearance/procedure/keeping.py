"""Keeping records of the procedure: read as they stand, added with journal and trail, corrected by a later revision."""

from dataclasses import fields
from datetime import date
from functools import cache
from typing import Any

import pandas as pd
from pydantic import TypeAdapter
from sqlmodel import Session, col, func, or_, select

from sql.jurisdiction import Organisation
from sql.reference import organisation, reference_table
from sql.register import insert_new
from sql.register.audit_trail import Change, record_changes
from sql.register.tables import CaseDeclaration, CaseFile, CaseRecord, CaseSubject, Inspection, RegisteredPerson
from sql.stores import Stores
from sql.terms import CaseKind, CaseRole, Party, TaskState
from tasks.persons.person import Person
from tasks.persons.register import person_of
from tasks.persons.roles import MAY, Action
from tasks.post_clearance.case_states import CaseRefusedError
from tasks.post_clearance.journal import append
from tasks.post_clearance.procedure import audit_records, smuggling_records
from tasks.post_clearance.procedure.audit_records import Finding
from tasks.post_clearance.procedure.crime_line import line_for
from tasks.post_clearance.procedure.facts import CaseNow, Recorded
from tasks.post_clearance.procedure.record import Record
from tasks.post_clearance.procedure.smuggling_records import Extension, Lifting, Measure
from tasks.post_clearance.stakes import declared_of, headings_of

_WORK = {CaseKind.TARGETED_AUDIT: Action.WORK_AUDIT, CaseKind.ANTI_SMUGGLING: Action.WORK_SMUGGLING_CASE}


@cache
def record_kinds() -> dict[str, type[Record]]:
    """Every kind of record by its name, in the order in which the procedure comes to them."""
    found = [*vars(audit_records).values(), *vars(smuggling_records).values()]
    kinds = [each for each in found if isinstance(each, type) and issubclass(each, Record) and "KIND" in vars(each)]
    return {each.KIND: each for each in dict.fromkeys(kinds)}


def case_as_it_stands(stores: Stores, number: str, as_of: date) -> CaseNow | None:
    """A case as it stands, whoever looks; None where there is none of the number."""
    with stores.register.reading() as session:
        case = session.get(CaseFile, number)
        return None if case is None else case_now(stores, session, case, as_of)


def case_now(stores: Stores, session: Session, case: CaseFile, as_of: date) -> CaseNow:
    """A case as it stands, for the rules of its procedure."""
    subjects = session.exec(
        select(CaseSubject.name, CaseSubject.party)
        .where(CaseSubject.case_number == case.number, CaseSubject.role == CaseRole.SUBJECT)
        .order_by(CaseSubject.key)
    ).all()
    declared = session.exec(
        select(CaseDeclaration.declaration_id)
        .where(CaseDeclaration.case_number == case.number)
        .order_by(CaseDeclaration.declaration_id)
    ).all()
    parties = frozenset(Party(party) for _, party in subjects)
    units = Organisation(organisation(as_of))
    investigated = case.kind is CaseKind.ANTI_SMUGGLING
    line = line_for(
        Party.PERSON if parties == {Party.PERSON} else Party.UNIT, reference_table("smuggling_lines"), as_of
    )
    return CaseNow(
        number=case.number,
        kind=case.kind,
        state=case.state,
        unit=case.unit,
        deadline_on=case.deadline_on,
        deadline_for=case.deadline_for,
        acknowledged_by=case.acknowledged_by,
        opened_by=case.opened_by,
        currency=stores.lake.currency,
        declarations=list(declared),
        subjects=[case.subject, *(name for name, _ in subjects if name != case.subject)],
        subject_kind=case.subject_kind,
        parties=parties,
        records=records_of_case(session, case.number),
        officers=_officers(session, case, units, as_of),
        outcomes=_outcomes(stores, session, declared) if investigated else pd.DataFrame(),
        rate=None if line is None else stores.lake.money.rate(line[1], as_of),
    )


def _officers(session: Session, case: CaseFile, units: Organisation, as_of: date) -> list[Person]:
    """Who may work on the case on a day, by number: of its unit, of those above it and of those below."""
    roles = MAY[_WORK[case.kind]]
    line = sorted({*units.below(case.unit), *units.lineage(case.unit).strip("/").split("/")})
    rows = session.exec(
        select(RegisteredPerson)
        .where(
            col(RegisteredPerson.unit).in_(line),
            or_(*(col(RegisteredPerson.roles).contains(role, autoescape=True) for role in sorted(roles))),
        )
        .order_by(RegisteredPerson.number)
    )
    return [each for each in map(person_of, rows) if not roles.isdisjoint(each.roles) and each.valid_on(as_of)]


def records_of_case(session: Session, number: str) -> list[Recorded]:
    """The records of a case that are in force, in the order in which they were made."""
    rows = session.exec(
        select(CaseRecord)
        .where(CaseRecord.case_number == number, col(CaseRecord.in_force).is_(True))
        .order_by(col(CaseRecord.sequence), col(CaseRecord.key))
    ).all()
    return [
        Recorded(row.key, read_record(row), row.recorded_on, row.recorded_by, row.due_on, row.ended_on)
        for row in rows
        if row.kind in record_kinds()
    ]


def keep(
    session: Session, case: CaseFile, now: CaseNow, record: Record, actor: str, as_of: date, reason: str = ""
) -> bool:
    """Add a settled record to a case, to journal and trail, in the transaction; False for one that is there.

    Another content under the same natural key is the next revision; the one before stays, out of force.
    """
    content = _adapter(record.KIND).dump_json(record).decode()
    same = session.exec(
        select(CaseRecord)
        .where(
            CaseRecord.case_number == case.number,
            CaseRecord.kind == record.KIND,
            CaseRecord.natural_key == record.natural_key(),
        )
        .order_by(col(CaseRecord.revision).desc())
    ).all()
    if same and same[0].in_force and same[0].content == content:
        return False
    for row in same:
        if row.in_force:
            row.in_force = False
            session.add(row)
    last = session.exec(select(func.max(CaseRecord.sequence)).where(CaseRecord.case_number == case.number)).one()
    revision = same[0].revision + 1 if same else 1
    row = CaseRecord(
        key=f"{case.number}|{record.KIND}|{record.natural_key()}|{revision}",
        case_number=case.number,
        sequence=(last or 0) + 1,
        kind=record.KIND,
        natural_key=record.natural_key(),
        revision=revision,
        in_force=True,
        content=content,
        recorded_on=as_of,
        recorded_by=actor,
        due_on=record.due_on(),
    )
    session.add(row)
    session.flush()
    _follow(session, now, record)
    append(session, case.number, happened_on=as_of, actor=actor, event=record.KIND, text=record.told())
    change = Change(as_of, "case record", row.key, record.KIND, actor, case.unit, reason, None, {"content": content})
    record_changes(session, [change])
    return True


def check_declared(stores: Stores, record: Record) -> None:
    """Refuse a finding on declarations that nobody has lodged. Raises CaseRefusedError."""
    if isinstance(record, Finding) and record.further_declarations:
        known = declared_of(stores, record.further_declarations)
        unknown = [each for each in record.further_declarations if each not in known]
        if unknown:
            raise CaseRefusedError(
                f"there is no declaration {', '.join(unknown)}: copy the number from the declaration"
            )


def _follow(session: Session, now: CaseNow, record: Record) -> None:
    """What a record changes of another: an extension or a lifting ends a term, or sets a later one."""
    if isinstance(record, Finding):
        further = [{"case_number": now.number, "declaration_id": each} for each in record.further_declarations]
        insert_new(session, CaseDeclaration, further)
    if not isinstance(record, Extension | Lifting):
        return
    kept, measure = next((kept, each) for kept, each in now.recorded(Measure) if each.name == record.measure)
    row = session.get_one(CaseRecord, kept.key)
    if isinstance(record, Lifting):
        row.ended_on = record.lifted_on
    else:
        extended = {each.name: getattr(measure, each.name) for each in fields(measure)}
        extended |= {"ends_on": record.ends_on, "extended": measure.extended + 1}
        row.content = _adapter(Measure.KIND).dump_json(Measure(**extended)).decode()
        row.due_on = record.ends_on
    session.add(row)


def read_record(row: CaseRecord) -> Record:
    """A record as its kind describes it."""
    record: Record = _adapter(row.kind).validate_json(row.content)
    return record


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(record_kinds()[name])


def _outcomes(stores: Stores, session: Session, declared: Any) -> pd.DataFrame:
    """What inspections found on declarations: declaration_id, violation, kind, evaded, hs_codes."""
    chosen = select(Inspection).where(
        col(Inspection.declaration_id).in_(declared), col(Inspection.state) == TaskState.DONE
    )
    rows = [
        (each.declaration_id, each.violation, each.kind, each.recovered_duty)
        for each in session.exec(chosen.order_by(Inspection.declaration_id))
    ]
    table = pd.DataFrame(rows, columns=pd.Index(["declaration_id", "violation", "kind", "evaded"]))
    return table.assign(
        violation=table["violation"].astype("str"),
        hs_codes=table["declaration_id"].map(headings_of(stores, table["declaration_id"].tolist())),
    )
