"""What the officer reads of a decision: the advice with its reason, and what to check."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

ALL_CLEAR = "OK"
_BY_CHANCE = "Compare the goods with the declaration"
_BY_RATING = "Compare goods with value, classification, origin and quantity declared"


def told(
    table: pd.DataFrame, lane: NDArray[np.int64], kept: NDArray[np.bool_], chance: NDArray[np.bool_]
) -> dict[str, "pd.Series[str]"]:
    """`advice` and `what_to_check` of every declaration; what nobody looks at is all clear, with nothing to check.

    table: rating, rating_reasons, hit_level (0 where nothing steers), hit_reason, hit_check, demand (0 to 2). lane: 0
    to 2. kept: inspected for its risk. chance: inspected by chance.
    """
    looked_at = (lane > 0) | chance
    advice, check = _of_those_looked_at(table[looked_at], lane[looked_at], kept[looked_at], chance[looked_at])
    return {
        "advice": advice.reindex(table.index, fill_value=ALL_CLEAR),
        "what_to_check": check.reindex(table.index, fill_value=""),
    }


def _of_those_looked_at(
    table: pd.DataFrame, lane: NDArray[np.int64], kept: NDArray[np.bool_], chance: NDArray[np.bool_]
) -> tuple["pd.Series[str]", "pd.Series[str]"]:
    steered = table["hit_level"] == table["demand"]
    by_rating = "rated " + (100 * table["rating"].fillna(0)).round().astype(int).astype(str) + " % likely to violate"
    reasons = table["rating_reasons"].astype("str")
    by_rating = by_rating + (" (" + reasons + ")").where(reasons.fillna("") != "", "")
    reason = table["hit_reason"].fillna("").where(steered & (table["demand"] > 0), by_rating)
    check = table["hit_check"].fillna(_BY_CHANCE).where(steered, _BY_RATING)
    held_back = (table["demand"] == 2).to_numpy() & ~kept
    advice = ("Check the documents: " + reason).mask(held_back, "Check the documents, no capacity to open: " + reason)
    advice = advice.mask(kept, "High risk! Targeted check! " + check + ", because: " + reason)
    by_chance = f"Random check: {_BY_CHANCE[0].lower()}{_BY_CHANCE[1:]}"
    return advice.mask(chance, by_chance), check.mask(chance, _BY_CHANCE)
