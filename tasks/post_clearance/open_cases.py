"""Opening case files: one open case per subject and kind, numbers without gaps, grounds frozen."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd
from sqlmodel import Session, col, select

from sql.messages import Message, msgid, word
from sql.reference import reference_table
from sql.register import insert_new
from sql.register.tables import CaseDeclaration, CaseFile, CaseGround
from sql.terms import CaseKind, CaseRole, CaseState, GroundKind, Priority, Severity
from sql.working_days import add_working_days
from tasks.notification.outbox import Announcement, announce
from tasks.post_clearance.audit_selection import by_amount
from tasks.post_clearance.case_matters import case_matter
from tasks.post_clearance.case_numbers import next_number, series_of
from tasks.post_clearance.case_priority import priority_of_case, priority_of_ground, priority_rules
from tasks.post_clearance.case_states import FIRST_STATE
from tasks.post_clearance.evidence import frozen
from tasks.post_clearance.journal import append
from tasks.post_clearance.open_subjects import Subject, add_subjects, earlier_cases, open_cases_on

FOLLOW_UP = "clearance follow-up"
_OPENED = msgid("Opened on {subject}.")
_OPENED_AGAIN = msgid("Opened on {subject}. Earlier cases of the subject: {numbers}.")


@dataclass(frozen=True)
class Ground:
    """What a case rests on. source: key of it, by which a case of a kind knows it once. evidence: what is frozen.

    declarations: involved by it. origin: what the source is the key of, where the ground came from another case.
    """

    kind: GroundKind
    source: str
    statement: Message
    evidence: dict[str, Any]
    priority: Priority = Priority.REVENUE
    declarations: Sequence[str] = ()
    amount: float = 0.0
    origin: GroundKind | None = field(default=None)

    def key(self, kind: CaseKind) -> str:
        """Its key in the register: a case of a kind takes one thing for a ground once, whichever way it comes."""
        return f"{self.origin or self.kind}|{kind}|{self.source}"


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
    subjects = {str(importer): Subject("importer", str(importer)) for importer in grounds["importer"].unique()}
    open_cases = {subject.name: case for subject, case in open_cases_on(session, kind, subjects.values()).items()}
    joined = {case.number: case for case in open_cases.values()}
    for number, case in sorted(joined.items()):
        importers = [importer for importer, its in open_cases.items() if its.number == number]
        rows = grounds[grounds["importer"].isin(importers)]
        add_grounds(session, case, inspection_grounds(rows), FOLLOW_UP, as_of)
    opened = []
    for importer in first(grounds[~grounds["importer"].isin(open_cases)], max(most, 0)):
        rows = grounds[grounds["importer"] == importer]
        case = open_case(session, kind, [subjects[importer]], str(rows["unit"].iloc[0]), FOLLOW_UP, as_of)
        add_grounds(session, case, inspection_grounds(rows), FOLLOW_UP, as_of)
        opened.append(case.number)
    return opened, sorted(joined)


def inspection_grounds(rows: pd.DataFrame) -> list[Ground]:
    """The rows of `open_or_join` as grounds."""
    rules = priority_rules()
    grounds = []
    for row in rows.to_dict("records"):
        evidence = {str(name): value for name, value in row.items()}
        named = (row.get("kind"), row.get("violation"))
        grounds.append(
            Ground(
                kind=GroundKind.INSPECTION,
                source=str(row["declaration_id"]),
                statement=row["statement"],
                evidence=evidence,
                priority=priority_of_ground(named, GroundKind.INSPECTION, rules),
                declarations=[str(row["declaration_id"])],
                amount=float(row["amount"]),
            )
        )
    return grounds


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


def open_case(
    session: Session,
    kind: CaseKind,
    subjects: Sequence[Subject],
    unit: str,
    actor: str,
    as_of: date,
    opened_by: str | None = None,
) -> CaseFile:
    """A new case on one or more subjects, in the caller's transaction; `add_grounds` completes it.

    opened_by: number of the person who decided it; missing for the follow-up of clearance.
    """
    state = FIRST_STATE[kind]
    until, what = deadline(kind, state, as_of)
    case = CaseFile(
        number=next_number(session, series_of(kind, unit, as_of.year)),
        kind=kind,
        subject_kind=subjects[0].kind,
        subject=subjects[0].name,
        priority=Priority.REVENUE,
        unit=unit,
        opened_on=as_of,
        opened_by=opened_by,
        state=state,
        amount_at_stake=0.0,
        deadline_on=until,
        deadline_for=what,
    )
    session.add(case)
    session.flush()
    add_subjects(session, case, subjects, CaseRole.SUBJECT, actor, as_of)
    earlier = earlier_cases(session, subjects, case.number)
    on = ", ".join(subject.name for subject in subjects)
    text = Message(_OPENED_AGAIN if earlier else _OPENED, {"subject": on, "numbers": earlier})
    append(session, case.number, happened_on=as_of, actor=actor, event="open", text=text)
    return case


def add_grounds(session: Session, case: CaseFile, grounds: Sequence[Ground], actor: str, as_of: date) -> None:
    """Add grounds that no case of this kind rests on, with what they involve, and tell the unit, in the transaction.

    The priority of the case follows. A ground whose declarations are all involved already adds nothing at stake. What
    joins an open case is pressing only where the case becomes graver by it: the case has an officer, or its first
    message is going up.
    """
    new, before = not _has_grounds(session, case.number), case.priority
    known = set(_involved(session, case.number))
    amount = 0.0
    rows = []
    for ground in grounds:
        evidence, hashed = frozen(ground.evidence)
        rows.append(
            {
                "key": ground.key(case.kind),
                "case_number": case.number,
                "ground_kind": ground.kind,
                "source": ground.source,
                "statement": ground.statement,
                "evidence": evidence,
                "content_hash": hashed,
                "priority": ground.priority,
                "added_on": as_of,
            }
        )
        if not ground.declarations or not known.issuperset(ground.declarations):
            amount += ground.amount
        known.update(ground.declarations)
    insert_new(session, CaseGround, rows)
    involved = dict.fromkeys(each for ground in grounds for each in ground.declarations)
    insert_new(session, CaseDeclaration, [{"case_number": case.number, "declaration_id": each} for each in involved])
    case.amount_at_stake = round(case.amount_at_stake + amount, 2)
    reckon_priority(session, case)
    text = Message("{count} grounds: {declarations}.", {"count": len(grounds), "declarations": _sources(grounds)})
    entry = append(session, case.number, happened_on=as_of, actor=actor, event="grounds", text=text)
    told = _opened_told if new else _joined_told
    subject, body = told(case, grounds[0].statement, text)
    pressing = new or case.priority != before
    announce(
        session,
        [
            Announcement(
                "case",
                f"{case.number}|{entry}",
                case.unit,
                Severity.HIGH if pressing else Severity.MEDIUM,
                as_of,
                subject,
                body,
                attachment=f"cases/{case.number}.html" if pressing else None,
                about=[case_matter(case, grounds[0].statement, _currency(grounds))],
            )
        ],
    )


def _has_grounds(session: Session, number: str) -> bool:
    return session.exec(select(CaseGround.key).where(CaseGround.case_number == number).limit(1)).first() is not None


def _opened_told(case: CaseFile, ground: Message, grounds: Message) -> tuple[Message, Message]:
    """Subject and text of the message on a new case."""
    return (
        Message(
            "{kind:capitalized} {number} on {subject}",
            {"kind": word(case.kind), "number": case.number, "subject": case.subject},
        ),
        Message(
            "{ground}. {grounds} Acknowledge by {day}.", {"ground": ground, "grounds": grounds, "day": case.deadline_on}
        ),
    )


def _joined_told(case: CaseFile, ground: Message, grounds: Message) -> tuple[Message, Message]:
    """Subject and text of the message on new grounds of an open case."""
    return (
        Message("New grounds for {number} on {subject}", {"number": case.number, "subject": case.subject}),
        Message(
            "{ground}. {grounds} The case is {state}.",
            {"ground": ground, "grounds": grounds, "state": word(case.state)},
        ),
    )


def reckon_priority(session: Session, case: CaseFile) -> None:
    """Give a case the priority that follows from its grounds, in the caller's transaction."""
    session.flush()
    found = session.exec(select(CaseGround.priority).where(CaseGround.case_number == case.number)).all()
    if found:
        case.priority, case.priority_because = priority_of_case([Priority(each) for each in found])
    session.add(case)


def _involved(session: Session, number: str) -> Iterable[str]:
    return session.exec(select(CaseDeclaration.declaration_id).where(CaseDeclaration.case_number == number)).all()


def _currency(grounds: Sequence[Ground]) -> str | None:
    """The currency of the amounts of grounds, where one of them names it."""
    return next((str(each.evidence["currency"]) for each in grounds if each.evidence.get("currency")), None)


def _sources(grounds: Sequence[Ground]) -> list[str | Message]:
    """What grounds rest on, for the journal; a decision of a person stands there as what it says."""
    return [each.statement if each.kind is GroundKind.DECISION else each.source for each in grounds]
