"""Proposals of feedback that a unit sees."""

from typing import Any

import pandas as pd
from sqlmodel import col

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register import records_of
from sql.register.listed import Listed, Sought, listed
from sql.register.tables import FeedbackProposal
from sql.stores import Stores
from sql.terms import HandlingState


def proposals_seen(stores: Stores, unit: str, *, decided: bool = False) -> pd.DataFrame:
    """Undecided changes that feedback proposes to `unit` and the units below, or all if `decided`.

    Every column of the register; by date and key. Raises UnknownUnitError.
    """
    names = list(FeedbackProposal.model_fields)
    return stores.register.read(FeedbackProposal, names, *_seen(unit, decided), order_by=["as_of", "key"])


def proposals_sought(stores: Stores, unit: str, sought: Sought, *, decided: bool = False) -> Listed:
    """The part of `proposals_seen` that is sought, by words of action, target, unit and reason; the latest first."""
    return listed(
        stores.register,
        FeedbackProposal,
        list(FeedbackProposal.model_fields),
        _seen(unit, decided),
        order=[col(FeedbackProposal.as_of).desc(), col(FeedbackProposal.key)],
        sought=sought,
    )


def proposal_seen(stores: Stores, unit: str, key: str) -> dict[str, Any] | None:
    """One proposal, by the names of its columns; None where `unit` sees no such one."""
    rows = stores.register.read(
        FeedbackProposal,
        list(FeedbackProposal.model_fields),
        col(FeedbackProposal.key) == key,
        col(FeedbackProposal.unit).in_(Organisation(organisation()).seen_by(unit)),
    )
    return records_of(rows)[0] if len(rows) else None


def _seen(unit: str, decided: bool) -> list[Any]:
    """The conditions on the proposals that a unit sees: undecided ones, or all."""
    seen = col(FeedbackProposal.unit).in_(Organisation(organisation()).seen_by(unit))
    return [seen] if decided else [seen, col(FeedbackProposal.state) == HandlingState.PROPOSED]
