"""Notifies the owner of a parameter of its hit rate; the owner decides what to change."""

from collections.abc import Sequence
from datetime import date

from sql.register.tables import FeedbackProposal
from sql.stores import Stores
from sql.terms import Severity
from tasks.feedback.actions import mark_executed
from tasks.notification.outbox import Announcement, announce

NAMES = ("tighten_parameter", "widen_parameter")


def act(stores: Stores, proposals: Sequence[FeedbackProposal], as_of: date, seed: int) -> None:
    """Announce each proposal to the unit that owns the parameter, once."""
    announcements = [
        Announcement(
            "parameter_review",
            proposal.key,
            proposal.unit,
            Severity.MEDIUM,
            as_of,
            f"{proposal.action.split('_')[0].capitalize()} the parameter {proposal.target}",
            f"Performance feedback: {proposal.target} {proposal.reason}.",
        )
        for proposal in proposals
    ]
    with stores.register.writing() as session:
        announce(session, announcements)
        mark_executed(session, proposals, as_of)
