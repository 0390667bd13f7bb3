"""Opening case files and joining new grounds to those that are open."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd
from sqlmodel import Session, select

from sql.jurisdiction import Organisation
from sql.register import insert_new
from sql.register.tables import CaseDeclaration, CaseFile, CaseGround, CaseNumber
from sql.terms import CaseKind, Severity
from tasks.notification.outbox import Announcement, announce
from tasks.post_clearance.case_file import case_file_path, write_case_file
from tasks.post_clearance.case_rules import deadline
from tasks.post_clearance.case_states import FIRST_STATE
from tasks.post_clearance.grounds import Ground
from tasks.post_clearance.journal import write_entry

_PREFIX = {CaseKind.TARGETED_AUDIT: "TA", CaseKind.ANTI_SMUGGLING: "AS"}
SYSTEM = "risk management system"


def open_cases(
    session: Session,
    folder: Path,
    units: Organisation,
    kind: CaseKind,
    grounds: Sequence[Ground],
    involved: pd.DataFrame,
    as_of: date,
    actor: str = SYSTEM,
) -> dict[str, Any]:
    """Open a case per importer, or join the grounds to the case that is open; returns opened and joined (numbers).

    `involved`: what `declarations_involved.sql` answers about the declarations of the grounds.
    """
    stakes = dict(zip(involved["declaration_id"], involved["at_stake"].fillna(0.0), strict=True))
    offices = dict(zip(involved["declaration_id"], involved["office"], strict=True))
    opened, joined = [], []
    for importer, together in groupby(sorted(grounds, key=lambda ground: (ground.importer, ground.key)), _importer):
        of_importer = list(together)
        subject = f"{kind.value}|importer|{importer}"
        case = session.exec(select(CaseFile).where(CaseFile.open_subject == subject)).first()
        if case is None:
            unit = responsible_unit(units, of_importer, offices, stakes)
            case = _opened(session, kind, importer, subject, unit, of_importer, as_of, actor)
            opened.append(case.number)
        else:
            joined.append(case.number)
        _add_grounds(session, case, of_importer, stakes, as_of, actor)
        write_case_file(session, folder, units, case, involved)
        _tell(session, case, of_importer, as_of, new=case.number in opened)
    return {"opened": opened, "joined": joined}


def responsible_unit(
    units: Organisation, grounds: Sequence[Ground], offices: Mapping[str, str], stakes: Mapping[str, float]
) -> str:
    """The regional unit whose offices hold the largest amount at stake; the unit of the first ground where none is."""
    amounts: dict[str, float] = {}
    for declaration in sorted({declaration for ground in grounds for declaration in ground.declarations}):
        office = offices.get(declaration)
        regional = None if office not in units.lineages else units.at_level(str(office), "regional")
        if regional is not None:
            amounts[regional] = amounts.get(regional, 0.0) + stakes.get(declaration, 0.0)
    if amounts:
        return min(amounts, key=lambda unit: (-amounts[unit], unit))
    return units.at_level(grounds[0].unit, "regional") or grounds[0].unit


def _importer(ground: Ground) -> str:
    return ground.importer


def _opened(
    session: Session,
    kind: CaseKind,
    importer: str,
    subject: str,
    unit: str,
    grounds: Sequence[Ground],
    as_of: date,
    actor: str,
) -> CaseFile:
    state = FIRST_STATE[kind]
    term = deadline(kind, state, as_of)
    case = CaseFile(
        number=_next_number(session, f"{_PREFIX[kind]}-{unit}-{as_of.year}"),
        kind=kind,
        subject_kind="importer",
        subject=importer,
        open_subject=subject,
        priority=grounds[0].priority,
        unit=unit,
        opened_on=as_of,
        state=state,
        amount_at_stake=0.0,
        deadline_on=None if term is None else term[0],
        deadline_for=None if term is None else term[1],
    )
    session.add(case)
    session.flush()
    write_entry(session, case.number, as_of, actor, "open", f"Opened on importer {importer} with {unit}.")
    return case


def _next_number(session: Session, series: str) -> str:
    number = session.get(CaseNumber, series)
    if number is None:
        number = CaseNumber(series=series, last=0)
    number.last += 1
    session.add(number)
    session.flush()
    return f"{series}-{number.last:04d}"


def _add_grounds(
    session: Session, case: CaseFile, grounds: Sequence[Ground], stakes: Mapping[str, float], as_of: date, actor: str
) -> None:
    rows = []
    for ground in grounds:
        evidence = json.dumps(ground.evidence, ensure_ascii=False, sort_keys=True, default=str)
        rows.append(
            {
                "key": ground.key,
                "case_number": case.number,
                "ground_kind": ground.kind,
                "source": ground.source,
                "statement": ground.statement,
                "evidence": evidence,
                "content_hash": sha256(evidence.encode()).hexdigest(),
                "added_on": as_of,
            }
        )
    insert_new(session, CaseGround, rows)
    declarations = sorted({declaration for ground in grounds for declaration in ground.declarations})
    insert_new(session, CaseDeclaration, [{"case_number": case.number, "declaration_id": one} for one in declarations])
    before = session.exec(
        select(CaseDeclaration.declaration_id).where(CaseDeclaration.case_number == case.number)
    ).all()
    earlier = case.amount_at_stake if len(before) > len(declarations) else 0.0
    case.amount_at_stake = round(earlier + sum(stakes.get(one, 0.0) for one in declarations), 2)
    session.add(case)
    text = f"{len(grounds)} grounds on {len(declarations)} declarations."
    write_entry(session, case.number, as_of, actor, "add grounds", text)


def _tell(session: Session, case: CaseFile, grounds: Sequence[Ground], as_of: date, *, new: bool) -> None:
    reference = case.number if new else f"{case.number}|{as_of}"
    what = "opened" if new else "joined by new grounds"
    body = (
        f"{case.kind.replace('_', ' ').capitalize()} {case.number} on importer {case.subject}: {what} on {as_of}, "
        f"{len(grounds)} grounds, amount at stake {case.amount_at_stake:,.0f}. First: {grounds[0].statement} "
        f"Deadline: {case.deadline_on or 'none'} ({case.deadline_for or 'no term runs'}). "
        f"Case file: {case_file_path(case.number)}"
    )
    subject = f"Case {case.number} {what}"
    announce(session, [Announcement("case", reference, case.unit, Severity.HIGH, as_of, subject, body)])


__all__ = ["SYSTEM", "open_cases", "responsible_unit"]
