"""Merging cases: one goes on with the grounds of both."""

from datetime import date
from typing import Any

from sqlmodel import Session, select, update

from sql.messages import Message, msgid
from sql.register import insert_new
from sql.register.audit_trail import Change, record_changes
from sql.register.tables import CaseDeclaration, CaseFile, CaseGround, CaseRecord
from sql.stores import Stores
from sql.terms import CaseState
from tasks.notification.acknowledgement import acknowledge_told
from tasks.post_clearance.case_states import ENDED, CaseRefusedError
from tasks.post_clearance.entitlement import entitled
from tasks.post_clearance.journal import append
from tasks.post_clearance.open_cases import reckon_priority
from tasks.post_clearance.open_subjects import move_subjects


def merge_cases(
    stores: Stores, number: str, into: str, *, actor: str, unit: str, as_of: date, reason: str
) -> dict[str, Any]:
    """End a case whose subject turns out to be that of another, which goes on with the grounds of both.

    Subjects, persons concerned and records of the procedure go with them. The evidence keeps its content and hash. As
    long as the other is open, new grounds on either subject join it; it keeps the nearer of the two deadlines. What was
    told of the merged case need not be acknowledged any more. Raises CaseRefusedError where they are of two kinds, one
    has ended, or `unit` does not have both.
    Returns: case, merged, amount_at_stake.
    """
    if number == into:
        raise CaseRefusedError(f"{number} cannot be merged into itself: name two cases")
    with stores.register.writing() as session:
        merged, staying = entitled(session, number, unit, as_of), entitled(session, into, unit, as_of)
        _check(merged, staying)
        before = merged.state
        _move_grounds(session, merged, staying)
        staying.amount_at_stake = round(staying.amount_at_stake + merged.amount_at_stake, 2)
        if merged.deadline_on is not None and (staying.deadline_on is None or merged.deadline_on < staying.deadline_on):
            staying.deadline_on, staying.deadline_for = merged.deadline_on, merged.deadline_for
        merged.state, merged.merged_into, merged.closed_on = CaseState.MERGED, into, as_of
        merged.deadline_on = merged.deadline_for = None
        acknowledge_told(session, "case", number, actor, as_of)
        session.add_all([merged, staying])
        reckon_priority(session, staying)
        append(session, number, happened_on=as_of, actor=actor, event="merge", text=_merged(_INTO, into, reason))
        append(session, into, happened_on=as_of, actor=actor, event="merge", text=_merged(_TOOK_OVER, number, reason))
        state = {"state": merged.state, "merged_into": into}
        record_changes(session, [Change(as_of, "case", number, "merge", actor, unit, reason, {"state": before}, state)])
        return {"case": into, "merged": number, "amount_at_stake": staying.amount_at_stake}


_INTO = msgid("Merged into {number}. {reason}")
_TOOK_OVER = msgid("Took over {number}. {reason}")


def _merged(text: str, number: str, reason: str) -> Message:
    return Message(text, {"number": number, "reason": reason})


def _check(merged: CaseFile, staying: CaseFile) -> None:
    if merged.kind != staying.kind:
        raise CaseRefusedError(
            f"{merged.number} is a {merged.kind.replace('_', ' ')}, {staying.number} a "
            f"{staying.kind.replace('_', ' ')}: transfer the audit instead"
        )
    for case in (merged, staying):
        if case.state in ENDED:
            raise CaseRefusedError(f"{case.number} is {case.state}: only open cases can be merged")


def _move_grounds(session: Session, merged: CaseFile, staying: CaseFile) -> None:
    session.exec(
        update(CaseGround).where(CaseGround.case_number == merged.number).values(case_number=staying.number)  # type: ignore[arg-type]
    )
    involved = session.exec(
        select(CaseDeclaration.declaration_id).where(CaseDeclaration.case_number == merged.number)
    ).all()
    insert_new(session, CaseDeclaration, [{"case_number": staying.number, "declaration_id": each} for each in involved])
    session.exec(
        update(CaseRecord).where(CaseRecord.case_number == merged.number).values(case_number=staying.number)  # type: ignore[arg-type]
    )
    move_subjects(session, merged.number, staying.number)
