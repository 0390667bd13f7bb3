"""The first rating model of an installation."""

from datetime import date
from typing import Any

from sql.stores import Stores
from tasks.rating.retraining import champion_row, retrain

_REASON = "first model of this installation"


def train_first(stores: Stores, eve: date, as_of: date, seed: int) -> dict[str, Any]:
    """Train a rating where none rates yet; what comes after is for feedback to decide. Returns as `retrain`.

    It learns from what was known by `eve`, the day before the first that is screened, so that it rates all of these
    days; where too little was known by then, from what is known at the end of `as_of`.
    """
    if champion_row(stores, as_of) is not None:
        return {}
    told = retrain(stores, eve, seed, _REASON)
    if champion_row(stores, as_of) is None and as_of > eve:
        told = retrain(stores, as_of, seed, _REASON)
    return told
