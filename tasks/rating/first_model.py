"""The first rating model of an installation."""

from datetime import date
from typing import Any

from sql.stores import Stores
from tasks.rating.retraining import champion_row, retrain

_REASON = "first model of this installation"


def train_first(stores: Stores, eve: date, as_of: date, seed: int) -> dict[str, Any]:
    """Train a rating where there is no champion; feedback decides on later ones. Returns as `retrain`.

    It learns from outcomes known by `eve`, the day before the first screened day, so that it rates all screened days;
    if they are too few, from those known at the end of `as_of`.
    """
    if champion_row(stores, as_of) is not None:
        return {}
    summary = retrain(stores, eve, seed, _REASON)
    if champion_row(stores, as_of) is None and as_of > eve:
        summary = retrain(stores, as_of, seed, _REASON)
    return summary
