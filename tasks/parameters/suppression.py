"""Suppressing one parameter for one enterprise until a day, with a reason; its hits are still counted."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlmodel import col, select

from sql.jurisdiction import Organisation
from sql.messages import Message
from sql.reference import organisation
from sql.register.audit_trail import Change, record_changes
from sql.register.tables import RiskParameter, Suppression
from sql.spelling import LookAlikeError, entered
from sql.stores import Stores
from tasks.parameters.life_rules import ENDED, ParameterRefusedError, check_entitled


def suppress(
    stores: Stores, code: str, enterprise: str, *, until: date, actor: str, unit: str, as_of: date, reason: str
) -> dict[str, Any]:
    """Suppress a parameter, in all its versions, for an enterprise from the day after `as_of` on.

    `until`: last day. Repeating it on the same day changes nothing. Raises ParameterRefusedError where there is no
    such parameter, the unit may not act on it, no reason is given, the last day is past, or
    the enterprise only looks like one.
    Returns: suppression, until.
    """
    valid_from = as_of + timedelta(days=1)
    if until < valid_from:
        raise ParameterRefusedError(
            Message("{until} is past: name a last day from {valid_from} on", {"until": until, "valid_from": valid_from})
        )
    if not reason.strip():
        raise ParameterRefusedError(
            Message("holding a parameter back needs a reason: say why this enterprise is to be spared")
        )
    try:
        enterprise = entered(enterprise)
    except LookAlikeError as problem:
        raise ParameterRefusedError(str(problem)) from problem
    key = f"{code}|{enterprise}|{valid_from}"
    with stores.register.writing() as session:
        owners = session.exec(
            select(RiskParameter.owner).where(RiskParameter.code == code, col(RiskParameter.state).not_in(ENDED))
        ).all()
        if not owners:
            raise ParameterRefusedError(
                Message("there is no living parameter {code}: name the code without a version", {"code": code})
            )
        for owner in set(owners):
            check_entitled(Organisation(organisation(as_of)), unit, owner)
        earlier = session.get(Suppression, key)
        if earlier is None:
            row = Suppression(
                key=key,
                parameter=code,
                enterprise=enterprise,
                valid_from=valid_from,
                valid_to=until,
                reason=reason,
                author=actor,
                unit=unit,
            )
            session.add(row)
            session.flush()
            after = {"until": until}
            change = Change(as_of, "parameter", code, "suppress", actor, unit, f"{enterprise}: {reason}", None, after)
            record_changes(session, [change])
        return {"suppression": key, "until": str(until if earlier is None else earlier.valid_to)}


def suppressions_on(stores: Stores, day: date) -> pd.DataFrame:
    """The suppressions on `day`: parameter (code), importer; each pair once."""
    rows = stores.register.read(
        Suppression,
        ["parameter", "enterprise"],
        col(Suppression.valid_from) <= day,
        col(Suppression.valid_to) >= day,
        order_by=["key"],
    )
    return rows.rename(columns={"enterprise": "importer"}).drop_duplicates().astype("str")
