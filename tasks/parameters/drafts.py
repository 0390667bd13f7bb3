"""Entering parameters as drafts: numbered versions that are never overwritten."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, func, select

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register.audit_trail import Change, record_changes
from sql.register.tables import RiskParameter
from sql.terms import ParameterState
from tasks.parameters.conditions import conditions_text
from tasks.parameters.life_rules import ENDED, check_entitled
from tasks.parameters.published_format import Parameter


def draft(
    session: Session,
    parameters: Sequence[Parameter],
    *,
    actor: str,
    unit: str,
    as_of: date,
    grounds: str | None = None,
) -> list[str]:
    """Enter parameters as drafts and return their keys; without a new version where the latest has the same content,
    unless that one has ended.

    Raises ParameterRefusedError where `unit` may not write for an owner; then nothing is entered.
    """
    units = Organisation(organisation(as_of))
    keys = []
    changes = []
    for parameter in parameters:
        check_entitled(units, unit, parameter.owner)
        latest = _latest(session, parameter.code)
        row = _row(parameter, 1 if latest is None else latest.version + 1, actor, as_of, grounds)
        if latest is not None and latest.state not in ENDED and _content(latest) == _content(row):
            keys.append(latest.key)
            continue
        session.add(row)
        keys.append(row.key)
        changes.append(
            Change(as_of, "parameter", row.key, "draft", actor, unit, row.reason, None, row.model_dump(mode="json"))
        )
    session.flush()
    record_changes(session, changes)
    return keys


def _latest(session: Session, code: str) -> RiskParameter | None:
    versions = select(func.max(RiskParameter.version)).where(RiskParameter.code == code)
    version = session.exec(versions).one()
    return None if version is None else session.get(RiskParameter, f"{code}|{version}")


def _row(parameter: Parameter, version: int, author: str, as_of: date, grounds: str | None) -> RiskParameter:
    return RiskParameter(
        key=f"{parameter.code}|{version}",
        code=parameter.code,
        version=version,
        owner=parameter.owner,
        priority=parameter.priority,
        lane=parameter.lane,
        reason=parameter.reason,
        instruction=parameter.instruction,
        valid_from=parameter.valid_from,
        valid_to=parameter.valid_to,
        conditions=conditions_text(parameter.conditions),
        any_item=conditions_text(parameter.any_item) if parameter.any_item else None,
        state=ParameterState.DRAFT,
        author=author,
        drafted_on=as_of,
        grounds=grounds,
    )


def _content(row: RiskParameter) -> dict[str, Any]:
    names = {"owner", "priority", "lane", "reason", "instruction", "valid_from", "valid_to", "conditions", "any_item"}
    return row.model_dump(include=names)
