"""What the officer reads of a decision: the advice with its reason, and what to check."""

from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

ALL_CLEAR = "OK"
_BY_CHANCE = "Compare the goods with the declaration"
_BY_RATING = "Compare goods with value, classification, origin and quantity declared"
_RANDOM = f"Random check: {_BY_CHANCE[0].lower()}{_BY_CHANCE[1:]}"

Texts = TypeVar("Texts", str, "pd.Series[str]")  # one text, or those of many declarations


def _documents(reason: Texts) -> Texts:
    return "Check the documents: " + reason


def _held_back(reason: Texts) -> Texts:
    return "Check the documents, no capacity to open: " + reason


def _targeted(check: Texts, reason: Texts) -> Texts:
    return "High risk! Targeted check! " + check + ", because: " + reason


def _rated(percent: Texts) -> Texts:
    return "rated " + percent + " % likely to violate"


def told_of_one(
    rating: float | None, rating_reasons: str | None, hit: tuple[str, str] | None, demand: int, kept: bool, chance: bool
) -> tuple[str, str]:
    """Advice and what to check of one declaration; see `told`.

    hit: reason and instruction of the parameter that its demand comes from; None where the rating demands it.
    """
    if chance:
        return _RANDOM, _BY_CHANCE
    if demand == 0:
        return ALL_CLEAR, ""
    if hit is None:
        reason, check = _rated(str(round(100 * (rating or 0.0)))), _BY_RATING
        reason += f" ({rating_reasons})" if rating_reasons else ""
    else:
        reason, check = hit
    if kept:
        return _targeted(check, reason), check
    return (_held_back(reason) if demand == 2 else _documents(reason)), check


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
    by_rating = _rated((100 * table["rating"].fillna(0)).round().astype(int).astype(str))
    reasons = table["rating_reasons"].astype("str")
    by_rating = by_rating + (" (" + reasons + ")").where(reasons.fillna("") != "", "")
    reason = table["hit_reason"].fillna("").where(steered & (table["demand"] > 0), by_rating)
    check = table["hit_check"].fillna(_BY_CHANCE).where(steered, _BY_RATING)
    held_back = (table["demand"] == 2).to_numpy() & ~kept
    advice = _documents(reason).mask(held_back, _held_back(reason)).mask(kept, _targeted(check, reason))
    return advice.mask(chance, _RANDOM), check.mask(chance, _BY_CHANCE)
