"""Notifies the owner of a parameter of its hit rate; the owner decides what to change."""

from collections.abc import Sequence
from datetime import date

from sql.messages import Message, as_written, msgid
from sql.register.tables import FeedbackProposal
from sql.register.tables.notifications import Matter
from sql.stores import Stores
from sql.terms import Severity
from tasks.feedback.actions import mark_executed
from tasks.notification.outbox import Announcement, announce

_HEADLINES = {
    "tighten_parameter": msgid("Tighten the parameter {parameter}"),
    "widen_parameter": msgid("Widen the parameter {parameter}"),
}
NAMES = tuple(_HEADLINES)


def act(stores: Stores, proposals: Sequence[FeedbackProposal], as_of: date, seed: int) -> None:
    """Announce each proposal to the unit that owns the parameter, once."""
    announcements = [
        Announcement(
            "parameter_review",
            proposal.key,
            proposal.unit,
            Severity.MEDIUM,
            as_of,
            Message(_HEADLINES[proposal.action], {"parameter": proposal.target}),
            Message(
                "Performance feedback: {parameter} {reason}.", {"parameter": proposal.target, "reason": proposal.reason}
            ),
            about=[Matter("parameter", proposal.target, as_written(proposal.target), proposal.reason)],
        )
        for proposal in proposals
    ]
    with stores.register.writing() as session:
        announce(session, announcements)
        mark_executed(session, proposals, as_of)
