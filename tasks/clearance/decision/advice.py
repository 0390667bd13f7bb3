"""The advice that an officer reads with a lane: what to check and why."""

from enum import IntEnum
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sql.messages import Message, msgid
from tasks.clearance.decision.items import about
from tasks.documents.recognised import recognised
from tasks.rating.reasons import SENTENCES

ALL_CLEAR = "OK"
_CHECK_BY_CHANCE = "Compare the goods with the declaration"
_CHECK_BY_RATING = "Compare goods with value, classification, origin and quantity declared"

_SENTENCES = (
    msgid("High risk! Targeted check! {check}, because: {reason}"),
    msgid("Check the documents, no capacity to open: {reason}"),
    msgid("Check the documents: {reason}"),
    msgid("Random check: compare the goods with the declaration"),
    msgid("Compare the goods with the declaration"),
    msgid("Compare goods with value, classification, origin and quantity declared"),
    msgid("rated {share} likely to violate ({drivers})"),
    msgid("rated {share} likely to violate"),
    msgid("item {number}: {sentence}"),
    msgid("items {numbers}: {sentence}"),
    msgid("{sentence}; {others}"),
    *SENTENCES,
)

Texts = TypeVar("Texts", str, "pd.Series[str]")  # one text, or those of many declarations


class AdviceKind(IntEnum):
    """Which advice a decision carries; the first three are the levels of the lane that it demands."""

    CLEAR = 0
    DOCUMENTS = 1
    NO_CAPACITY = 2
    TARGETED = 3
    RANDOM = 4


_FIXED = {
    AdviceKind.CLEAR: (ALL_CLEAR, ""),
    AdviceKind.RANDOM: (f"Random check: {_CHECK_BY_CHANCE[0].lower()}{_CHECK_BY_CHANCE[1:]}", _CHECK_BY_CHANCE),
}
_RANDOM, _TARGETED = int(AdviceKind.RANDOM), int(AdviceKind.TARGETED)
_REASONED = (AdviceKind.DOCUMENTS, AdviceKind.NO_CAPACITY, AdviceKind.TARGETED)


def advice_message(written: str) -> Message:
    """The advice on a decision, what to check, or the reasons of its rating, to be shown in any language.

    What a parameter officer wrote in it stays as they wrote it.
    """
    return recognised(written, _SENTENCES)


def advice_kinds(demand: NDArray[np.int64], kept: NDArray[np.bool_], by_chance: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The `AdviceKind` of every decision.

    demand: level of the lane that hits and rating demand. kept: inspected for its risk. by_chance: inspected by chance.
    """
    return np.where(by_chance, _RANDOM, np.where(kept, _TARGETED, demand))


def single_advice(
    kind: AdviceKind,
    rating: float | None,
    rating_reasons: str | None,
    hit: tuple[str, str] | None,
    about_items: str = "",
) -> tuple[str, str]:
    """The advice on one declaration and what to check.

    hit: reason of the parameter that demands the lane and what hits have checked; None where the rating demands it.
    about_items: the items that the rating is about.
    """
    if kind in _FIXED:
        return _FIXED[kind]
    if hit is None:
        hit = (
            _rating_reason(str(round(100 * (rating or 0.0))), f" ({rating_reasons})" if rating_reasons else ""),
            about(about_items, _CHECK_BY_RATING),
        )
    reason, check = hit
    return _worded(kind, check, reason), check


def advice_for(table: pd.DataFrame, kinds: NDArray[np.int64]) -> dict[str, "pd.Series[str]"]:
    """`advice` and `what_to_check` of every declaration.

    table: rating, rating_reasons, rating_items (where a rating names items), hit_level (0 where no hit steers),
    hit_reason, hit_check, demand (level).
    kinds: the `AdviceKind` of each.
    """
    advice = pd.Series(ALL_CLEAR, index=table.index, dtype="str")
    checks = pd.Series("", index=table.index, dtype="str")
    for kind, (text, check) in _FIXED.items():
        advice[kinds == kind], checks[kinds == kind] = text, check
    for kind in _REASONED:
        reason, check_of_each = _reasons(table[kinds == kind])
        advice[kinds == kind], checks[kinds == kind] = _worded(kind, check_of_each, reason), check_of_each
    return {"advice": advice, "what_to_check": checks}


def _reasons(table: pd.DataFrame) -> tuple["pd.Series[str]", "pd.Series[str]"]:
    """Reason and check of each: those of the strongest hit where it demands the lane, else those of the rating."""
    by_hit = table["hit_level"] == table["demand"]
    percent = (100 * table["rating"].fillna(0)).round().astype(int).astype(str)
    drivers = table["rating_reasons"].astype("str")
    by_rating = _rating_reason(percent, (" (" + drivers + ")").where(drivers.fillna("") != "", ""))
    check: pd.Series[str] = pd.Series(_CHECK_BY_RATING, index=table.index, dtype="str")
    if "rating_items" in table and (table["rating_items"].fillna("") != "").any():
        check = table["rating_items"].fillna("").map(lambda items: about(items, _CHECK_BY_RATING)).astype("str")
    return table["hit_reason"].where(by_hit, by_rating), table["hit_check"].where(by_hit, check)


def _rating_reason(percent: Texts, drivers: Texts) -> Texts:
    return "rated " + percent + " % likely to violate" + drivers


def _worded(kind: AdviceKind, check: Texts, reason: Texts) -> Texts:
    if kind is AdviceKind.TARGETED:
        return "High risk! Targeted check! " + check + ", because: " + reason
    before = "Check the documents: " if kind is AdviceKind.DOCUMENTS else "Check the documents, no capacity to open: "
    return before + reason
