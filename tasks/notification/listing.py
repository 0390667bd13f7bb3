"""Which notifications a unit sees."""

import pandas as pd
from sqlmodel import col, select

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register.tables import Notification, OutboxEvent
from sql.stores import Stores


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
        .order_by(col(OutboxEvent.occurred_on).desc(), col(Notification.key))
    )
    if not acknowledged:
        chosen = chosen.where(col(Notification.acknowledged_by).is_(None))
    return stores.register.frame(chosen)
