"""Anchors of the audit trail: its heads, told to people on each business day, where no database can take them back."""

from datetime import date
from typing import Any

from sql.messages import Message
from sql.reference import national_unit
from sql.register.chains import head_of
from sql.register.notary import Anchor
from sql.register.tables import AuditEntry, ContentEntry
from sql.stores import Stores
from sql.terms import Severity
from tasks.notification.outbox import Announcement, announce

KIND = "anchor"


def anchor_trail(stores: Stores, as_of: date) -> dict[str, Any]:
    """Tell the national unit where the chains of the audit trail end, once per business date, and keep it as a file.

    Returns: anchors_told.
    """
    with stores.register.writing() as session:
        heads = {str(table.__tablename__): head_of(session, table) for table in (AuditEntry, ContentEntry)}
        subject = Message("Anchor of the audit trail")
        text = Message(
            "Keep this message: on {day} the audit trail ended at {anchor}. With customs-risk doctor --anchor and this "
            "text, anybody can verify that it still holds what it held.",
            {"day": as_of, "anchor": Anchor(heads).token()},
        )
        told = announce(
            session, [Announcement(KIND, str(as_of), national_unit(as_of), Severity.LOW, as_of, subject, text)]
        )
    if told:
        stores.register.notary.keep_day(as_of, heads)
    return {"anchors_told": told}
