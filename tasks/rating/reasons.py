"""Why a declaration is rated as it is, in short sentences."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sql.messages import msgid
from tasks.rating.declared import Texts
from tasks.rating.features import Features, base_rate
from tasks.rating.grouping import ItemGroups
from tasks.rating.keys import KEYS, Key
from tasks.rating.past_sums import Numbers

FEWEST_INSPECTIONS = 2
DOUBT = 1.28  # standard deviations that the lower bound allows for: exceeded in nine of ten cases
NOTABLE = 0.02  # share by which the lower bound must exceed the base rate to be a reason
NOTABLE_PRICE = 3.0  # standard deviations below earlier unit values of the HS code
MOST_RECORDS = 2  # reasons from the record of keys
UNDECLARED = "not declared"
PRICE_FEATURE = "unit value against the same HS code"
# What reasons say, by which a written one is recognised and shown in another language.
SENTENCES = (
    msgid("no party, goods or route stands out: {share} of all inspections find a violation"),
    msgid("{label}: violation in {violated} of {inspected} inspections"),
    msgid("unit value far below earlier declarations of HS {hs_code}"),
    *(key.label for key in KEYS),
)


def item_reasons(features: Features, groups: ItemGroups, scores: Numbers) -> list[str]:
    """For each declaration the reasons of its item with the highest score, which is named where there are several."""
    if groups.one_item_each:
        return reasons(features)
    rows = groups.highest(scores)
    named = zip(reasons(features.take(rows)), groups.numbers[rows].tolist(), groups.sizes.tolist(), strict=True)
    return [f"item {number}: {sentences}" if size > 1 else sentences for sentences, number, size in named]


def reasons(features: Features) -> list[str]:
    """For each item up to two sentences on the keys that stand out most, one of each family, and one on a low
    unit value; where nothing stands out, a sentence that says so.
    """
    chosen = outstanding_keys(features)
    records = [_record_sentences(features, chosen[:, rank]) for rank in range(chosen.shape[1])]
    sentences = zip(*records, _price_sentences(features), strict=True)
    rates = 100 * base_rate(features.record)
    return [
        "; ".join(filter(None, told))
        or f"no party, goods or route stands out: {rate:.0f} % of all inspections find a violation"
        for told, rate in zip(sentences, rates.tolist(), strict=True)
    ]


def outstanding_keys(features: Features) -> NDArray[np.int64]:
    """The places of the keys that stand out most, strongest first, one of each family; -1 where none is notable."""
    strengths = strength(features.record.inspected, features.record.violated, base_rate(features.record))
    members = _members(features.keys)
    best = np.empty((len(strengths), len(members)), dtype=np.int64)
    for number, places in enumerate(members):
        best[:, number] = places[strengths[:, places].argmax(axis=1)]
    rows = np.arange(len(strengths))[:, None]
    best_strengths = strengths[rows, best]
    order = np.argsort(-best_strengths, axis=1, kind="stable")[:, :MOST_RECORDS]
    return np.where(best_strengths[rows, order] >= NOTABLE, best[rows, order], -1)


def strength(inspected: Numbers, violated: Numbers, base_rates: Numbers) -> Numbers:
    """By how much the lower bound of the hit rate of each key (Wilson) exceeds the base rate of all inspections.

    inspected, violated: one row per declaration, one column per key. base_rates: per declaration.
    """
    looked = np.maximum(inspected, 1.0)
    share = violated / looked
    bound = (
        share + DOUBT**2 / (2 * looked) - DOUBT * np.sqrt(share * (1 - share) / looked + DOUBT**2 / (4 * looked**2))
    ) / (1 + DOUBT**2 / looked)
    return np.asarray(np.where(inspected >= FEWEST_INSPECTIONS, bound - base_rates[:, None], -np.inf))


@lru_cache(maxsize=8)
def _members(keys: tuple[Key, ...]) -> list[NDArray[np.int64]]:
    families = dict.fromkeys(key.family for key in keys)
    return [np.array([place for place, key in enumerate(keys) if key.family == family]) for family in families]


def _record_sentences(features: Features, chosen: NDArray[np.int64]) -> Sequence[str]:
    sentences = [""] * len(chosen)
    declared: dict[str, Texts] = {}
    for place in np.unique(chosen[chosen >= 0]).tolist():
        key = features.keys[place]
        declared |= {part: features.declared(part) for part in key.parts if part not in declared}
        for row in np.flatnonzero(chosen == place).tolist():
            label = key.label.format(**{part: _shown(declared[part][row]) for part in key.parts})
            violated, inspected = features.record.violated[row, place], features.record.inspected[row, place]
            sentences[row] = f"{label}: violation in {violated:.0f} of {inspected:.0f} inspections"
    return sentences


def _price_sentences(features: Features) -> Sequence[str]:
    sentences = [""] * len(features.values)
    deviations = features.column(PRICE_FEATURE)
    if deviations is not None:
        cheap = np.flatnonzero(deviations <= -NOTABLE_PRICE).tolist()
        codes: Sequence[object] = features.declared("hs_code").tolist() if cheap else []
        for row in cheap:
            sentences[row] = f"unit value far below earlier declarations of HS {_shown(codes[row])}"
    return sentences


def _shown(value: object) -> object:
    return UNDECLARED if pd.isna(value) else value  # type: ignore[call-overload]
