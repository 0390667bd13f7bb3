"""Proposals of feedback that a unit sees."""

from typing import Any

import pandas as pd
from sqlmodel import col

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register.tables import FeedbackProposal
from sql.stores import Stores
from sql.terms import HandlingState


def proposals_seen(stores: Stores, unit: str, *, decided: bool = False) -> pd.DataFrame:
    """Undecided changes that feedback proposes to `unit` and the units below, or all if `decided`.

    Every column of the register; by date and key. Raises UnknownUnitError.
    """
    conditions: list[Any] = [col(FeedbackProposal.unit).in_(Organisation(organisation()).seen_by(unit))]
    if not decided:
        conditions.append(col(FeedbackProposal.state) == HandlingState.PROPOSED)
    names = list(FeedbackProposal.model_fields)
    return stores.register.read(FeedbackProposal, names, *conditions, order_by=["as_of", "key"])
