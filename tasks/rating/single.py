"""The rating of one declaration without a frame: in a millisecond what takes a frame of one item forty."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import nan
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from tasks.rating.declared import (
    COUNTRIES,
    HS_LEVELS,
    LISTS,
    NUMBERS,
    ROUTE_SEPARATOR,
    TEXTS,
    Texts,
    beside_other_items,
    derived,
)
from tasks.rating.features import Features
from tasks.rating.grouping import ItemGroups
from tasks.rating.keys import Key, mixed, parts_of
from tasks.rating.knowledge import joined
from tasks.rating.past_sums import Numbers
from tasks.rating.rating import Rating
from tasks.rating.reasons import item_reasons

_HASH_OF_MISSING_TEXT = 2**64 - 1  # in pandas
_EPOCH = date(1970, 1, 1).toordinal()


class SingleItem:
    """The completed columns of one goods item.

    item: canonical columns of item and header, `lodged_on` a date; what is empty is left out or None.
    texts: by column, None where missing. numbers: by column, one row.
    """

    def __init__(self, item: Mapping[str, Any]) -> None:
        self.day = item["lodged_on"].toordinal() - _EPOCH
        hs_code, route = item.get("hs_code"), item.get("route")
        self.texts: dict[str, str | None] = {
            **{name: item.get(name) for name in TEXTS},
            **{name: None if hs_code is None else hs_code[:digits] for name, digits in HS_LEVELS.items()},
            "route_text": None if route is None or None in route else ROUTE_SEPARATOR.join(route),
        }
        declared = {name: _row(item.get(name)) for name in NUMBERS} | {"value": _comparable_value(item)}
        lists = {name: item.get(name) for name in LISTS}
        countries = (np.array([self.texts[name]], dtype=object) for name in COUNTRIES)
        self.numbers: dict[str, Numbers] = {
            **declared,
            **{f"{name}_count": _row(None if value is None else len(value)) for name, value in lists.items()},
            **derived(declared, *countries),
        }

    def hashes(self, keys: Sequence[Key]) -> dict[str, int]:
        """The number of each key, as `keys.key_hashes` gives it; all texts are hashed at once, and all numbers."""
        parts = parts_of(keys)
        texts = {part: self.texts[part] for part in parts if self.texts.get(part) is not None}
        numbers = [part for part in parts if part not in self.texts]
        hashed = dict.fromkeys(parts, _HASH_OF_MISSING_TEXT)
        of_texts = pd.util.hash_array(np.array(list(texts.values()), dtype=object), categorize=False)
        of_numbers = pd.util.hash_array(np.array([self.numbers[part][0] for part in numbers], dtype=np.float64))
        hashed.update(zip(texts, of_texts.tolist(), strict=True))
        hashed.update(zip(numbers, of_numbers.tolist(), strict=True))
        return {key.name: mixed([hashed[part] for part in key.parts]) for key in keys}


def _comparable_value(item: Mapping[str, Any]) -> Numbers:
    """As `comparable_value` of a frame."""
    value = item.get("value")
    return _row(item.get("item_value") if value is None and item.get("currency") is None else value)


def _row(value: Any) -> Numbers:
    return np.array([nan if value is None else value], dtype=np.float64)


class SingleRate(NamedTuple):
    """The rating of one declaration: the row that `Rating.rate` gives it."""

    probability: float
    reasons: str
    items: str


def rate_single(rating: Rating, items: Sequence[Mapping[str, Any]]) -> SingleRate:
    """The rating of one declaration without a frame: to the digit that of `Rating.rate`.

    items: canonical columns of each goods item, those of the header in each; `lodged_on` a date; what is empty is left
    out or None. Without item_number the items are numbered in their order.
    """
    groups = ItemGroups.single([item.get("item_number") or place for place, item in enumerate(items, start=1)])
    rows = [SingleItem(item) for item in items]
    keys = rating.knowledge.keys
    record = joined([rating.knowledge.before_single(row.hashes(keys), row.day) for row in rows])
    numbers = {name: np.concatenate([row.numbers[name] for row in rows]) for name in rows[0].numbers}
    numbers |= beside_other_items(numbers["item_value"], groups)

    def declared(name: str) -> Texts:
        texts = name in rows[0].texts
        return np.array([row.texts[name] for row in rows], dtype=object) if texts else numbers[name].astype(object)

    features = Features.computed(rating.knowledge, record, numbers, declared)
    scores = rating.scores(features)
    [probability], [sentences] = rating.probabilities(scores, groups).tolist(), item_reasons(features, groups, scores)
    return SingleRate(probability, sentences, groups.driving(scores)[0])
