"""The parameters that are active, or in shadow, on a day."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from sqlalchemy import Select
from sqlmodel import and_, col, func, or_, select

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register.tables import AuditEntry, RiskParameter
from sql.stores import Stores
from sql.terms import ParameterState
from tasks.parameters.conditions import conditions_of
from tasks.parameters.life_rules import ParameterMove
from tasks.parameters.matching import MatchedParameter, in_jurisdiction
from tasks.parameters.published_format import Parameter


def active_parameters(stores: Stores, day: date) -> list[RiskParameter]:
    """Versions that steer on `day`: activated by its begin, not ended before it, and valid on it; by code.

    A suspension holds from the day it is made on, until the day after the version is activated again; a past day is
    answered as it was then, by the audit trail.
    """
    with stores.register.reading() as session:
        rows = session.exec(
            select(RiskParameter)
            .where(
                col(RiskParameter.key).in_(_steering_at(day)),
                or_(col(RiskParameter.ended_on).is_(None), col(RiskParameter.ended_on) >= day),
                RiskParameter.valid_from <= day,
                or_(col(RiskParameter.valid_to).is_(None), col(RiskParameter.valid_to) >= day),
            )
            .order_by(RiskParameter.code, col(RiskParameter.version))
        ).all()
        session.expunge_all()
    latest = {row.code: row for row in rows}
    return [latest[code] for code in sorted(latest)]


def _steering_at(day: date) -> "Select[tuple[str]]":
    """Keys of versions whose last activation by the begin of `day` no suspension by its end has followed."""
    last = (
        select(func.max(AuditEntry.sequence))
        .where(
            AuditEntry.entity == "parameter",
            or_(
                and_(AuditEntry.action == ParameterMove.ACTIVATE.value, AuditEntry.happened_on < day),
                and_(AuditEntry.action == ParameterMove.SUSPEND.value, AuditEntry.happened_on <= day),
            ),
        )
        .group_by(AuditEntry.entity_key)
    )
    activated = AuditEntry.action == ParameterMove.ACTIVATE.value
    return select(AuditEntry.entity_key).where(col(AuditEntry.sequence).in_(last), activated)


def as_matched(rows: Iterable[RiskParameter]) -> list[MatchedParameter]:
    """Register rows as the join takes them."""
    return in_jurisdiction([(published(row), row.version) for row in rows], _units())


def parameters_in_shadow(stores: Stores, day: date) -> list[RiskParameter]:
    """Approved versions that count hits on `day` without steering, by key."""
    with stores.register.reading() as session:
        rows = session.exec(
            select(RiskParameter)
            .where(
                RiskParameter.state == ParameterState.APPROVED,
                col(RiskParameter.shadow_from) <= day,
                col(RiskParameter.shadow_to) >= day,
            )
            .order_by(RiskParameter.key)
        ).all()
        session.expunge_all()
    return list(rows)


def readable(rows: Iterable[RiskParameter]) -> tuple[list[MatchedParameter], dict[str, str]]:
    """Register rows as the join takes them; rows that cannot be read by key, with the reason.

    A version may have been written when declarations had other columns: it fails alone.
    """
    sound, failed = [], {}
    for row in rows:
        try:
            sound.append((published(row), row.version))
        except ValueError as problem:
            failed[row.key] = str(problem)
    return in_jurisdiction(sound, _units()), failed


def published(row: RiskParameter) -> Parameter:
    """A register row in the published form."""
    return Parameter(
        code=row.code,
        owner=row.owner,
        priority=row.priority,
        lane=row.lane,
        reason=row.reason,
        instruction=row.instruction,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        conditions=conditions_of(row.conditions),
        any_item={} if row.any_item is None else conditions_of(row.any_item),
    )


@lru_cache(maxsize=1)
def _units() -> Organisation:
    return Organisation(organisation())
