"""Moving parameters along their life: versions are never overwritten, every change is in the audit trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, or_, select

from sql.jurisdiction import Organisation
from sql.messages import Message
from sql.reference import national_unit, organisation
from sql.register.audit_trail import Change, record_changes
from sql.register.tables import RiskParameter
from sql.stores import Stores
from sql.terms import ParameterState
from tasks.parameters.drafts import draft as draft
from tasks.parameters.life_rules import (
    ParameterMove,
    ParameterRefusedError,
    check_entitled,
    check_four_eyes,
    moved,
)
from tasks.parameters.past_test import record_past_test
from tasks.parameters.past_test_report import report_past_test
from tasks.parameters.published_format import Parameter

SHADOW_DAYS = 14


def move_parameter(
    session: Session, key: str, move: ParameterMove, *, actor: str, unit: str, as_of: date, reason: str
) -> RiskParameter:
    """Make one move of a version's life in the caller's transaction. Raises ParameterRefusedError with the reason."""
    row = _entitled_to(session, key, unit)
    before = row.state
    after = moved(before, move)
    if move is ParameterMove.APPROVE:
        check_four_eyes(row.author, actor)
        row.approver, row.approved_on = actor, as_of
    elif move is ParameterMove.TEST:
        row.tested_on = as_of
    elif move is ParameterMove.SHADOW:
        row.shadow_from, row.shadow_to = as_of + timedelta(days=1), as_of + timedelta(days=SHADOW_DAYS)
    elif move is ParameterMove.ACTIVATE:
        _check_no_gap(session, row, as_of)
        row.activated_on = as_of
        _end_earlier_versions(session, row, actor, unit, as_of)
    elif move in (ParameterMove.RETIRE, ParameterMove.EXPIRE):
        row.ended_on = as_of
    row.state = after
    session.add(row)
    session.flush()
    change = Change(as_of, "parameter", key, move, actor, unit, reason, {"state": before}, {"state": after})
    record_changes(session, [change])
    return row


def author_of(stores: Stores, key: str) -> str | None:
    """Who wrote a version; None where there is no such version."""
    with stores.register.reading() as session:
        return session.exec(select(RiskParameter.author).where(RiskParameter.key == key)).first()


def review_parameter(
    stores: Stores, key: str, *, move: str, actor: str, unit: str, as_of: date, reason: str
) -> dict[str, Any]:
    """One move by a person; `test` runs the parameter on the last 180 days and writes a report on it first.

    Returns parameter and state, after a test also summary and report (path relative to the data folder).
    """
    requested = ParameterMove(move)
    report: dict[str, Any] = {}
    if requested is ParameterMove.TEST:
        _check_movable(stores, key, requested, unit)
        record_past_test(stores, [key], as_of)
        report = report_past_test(stores, key, as_of)
    with stores.register.writing() as session:
        row = move_parameter(session, key, requested, actor=actor, unit=unit, as_of=as_of, reason=reason)
        return {"parameter": key, "state": row.state.value} | report


def retire(stores: Stores, key: str, *, actor: str, unit: str, as_of: date, reason: str) -> dict[str, Any]:
    """Retire a version. Returns parameter and state."""
    return review_parameter(stores, key, move="retire", actor=actor, unit=unit, as_of=as_of, reason=reason)


@dataclass(frozen=True)
class Endorsed:
    """A parameter with its author and its approver, who must be two persons."""

    parameter: Parameter
    author: str
    approver: str


def put_into_force(
    stores: Stores, endorsed: Sequence[Endorsed], *, unit: str, as_of: date, grounds: str | None = None
) -> list[str]:
    """Draft, test on the past, approve and activate parameters; active ones stay as they are. Returns their keys.

    Each of the steps is recorded as its own move; all are tested in one pass over the past.
    """
    with stores.register.writing() as session:
        by_key: dict[str, Endorsed] = {}
        for author, theirs in _by_author(endorsed):
            parameters = [each.parameter for each in theirs]
            entered = draft(session, parameters, actor=author, unit=unit, as_of=as_of, grounds=grounds)
            by_key |= dict(zip(entered, theirs, strict=True))
        states = {key: session.get_one(RiskParameter, key).state for key in by_key}
    drafts = [key for key in by_key if states[key] in (ParameterState.DRAFT, ParameterState.TESTED)]
    record_past_test(stores, drafts, as_of)
    with stores.register.writing() as session:
        for key in drafts:
            reason = "tested on past declarations"
            each = by_key[key]
            move_parameter(session, key, ParameterMove.TEST, actor=each.author, unit=unit, as_of=as_of, reason=reason)
            for move in (ParameterMove.APPROVE, ParameterMove.ACTIVATE):
                move_parameter(session, key, move, actor=each.approver, unit=unit, as_of=as_of, reason=reason)
    return list(by_key)


def expire_overdue(stores: Stores, as_of: date) -> dict[str, Any]:
    """Let parameters whose validity has ended expire. Returns parameters_expired."""
    with stores.register.writing() as session:
        ended = session.exec(
            select(RiskParameter)
            .where(
                col(RiskParameter.valid_to) <= as_of,
                col(RiskParameter.state).in_([ParameterState.ACTIVE, ParameterState.SUSPENDED]),
            )
            .order_by(RiskParameter.key)
        ).all()
        for row in ended:
            move_parameter(
                session,
                row.key,
                ParameterMove.EXPIRE,
                actor="parameter center",
                unit=national_unit(as_of),
                as_of=as_of,
                reason=f"its validity ended on {row.valid_to}",
            )
        return {"parameters_expired": len(ended)}


def _entitled_to(session: Session, key: str, unit: str) -> RiskParameter:
    row = session.get(RiskParameter, key)
    if row is None:
        raise ParameterRefusedError(
            Message("there is no parameter {key}: name code and version, as in SH-REV-0001|1", {"key": key})
        )
    check_entitled(Organisation(organisation()), unit, row.owner)
    return row


def _check_movable(stores: Stores, key: str, move: ParameterMove, unit: str) -> None:
    """Refuse a move before the long work of a test, not after it."""
    with stores.register.reading() as session:
        moved(_entitled_to(session, key, unit).state, move)


def _by_author(endorsed: Sequence[Endorsed]) -> list[tuple[str, list[Endorsed]]]:
    authors = dict.fromkeys(each.author for each in endorsed)
    return [(author, [each for each in endorsed if each.author == author]) for author in authors]


def _check_no_gap(session: Session, row: RiskParameter, as_of: date) -> None:
    """Refuse an activation that would leave a gap between two versions, or put back a version that was replaced."""
    in_place = session.exec(
        select(RiskParameter.key).where(
            RiskParameter.code == row.code,
            RiskParameter.version < row.version,
            RiskParameter.state == ParameterState.ACTIVE,
            or_(col(RiskParameter.valid_to).is_(None), col(RiskParameter.valid_to) > as_of),
        )
    ).first()
    if in_place is not None and row.valid_to is not None and row.valid_to <= as_of:
        raise ParameterRefusedError(
            Message(
                "the validity of {key} ends on {valid_to}: enter a version with a later day",
                {"key": row.key, "valid_to": row.valid_to},
            )
        )
    eve = row.valid_from - timedelta(days=1)
    if in_place is not None and eve > as_of:
        raise ParameterRefusedError(
            Message(
                "{in_place} would end today and {key} begin on {valid_from}: activate it on {eve}",
                {"in_place": in_place, "key": row.key, "valid_from": row.valid_from, "eve": eve},
            )
        )
    later = session.exec(
        select(RiskParameter.key).where(
            RiskParameter.code == row.code,
            RiskParameter.version > row.version,
            col(RiskParameter.state).in_([ParameterState.ACTIVE, ParameterState.SUSPENDED]),
        )
    ).first()
    if later is not None:
        raise ParameterRefusedError(
            Message(
                "{later} took the place of {key}: enter what it says as a later version",
                {"later": later, "key": row.key},
            )
        )


def _end_earlier_versions(session: Session, row: RiskParameter, actor: str, unit: str, as_of: date) -> None:
    earlier = session.exec(
        select(RiskParameter).where(
            RiskParameter.code == row.code,
            RiskParameter.version < row.version,
            col(RiskParameter.state).in_([ParameterState.ACTIVE, ParameterState.SUSPENDED]),
        )
    ).all()
    for version in earlier:
        reason = f"version {row.version} takes its place"
        move_parameter(session, version.key, ParameterMove.RETIRE, actor=actor, unit=unit, as_of=as_of, reason=reason)
