"""The first rating model of an installation."""

from datetime import date
from typing import Any

from sql.stores import Stores
from tasks.analysis.rating.retraining import champion_row, retrain


def train_first(stores: Stores, as_of: date, seed: int) -> dict[str, Any]:
    """Train a rating where none rates yet; what comes after is for feedback to decide. Returns as `retrain`."""
    if champion_row(stores, as_of) is not None:
        return {}
    return retrain(stores, as_of, seed, "first model of this installation")
