"""The rating of one declaration without a frame: in a millisecond what takes a frame of one row forty."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import nan
from typing import Any

import numpy as np
import pandas as pd

from tasks.rating.declared import HS_LEVELS, LISTS, NUMBERS, ROUTE_SEPARATOR, TEXTS, Texts, derived
from tasks.rating.features import Features
from tasks.rating.keys import Key, mixed, parts_of
from tasks.rating.past_sums import Numbers
from tasks.rating.rating import Rating
from tasks.rating.reasons import reasons

_HASH_OF_MISSING_TEXT = 2**64 - 1  # in pandas
_EPOCH = date(1970, 1, 1).toordinal()


class SingleDeclaration:
    """The completed columns of one declaration.

    declaration: canonical columns, `lodged_on` a date; what is empty is left out or None.
    texts: by column, None where missing. numbers: by column, one row.
    """

    def __init__(self, declaration: Mapping[str, Any]) -> None:
        self.day = declaration["lodged_on"].toordinal() - _EPOCH
        hs_code, route = declaration.get("hs_code"), declaration.get("route")
        self.texts: dict[str, str | None] = {
            **{name: declaration.get(name) for name in TEXTS},
            **{name: None if hs_code is None else hs_code[:digits] for name, digits in HS_LEVELS.items()},
            "route_text": None if route is None or None in route else ROUTE_SEPARATOR.join(route),
        }
        declared = {name: _row(declaration.get(name)) for name in NUMBERS}
        lists = {name: declaration.get(name) for name in LISTS}
        self.numbers: dict[str, Numbers] = {
            **declared,
            **{f"{name}_count": _row(None if value is None else len(value)) for name, value in lists.items()},
            **derived(declared, self.column("country_of_departure"), self.column("country_of_origin")),
        }

    def column(self, name: str) -> Texts:
        """One column as an array of one row."""
        return np.array([self.texts[name]], dtype=object) if name in self.texts else self.numbers[name].astype(object)

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


def _row(value: Any) -> Numbers:
    return np.array([nan if value is None else value], dtype=np.float64)


def rate_single(rating: Rating, declaration: Mapping[str, Any]) -> tuple[float, str]:
    """Probability and reasons of one declaration without a frame: to the digit those of `Rating.rate`.

    declaration: canonical columns, `lodged_on` a date; what is empty is left out or None.
    """
    declared = SingleDeclaration(declaration)
    record = rating.knowledge.before_single(declared.hashes(rating.knowledge.keys), declared.day)
    features = Features.computed(rating.knowledge, record, declared.numbers, declared.column)
    [probability], [sentences] = rating.probabilities(features).tolist(), reasons(features)
    return probability, sentences
