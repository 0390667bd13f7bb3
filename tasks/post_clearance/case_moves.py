"""What persons do with a case: acknowledge it, move it along, close it with an outcome."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from sql.messages import Message, as_written, word
from sql.register.audit_trail import Change, record_changes
from sql.register.tables import CaseFile
from sql.stores import Stores
from sql.terms import CaseKind, CaseState
from tasks.notification.acknowledgement import acknowledge_told
from tasks.post_clearance.case_states import ENDED, MOVES, CaseRefusedError, moved
from tasks.post_clearance.entitlement import entitled
from tasks.post_clearance.journal import append
from tasks.post_clearance.open_cases import deadline
from tasks.post_clearance.open_subjects import release_subjects
from tasks.post_clearance.procedure.audit_records import recoveries
from tasks.post_clearance.procedure.keeping import case_now, check_declared, keep, record_kinds
from tasks.post_clearance.procedure.moves import DUTY_RECOVERED, OUTCOMES, check_move, outcomes
from tasks.post_clearance.procedure.record import entered
from tasks.post_clearance.transfer import transferred


def acknowledge_case(stores: Stores, number: str, *, actor: str, unit: str, as_of: date) -> dict[str, Any]:
    """Take a case: the first officer who acknowledges it holds it. Raises CaseRefusedError with the reason."""
    with stores.register.writing() as session:
        case = entitled(session, number, unit, as_of)
        if case.state in ENDED:
            raise CaseRefusedError(f"{number} is {case.state}: there is nothing to take any more")
        if case.acknowledged_by is not None:
            raise CaseRefusedError(f"{case.acknowledged_by} acknowledged {number} on {case.acknowledged_on}")
        case.acknowledged_on, case.acknowledged_by = as_of, actor
        session.add(case)
        append(
            session,
            number,
            happened_on=as_of,
            actor=actor,
            event="acknowledge",
            text=Message("Taken by {officer}.", {"officer": actor}),
        )
        acknowledge_told(session, "case", number, actor, as_of)
        record_changes(session, [Change(as_of, "case", number, "acknowledge", actor, unit, "")])
        return {"case": number, "acknowledged_by": actor}


def move_case(
    stores: Stores,
    number: str,
    event: str,
    *,
    actor: str,
    unit: str,
    as_of: date,
    text: str = "",
    details: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Make one of the moves of `procedure.moves_now`: to another state, or a record of the procedure, or both.

    details: the fields of a record, by name, as text or of their kind. `transfer` opens an anti-smuggling case on the
    same grounds: a merged audit transfers to a case for each of its importers, and grounds that an open anti-smuggling
    case rests on already transfer to that. Concluding an audit reckons what is due of its findings. Raises
    CaseRefusedError with the reason. Returns: case, state, and transferred_to where it was transferred.
    """
    if event in ("close", "acknowledge"):
        raise CaseRefusedError(f"{_OWN_COMMAND[event]}: use cases {event}")
    with stores.register.writing() as session:
        case = entitled(session, number, unit, as_of)
        now = case_now(stores, session, case, as_of)
        check_move(now, event, actor, as_of)
        _taken_by_acting(session, case, actor, as_of)
        if event in record_kinds():
            record = entered(record_kinds()[event], now, details or {}).settled(now, as_of)
            check_declared(stores, record)
            keep(session, case, now, record, actor, as_of, text)
        elif details:
            raise CaseRefusedError(f"{event} takes no details, only a text for the journal: see cases moves {number}")
        if (case.kind, case.state, event) in MOVES:
            said = None if event in record_kinds() else as_written(text) if text else None
            change = _moved(session, case, event, actor, as_of, said, journal=event not in record_kinds())
            record_changes(session, [change])
        told = {"case": number, "state": case.state.value}
        if event == "transfer":
            told["transferred_to"] = ", ".join(transferred(session, case, actor, as_of))
        if case.state is CaseState.CONCLUDED and case.kind is CaseKind.TARGETED_AUDIT:
            for due in recoveries(now):
                keep(session, case, now, due, actor, as_of)
        return told


_OWN_COMMAND = {"close": "closing needs an outcome", "acknowledge": "taking a case is a command of its own"}


def close_case(
    stores: Stores,
    number: str,
    *,
    outcome: str,
    recovered_duty: float | None,
    officer_hours: float | None,
    actor: str,
    unit: str,
    as_of: date,
) -> dict[str, Any]:
    """Close a concluded case with its outcome, for feedback to measure with. Raises CaseRefusedError."""
    _check_outcome(outcome, recovered_duty, officer_hours)
    with stores.register.writing() as session:
        case = entitled(session, number, unit, as_of)
        now = case_now(stores, session, case, as_of)
        check_move(now, "close", actor, as_of)
        if outcome not in outcomes(now):
            raise CaseRefusedError(
                f"{number} was referred as {', '.join(outcomes(now))}: close it so, or refer it anew"
            )
        _taken_by_acting(session, case, actor, as_of)
        change = _moved(session, case, "close", actor, as_of, word(outcome))
        case.outcome, case.recovered_duty, case.officer_hours = outcome, recovered_duty, officer_hours
        session.add(case)
        record_changes(session, [change])
        return {"case": number, "state": case.state.value, "outcome": outcome}


def _check_outcome(outcome: str, recovered_duty: float | None, officer_hours: float | None) -> None:
    if outcome not in OUTCOMES:
        raise CaseRefusedError(f"{outcome} is no outcome: use one of {', '.join(OUTCOMES)}")
    for name, value in (("recovered duty", recovered_duty), ("officer hours", officer_hours)):
        if value is not None and not 0 <= value < float("inf"):
            raise CaseRefusedError(f"{name} of {value} cannot be: give zero or more")
    if outcome == DUTY_RECOVERED and not recovered_duty:
        raise CaseRefusedError(f"the outcome {outcome} needs an amount: give the duty recovered")


def _taken_by_acting(session: Session, case: CaseFile, actor: str, as_of: date) -> None:
    """The first action of an officer takes the case."""
    if case.acknowledged_by is None:
        case.acknowledged_on, case.acknowledged_by = as_of, actor
        acknowledge_told(session, "case", case.number, actor, as_of)


def _moved(
    session: Session,
    case: CaseFile,
    event: str,
    actor: str,
    as_of: date,
    text: Message | None,
    *,
    journal: bool = True,
) -> Change:
    """Bring a case to its next state. journal: whether the move has no entry yet, as that of a record."""
    before = case.state
    case.state = moved(case.kind, before, event)
    case.deadline_on, case.deadline_for = deadline(case.kind, case.state, as_of)
    if case.state in ENDED:
        case.closed_on = as_of
        release_subjects(session, case.number)
    session.add(case)
    session.flush()
    between = Message("{before} → {after}", {"before": word(before), "after": word(case.state)})
    if journal:
        append(session, case.number, happened_on=as_of, actor=actor, event=event, text=text or between)
    reason = "" if text is None else str(text)
    return Change(as_of, "case", case.number, event, actor, case.unit, reason, {"state": before}, {"state": case.state})
