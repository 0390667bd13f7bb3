"""Simulated officers at work in a demonstration: they answer what they are asked, and move cases along."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from sql.register import complete_once
from sql.register.stages import completed_summary, first_summary
from sql.register.tables import CaseFile, FindingDeclaration, Hint
from sql.stores import Stores
from sql.terms import AnswerFound, CaseKind, CaseState, HintFamily, TaskState
from tasks.answering.answer import answer_in
from tasks.answering.asked import KINDS, Asked
from tasks.lifecycle.simulated_procedure import details_of, first_day, records_before
from tasks.post_clearance.case_moves import close_case, move_case
from tasks.post_clearance.case_states import ENDED, CaseRefusedError
from tasks.post_clearance.procedure.facts import CaseNow
from tasks.post_clearance.procedure.keeping import case_as_it_stands
from tasks.post_clearance.procedure.moves import outcomes
from tasks.post_clearance.procedure.smuggling_records import NO_VIOLATION
from tasks.simulation.officers import Work, found_by, words_for, work_on
from tasks.simulation.persons import at_desk
from tasks.supervision.integrity import IntegrityView
from tasks.supervision.supervise import HintRefusedError, answer_hint_in

STAGE = "simulated_officers"
_USUAL = timedelta(days=14)  # for a state of a case without a deadline
_ANALYST, _APPROVER, _AUDITOR, _BUREAU, _SUPERVISOR = "A", "D", "T", "S", "C"
# What officers do next with a case; another event where they doubt it.
_NEXT: Mapping[tuple[CaseKind, CaseState], tuple[str, str]] = {
    (CaseKind.TARGETED_AUDIT, CaseState.PROPOSED): ("approve", "reject"),
    (CaseKind.TARGETED_AUDIT, CaseState.APPROVED): ("notify", "notify"),
    (CaseKind.TARGETED_AUDIT, CaseState.NOTIFIED): ("start", "start"),
    (CaseKind.TARGETED_AUDIT, CaseState.IN_PROGRESS): ("report", "report"),
    (CaseKind.TARGETED_AUDIT, CaseState.REPORTED): ("conclude", "conclude"),
    (CaseKind.ANTI_SMUGGLING, CaseState.CLUE): ("accept", "reject"),
    (CaseKind.ANTI_SMUGGLING, CaseState.ACCEPTED): ("file", "reject"),
    (CaseKind.ANTI_SMUGGLING, CaseState.FILED): ("investigate", "investigate"),
    (CaseKind.ANTI_SMUGGLING, CaseState.INVESTIGATING): ("conclude", "conclude"),
}
_DECISIONS = frozenset({"approve", "accept", "reject"})
_RECOVERED = 0.6  # of what is at stake


@dataclass(frozen=True)
class _Answers:
    """Answers that are alike: by whom, on which day, what they say."""

    unit: str
    on: date
    found: AnswerFound
    words: str


def play_officers(stores: Stores, as_of: date, seed: int) -> dict[str, Any]:
    """Let the officers of a demonstration do their work up to `as_of`; once per business date.

    Nothing happens in an installation where anything is real: see `simulation.into_inbox`. Returns:
    instructions_answered, warnings_answered, hints_answered.
    """
    simulated = first_summary(stores.register, "simulate")
    if simulated is None or not simulated.get("persons_entered"):
        return {}
    earlier = completed_summary(stores.register, STAGE, as_of)
    if earlier is not None:
        return earlier
    _work_on_cases(stores, as_of, seed)  # each move for itself: a repeat goes on where it was

    def record(session: Session, guilty: frozenset[str]) -> dict[str, Any]:
        counts = {f"{kind.name}s_answered": _answer(session, kind, guilty, as_of, seed) for kind in KINDS}
        return counts | {"hints_answered": _answer_hints(session, as_of, seed)}

    return complete_once(stores.register, STAGE, as_of, "", lambda: _guilty_findings(stores), record)


def _guilty_findings(stores: Stores) -> frozenset[str]:
    """Findings that rest on a declaration that does violate: who checks it sees that, as an inspection would."""
    evidence = stores.register.read(FindingDeclaration, ["finding", "declaration_id"])
    with stores.lake.unsealed("truth", frames={"evidence": evidence}) as lake:
        found = lake.execute(
            "select distinct finding from evidence join truth using (declaration_id) where truth.violation <> 'none'"
        ).fetchall()
    return frozenset(str(finding) for (finding,) in found)


def _answer(session: Session, kind: Asked, guilty: frozenset[str], as_of: date, seed: int) -> int:
    table = kind.table
    rows: Iterable[Any] = session.exec(
        select(table).where(col(table.state) == TaskState.OPEN, kind.issued <= as_of).order_by(kind.key)
    ).all()
    alike: dict[_Answers, list[str]] = {}
    for row in rows:
        work = work_on(seed, row.key, kind.day_of(row), row.due_on)
        if work is not None and work.on <= as_of:
            found = found_by(work, None if row.finding is None else row.finding in guilty)
            alike.setdefault(_Answers(row.unit, work.on, found, words_for(found, work.way)), []).append(row.key)
    for each, keys in sorted(alike.items(), key=lambda item: (item[0].on, item[0].unit, item[1])):
        who = {"actor": at_desk(each.unit, _ANALYST), "unit": each.unit, "as_of": each.on}
        answer_in(session, kind, keys, done=each.words, found=each.found, **who)  # type: ignore[arg-type]
    return sum(len(keys) for keys in alike.values())


def _answer_hints(session: Session, as_of: date, seed: int) -> int:
    hints = session.exec(
        select(Hint).where(Hint.state == TaskState.OPEN, col(Hint.raised_on) <= as_of).order_by(Hint.key)
    ).all()
    answered = 0
    for hint in hints:
        work = work_on(seed, hint.key, hint.raised_on, hint.due_on)
        if work is None or work.on > as_of:
            continue
        integrity = hint.family is HintFamily.LAW_ENFORCEMENT
        number = at_desk(hint.unit, _SUPERVISOR if integrity else _ANALYST)
        view = IntegrityView(hint.unit, number) if integrity else None
        words = words_for(AnswerFound.UNFOUNDED if work.way < 0.5 else AnswerFound.CONFIRMED, work.way)
        try:
            answer_hint_in(session, hint.key, words, actor=number, unit=hint.unit, as_of=work.on, integrity=view)
        except HintRefusedError:  # a hint on the very officer who would answer it: nobody judges themselves
            continue
        answered += 1
    return answered


def _work_on_cases(stores: Stores, as_of: date, seed: int) -> None:
    """Move every open case along whose turn came by `as_of`, one state after the other."""
    with stores.register.reading() as session:
        numbers = list(
            session.exec(
                select(CaseFile.number)
                .where(col(CaseFile.state).not_in(list(ENDED)), col(CaseFile.opened_on) <= as_of)
                .order_by(CaseFile.number)
            ).all()
        )
    for number in numbers:
        last: date | None = None
        while (moved := _next_move(stores, number, last, as_of, seed)) is not None:
            last = moved


def _next_move(stores: Stores, number: str, last: date | None, as_of: date, seed: int) -> date | None:
    """Make the next move of a case if its day came; the day, or None."""
    with stores.register.reading() as session:
        case = session.get_one(CaseFile, number)
        session.expunge(case)
    if case.state in ENDED or not (case.state is CaseState.CONCLUDED or (case.kind, case.state) in _NEXT):
        return None
    begin = last or case.opened_on
    work = work_on(seed, f"{number}|{case.state}", begin, case.deadline_on or begin + _USUAL)
    if work is None or work.on > as_of:
        return None
    now = case_as_it_stands(stores, number, max(work.on, begin))
    if now is None:
        return None
    on = max(work.on, begin, first_day(now) or begin)
    if on > as_of:
        return None
    try:
        _move(stores, case, now, work, on)
    except CaseRefusedError:  # it needs more than simulated officers bring: it stays, and its deadline is told
        return None
    return on


def _move(stores: Stores, case: CaseFile, now: CaseNow, work: Work, on: date) -> None:
    letter = _AUDITOR if case.kind is CaseKind.TARGETED_AUDIT else _BUREAU
    who: dict[str, Any] = {"actor": at_desk(case.unit, letter), "unit": case.unit, "as_of": on}
    if case.state is CaseState.CONCLUDED:
        outcome, duty = _outcome(case, now, work)
        close_case(stores, case.number, outcome=outcome, recovered_duty=duty, officer_hours=8 + 40 * work.way, **who)
        return
    usual, doubtful = _NEXT[case.kind, case.state]
    event = doubtful if work.wrong else usual
    if event in _DECISIONS:
        who["actor"] = at_desk(case.unit, _APPROVER)
    for record, details in records_before(now, event, work.way, on):
        move_case(stores, case.number, record, details=details, **who)
    move_case(stores, case.number, event, details=details_of(now, event, on), **who)


def _outcome(case: CaseFile, now: CaseNow, work: Work) -> tuple[str, float | None]:
    if case.kind is CaseKind.ANTI_SMUGGLING:
        return outcomes(now)[0], None
    if work.way < 0.2:
        return NO_VIOLATION, None
    return "duty recovered", round(max(case.amount_at_stake * _RECOVERED, 1.0), 2)
