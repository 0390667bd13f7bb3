"""Escalation: an event that nobody acknowledges in time goes to the next channel, then to the unit above."""

from datetime import date
from typing import Any

import pandas as pd
from sqlmodel import col, select

from sql.jurisdiction import Organisation
from sql.messages import Message
from sql.reference import organisation, reference_table
from sql.register import insert_new
from sql.register.tables import Notification, OutboxEvent
from sql.stores import Stores
from sql.terms import RANK, DeliveryState, Severity
from sql.working_days import add_working_days
from tasks.notification.outbox import Announcement, announce

KIND = "unread"
_TRIED = (DeliveryState.DELIVERED, DeliveryState.FAILED)


def escalate_unacknowledged(stores: Stores, as_of: date) -> dict[str, Any]:
    """Escalate delivered events that nobody acknowledged in the working days of their rule; a repeat changes nothing.

    The first step is the next channel of the rule, if any; the second is the unit above, and so on upwards.
    Returns: sent_on_next_channel, escalated.
    """
    units = Organisation(organisation(as_of))
    delivered = _delivered(stores)
    if delivered.empty:
        return {"sent_on_next_channel": 0, "escalated": 0}
    late = overdue(delivered, reference_table("acknowledgement_rules"), as_of)
    again = late[late["next_channel"].notna() & ~late["on_next_channel"]]
    rest = late.drop(again.index)
    above = pd.Series([units.above(str(unit)) for unit in rest["unit"]], index=rest.index, dtype="str")
    upwards = rest.assign(above=above)[above.notna()]
    rows = pd.DataFrame(
        {
            "key": again["event"] + "|" + again["next_channel"],
            "event": again["event"],
            "occurred_on": again["event"].map(delivered.groupby("event")["occurred_on"].first()),
            "unit": again["unit"],
            "channel": again["next_channel"],
            "language": again["language"],
            "state": DeliveryState.PENDING,
            "next_attempt_on": as_of,
        }
    )
    with stores.register.writing() as session:
        return {
            "sent_on_next_channel": insert_new(session, Notification, rows),
            "escalated": announce(session, [_escalation(row, as_of) for row in upwards.to_dict("records")]),
        }


def overdue(delivered: pd.DataFrame, rules: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Events that nobody acknowledged in time.

    delivered: event, kind, unit, severity, subject, about, language, channel, delivered_on, acknowledged_by, one row
    per notification that was delivered, or finally failed (without delivered_on); events without a delivery are left
    out. rules: kind, min_severity, working_days (from the latest delivery), next_channel (or missing).
    Returns: event, unit, subject, about, language, delivered_on, next_channel, on_next_channel; by event.
    """
    table = delivered.merge(rules, on="kind")
    table = table[table["severity"].map(RANK) >= table["min_severity"].map(RANK)]
    table = table.assign(
        on_next_channel=table["channel"] == table["next_channel"], read=table["acknowledged_by"].notna()
    )
    events = table[table["delivered_on"].notna().groupby(table["event"]).transform("any")]
    events = events.groupby("event", sort=True, as_index=False).agg(
        unit=("unit", "first"),
        subject=("subject", "first"),
        about=("about", "first"),
        language=("language", "first"),
        delivered_on=("delivered_on", "max"),
        working_days=("working_days", "first"),
        next_channel=("next_channel", "first"),
        on_next_channel=("on_next_channel", "any"),
        read=("read", "any"),
    )
    until = [
        add_working_days(day.date(), int(days))
        for day, days in zip(events["delivered_on"], events["working_days"], strict=True)
    ]
    past = pd.Series([day < as_of for day in until], index=events.index, dtype="bool")
    return events[past & ~events["read"].astype("bool")].reset_index(drop=True)


def _delivered(stores: Stores) -> pd.DataFrame:
    """Delivered or finally failed notifications of the kinds that have rules, with their events."""
    kinds = reference_table("acknowledgement_rules")["kind"].tolist()
    joined = (
        select(
            col(Notification.event),
            col(OutboxEvent.kind),
            col(Notification.unit),
            col(OutboxEvent.severity),
        )
        .add_columns(
            col(OutboxEvent.subject),
            col(Notification.occurred_on),
            col(OutboxEvent.about),
            col(Notification.language),
            col(Notification.channel),
            col(Notification.delivered_on),
            col(Notification.acknowledged_by),
        )
        .join(OutboxEvent, col(OutboxEvent.key) == col(Notification.event))
        .where(col(Notification.state).in_(_TRIED), col(OutboxEvent.kind).in_(kinds))
        .order_by(Notification.key)
    )
    return stores.register.frame(joined)


def _escalation(row: dict[Any, Any], as_of: date) -> Announcement:
    """The announcement to the unit above; its reference begins with the original event."""
    about = str(row["event"]).removeprefix(f"{KIND}|")
    told = {"unit": row["unit"], "day": row["delivered_on"], "subject": row["subject"]}
    return Announcement(
        KIND,
        f"{about}|{row['above']}",
        str(row["above"]),
        Severity.HIGH,
        as_of,
        Message("Not acknowledged by {unit}: {subject}", told),
        Message("{unit} was told on {day} and has not acknowledged: {subject}.", told),
        about=row["about"].first,
    )
