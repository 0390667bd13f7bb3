"""Retrains the rating."""

from collections.abc import Sequence
from datetime import date

from sql.register.tables import FeedbackProposal
from sql.stores import Stores
from tasks.feedback.actions import mark_executed
from tasks.rating.retraining import retrain

NAMES = ("retrain",)


def act(stores: Stores, proposals: Sequence[FeedbackProposal], as_of: date, seed: int) -> None:
    """Train a challenger on what is known by `as_of`; one that is no better than the champion changes nothing."""
    retrain(stores, as_of, seed, str(proposals[0].reason))
    with stores.register.writing() as session:
        mark_executed(session, proposals, as_of)
