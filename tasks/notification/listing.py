"""Which notifications a unit sees."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlalchemy import case, func
from sqlmodel import col, select

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register import records_of
from sql.register.found import rows_found
from sql.register.listed import Listed, Sought
from sql.register.tables import Notification, OutboxEvent
from sql.stores import Stores
from sql.terms import DeliveryState


def notifications_seen(stores: Stores, unit: str, *, acknowledged: bool = False) -> pd.DataFrame:
    """Notifications to `unit` and the units below that nobody acknowledged, the latest first; or all of them.

    Returns: key, unit, channel, state, delivered_on, problem, acknowledged_by, kind, severity, occurred_on, subject.
    Raises UnknownUnitError.
    """
    chosen = (
        select(
            col(Notification.key),
            col(Notification.unit),
            col(Notification.channel),
            col(Notification.state),
        )
        .add_columns(
            col(Notification.delivered_on),
            col(Notification.problem),
            col(Notification.acknowledged_by),
            col(OutboxEvent.kind),
            col(OutboxEvent.severity),
            col(OutboxEvent.occurred_on),
            col(OutboxEvent.subject),
        )
        .join(OutboxEvent, col(OutboxEvent.key) == col(Notification.event))
        .where(col(Notification.unit).in_(Organisation(organisation()).seen_by(unit)))
        .order_by(col(Notification.occurred_on).desc(), col(Notification.key))
    )
    if not acknowledged:
        chosen = chosen.where(col(Notification.acknowledged_by).is_(None))
    return stores.register.frame(chosen)


def notifications_sought(
    stores: Stores, unit: str, sought: Sought, *, acknowledged: bool = False, state: DeliveryState | None = None
) -> Listed:
    """The part of `notifications_seen` that is sought, by words of subject, kind, unit and channel; with `state` those.

    Returns: columns of both tables that a page shows, see `_SHOWN`.
    """
    conditions: list[Any] = [_sees(unit)]
    if not acknowledged:
        conditions.append(col(Notification.acknowledged_by).is_(None))
    if state is not None:
        conditions.append(col(Notification.state) == state)
    order: list[Any] = [col(Notification.occurred_on).desc(), col(Notification.key)]
    best: Sequence[str] = ()
    if sought.words:
        found = rows_found(stores.register, Notification, sought.words, sought.instead)
        conditions.append(found.condition)
        best = found.best
        if best and found.keys is not None:
            order = [case((col(Notification.key).in_(best), 0), else_=1), *order]
    chosen = _told(*conditions).order_by(*order)
    if sought.per_page is None:
        rows = stores.register.frame(chosen)
        return Listed(rows, len(rows), best)
    before = (sought.page - 1) * sought.per_page
    keys = select(col(Notification.key)).where(*conditions).order_by(*order).limit(sought.per_page).offset(before)
    rows = stores.register.frame(_told(col(Notification.key).in_(keys.correlate(None))).order_by(*order))
    if 0 < len(rows) < sought.per_page or (rows.empty and not before):
        return Listed(rows, before + len(rows), best)
    counted = select(col(Notification.key)).where(*conditions)
    if sought.counted is not None:
        counted = counted.limit(sought.counted + 1)
    with stores.register.reading() as session:
        total = session.connection().execute(select(func.count()).select_from(counted.subquery()))
        return Listed(rows, int(total.scalar_one()), best)


def notification_seen(stores: Stores, unit: str, key: str) -> dict[str, Any] | None:
    """One notification with what it told; None where `unit` sees no such one."""
    rows = stores.register.frame(_told(_sees(unit), col(Notification.key) == key))
    return records_of(rows)[0] if len(rows) else None


_SHOWN = (
    *(Notification.key, Notification.unit, Notification.channel, Notification.state, Notification.attempts),
    *(Notification.delivered_on, Notification.problem, Notification.acknowledged_on, Notification.acknowledged_by),
    *(OutboxEvent.kind, OutboxEvent.severity, OutboxEvent.occurred_on, OutboxEvent.subject, OutboxEvent.body),
    OutboxEvent.about,
)


def _told(*conditions: Any) -> Any:
    """Notifications that meet the conditions, with their events."""
    chosen: Any = select(*_SHOWN)  # type: ignore[call-overload]
    return chosen.join(OutboxEvent, col(OutboxEvent.key) == col(Notification.event)).where(*conditions)


def _sees(unit: str) -> Any:
    return col(Notification.unit).in_(Organisation(organisation()).seen_by(unit))
