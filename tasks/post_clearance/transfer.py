"""Transferring an audit: anti-smuggling goes on with its grounds."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from sql.messages import Message
from sql.register.tables import CaseFile, CaseGround, CaseSubject
from sql.terms import CaseKind, CaseRole, GroundKind
from tasks.post_clearance.case_states import ENDED, CaseRefusedError
from tasks.post_clearance.open_cases import Ground, add_grounds, open_case
from tasks.post_clearance.open_subjects import Subject, add_subjects, open_cases_on

_TO = CaseKind.ANTI_SMUGGLING


def transferred(session: Session, case: CaseFile, actor: str, as_of: date) -> list[str]:
    """Numbers of the open anti-smuggling cases that rest on the grounds of an audit from now on, in the transaction.

    Each subject with grounds has its own, or the one that is open on it; persons concerned come along. Raises
    CaseRefusedError where anti-smuggling investigated every ground before.
    """
    grounds = session.exec(
        select(CaseGround).where(CaseGround.case_number == case.number).order_by(CaseGround.key)
    ).all()
    people = session.exec(select(CaseSubject).where(CaseSubject.case_number == case.number)).all()
    concerned = [Subject(row.kind, row.name) for row in people if row.role is CaseRole.CONCERNED]
    by_subject: dict[Subject, list[Ground]] = {}
    its_unit: dict[Subject, str] = {}
    for ground in grounds:
        evidence = json.loads(ground.evidence)
        again = _again(case, ground, evidence)
        if session.get(CaseGround, again.key(_TO)) is None:
            subject = _subject(case, evidence)
            by_subject.setdefault(subject, []).append(again)
            its_unit.setdefault(subject, str(evidence.get("unit") or case.unit))
    already = open_cases_on(session, _TO, by_subject)
    for subject, new in by_subject.items():
        to = already.get(subject)
        to = to or open_case(session, _TO, [subject], its_unit[subject], actor, as_of)
        add_subjects(session, to, concerned, CaseRole.CONCERNED, actor, as_of)
        add_grounds(session, to, new, actor, as_of)
    return _resting_on(session, case, grounds)


def _subject(case: CaseFile, evidence: dict[str, Any]) -> Subject:
    """Whom a ground speaks of: an importer, or whom the case was opened on."""
    importer = evidence.get("importer")
    return Subject(case.subject_kind, case.subject) if importer is None else Subject("importer", str(importer))


def _again(case: CaseFile, ground: CaseGround, evidence: dict[str, Any]) -> Ground:
    statement = Message("Transferred from {number}", {"number": case.number})
    named = evidence.get("declaration_id"), *evidence.get("declarations", [])
    return Ground(
        kind=GroundKind.TRANSFER,
        source=ground.source,
        statement=statement,
        evidence=evidence | {"transferred_from": case.number},
        priority=ground.priority,
        declarations=[str(each) for each in named if each is not None],
        amount=float(evidence.get("amount") or 0.0),
        origin=GroundKind(ground.key.split("|", 1)[0]),
    )


def _resting_on(session: Session, case: CaseFile, grounds: Sequence[CaseGround]) -> list[str]:
    """Numbers of the open anti-smuggling cases that rest on grounds of an audit."""
    resting = (
        select(CaseFile.number)
        .join(CaseGround, col(CaseGround.case_number) == col(CaseFile.number))
        .where(
            CaseFile.kind == _TO,
            col(CaseFile.state).not_in(list(ENDED)),
            col(CaseGround.source).in_([each.source for each in grounds]),
        )
    )
    numbers = sorted(set(session.exec(resting).all()))
    if not numbers:
        raise CaseRefusedError(
            f"anti-smuggling investigated every ground of {case.number} before, and its case has ended: conclude the "
            "audit instead"
        )
    return numbers
