"""Opening case files: one open case per subject and kind, numbers without gaps, grounds frozen."""

from collections.abc import Callable
from datetime import date

import pandas as pd
from sqlmodel import Session, col, select

from sql.messages import Message, msgid, word
from sql.reference import reference_table
from sql.register import insert_new
from sql.register.tables import CaseDeclaration, CaseFile, CaseGround
from sql.terms import CaseKind, CaseState, Priority, Severity
from sql.working_days import add_working_days
from tasks.notification.outbox import Announcement, announce
from tasks.post_clearance.audit_selection import by_amount
from tasks.post_clearance.case_numbers import next_number, series_of
from tasks.post_clearance.case_states import FIRST_STATE
from tasks.post_clearance.evidence import frozen
from tasks.post_clearance.journal import append
from tasks.post_clearance.open_subjects import open_cases_on, subject_of

_ACTOR = "clearance follow-up"
_OPENED = msgid("Opened on {subject}.")
_OPENED_AGAIN = msgid("Opened on {subject}. Earlier cases of the subject: {numbers}.")


def open_or_join(
    session: Session,
    kind: CaseKind,
    grounds: pd.DataFrame,
    as_of: date,
    most: int,
    first: Callable[[pd.DataFrame, int], list[str]] = by_amount,
) -> tuple[list[str], list[str]]:
    """Open a case per importer with grounds that no case knows, or join them to its open case.

    grounds: one row per ground: importer, unit, declaration_id, inspected_on, violation, kind, statement, amount,
    currency, items; what a case of this kind rests on already is left out. most: new cases at the most; `first` chooses
    their importers from the grounds of those that have no open case. Returns the numbers of cases opened and joined.
    """
    grounds = grounds[~grounds["declaration_id"].isin(known_grounds(session, kind))]
    open_cases = open_cases_on(session, kind, [str(importer) for importer in grounds["importer"].unique()])
    joined = {case.number: case for case in open_cases.values()}
    for number, case in sorted(joined.items()):
        importers = [importer for importer, its in open_cases.items() if its.number == number]
        _add_grounds(session, case, grounds[grounds["importer"].isin(importers)], as_of)
    opened = []
    for importer in first(grounds[~grounds["importer"].isin(open_cases)], max(most, 0)):
        rows = grounds[grounds["importer"] == importer]
        case = _opened(session, kind, importer, str(rows["unit"].iloc[0]), as_of)
        _add_grounds(session, case, rows, as_of)
        opened.append(case.number)
    return opened, sorted(joined)


def deadline(kind: CaseKind, state: CaseState, as_of: date) -> tuple[date | None, str | None]:
    """Until when a state must be left, and for what, by the table of legal deadlines; None where none holds."""
    table = reference_table("legal_deadlines")
    holds = table[(table["kind"] == kind) & (table["state"] == state) & (table["valid_from"] <= str(as_of))]
    if holds.empty:
        return None, None
    row = holds.iloc[-1]
    return add_working_days(as_of, int(row["working_days"])), str(row["what"])


def known_grounds(session: Session, kind: CaseKind) -> set[str]:
    """Sources of grounds that cases of a kind rest on already."""
    statement = select(CaseGround.source).join(CaseFile, col(CaseFile.number) == col(CaseGround.case_number))
    return set(session.exec(statement.where(CaseFile.kind == kind)).all())


def _opened(session: Session, kind: CaseKind, importer: str, unit: str, as_of: date) -> CaseFile:
    state = FIRST_STATE[kind]
    until, what = deadline(kind, state, as_of)
    case = CaseFile(
        number=next_number(session, series_of(kind, unit, as_of.year)),
        kind=kind,
        subject_kind="importer",
        subject=importer,
        open_subject=subject_of(kind, importer),
        priority=Priority.REVENUE if kind is CaseKind.TARGETED_AUDIT else Priority.SECURITY,
        unit=unit,
        opened_on=as_of,
        state=state,
        amount_at_stake=0.0,
        deadline_on=until,
        deadline_for=what,
    )
    session.add(case)
    session.flush()
    earlier = session.exec(
        select(CaseFile.number).where(CaseFile.subject == importer, CaseFile.number != case.number)
    ).all()
    text = Message(_OPENED_AGAIN if earlier else _OPENED, {"subject": importer, "numbers": sorted(earlier)})
    append(session, case.number, happened_on=as_of, actor=_ACTOR, event="open", text=text)
    return case


def _add_grounds(session: Session, case: CaseFile, rows: pd.DataFrame, as_of: date) -> None:
    grounds = []
    for row in rows.to_dict("records"):
        evidence, hashed = frozen({str(name): value for name, value in row.items()})
        grounds.append(
            {
                "key": f"inspection|{case.kind}|{row['declaration_id']}",
                "case_number": case.number,
                "ground_kind": "inspection",
                "source": row["declaration_id"],
                "statement": row["statement"],
                "evidence": evidence,
                "content_hash": hashed,
                "added_on": as_of,
            }
        )
    insert_new(session, CaseGround, grounds)
    involved = rows[["declaration_id"]].assign(case_number=case.number)
    insert_new(session, CaseDeclaration, involved)
    case.amount_at_stake = round(case.amount_at_stake + float(rows["amount"].sum()), 2)
    session.add(case)
    text = Message(
        "{count} grounds: {declarations}.", {"count": len(rows), "declarations": list(rows["declaration_id"])}
    )
    entry = append(session, case.number, happened_on=as_of, actor=_ACTOR, event="grounds", text=text)
    announce(
        session,
        [
            Announcement(
                "case",
                f"{case.number}|{entry}",
                case.unit,
                Severity.HIGH,
                as_of,
                Message("{kind:capitalized} {number}", {"kind": word(case.kind), "number": case.number}),
                Message(
                    "{ground}. {grounds} Acknowledge by {day}. File: {file}",
                    {
                        **{"ground": rows["statement"].iloc[0], "grounds": text, "day": case.deadline_on},
                        "file": f"cases/{case.number}.html",
                    },
                ),
                attachment=f"cases/{case.number}.html",
            )
        ],
    )
