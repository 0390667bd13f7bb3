"""The goods items of each declaration, and the probability of a declaration from the scores of its items."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tasks.rating.past_sums import Numbers

MOST_ITEMS = 3  # items that a rating names
NAMED_FROM = 0.5  # share of the highest score that an item must reach to be named beside it
ITEM_SEPARATOR = ";"

Places = NDArray[np.int64]


@dataclass(frozen=True)
class ItemGroups:
    """Which rows, one per goods item, belong to one declaration.

    declaration: place of the declaration of each row; declarations are numbered in the order of their first rows.
    first: the first row of each declaration. numbers: item number of each row.
    """

    declaration: Places
    first: Places
    numbers: Places

    @classmethod
    def of(cls, items: pd.DataFrame) -> Self:
        """From rows with declaration_id and item_number.

        Without item_number the rows of a declaration are numbered in their order; without declaration_id each row is a
        declaration.
        """
        rows: Places = np.arange(len(items), dtype=np.int64)
        if "declaration_id" not in items or items["declaration_id"].is_unique:
            return cls(rows, rows, _declared_numbers(items, np.ones(len(items), dtype=np.int64)))
        declaration, _ = pd.factorize(items["declaration_id"])
        places = np.asarray(declaration, dtype=np.int64)
        first = np.flatnonzero(~items["declaration_id"].duplicated())
        order = items.groupby(places, sort=False).cumcount().to_numpy(dtype=np.int64)
        return cls(places, first, _declared_numbers(items, np.asarray(order + 1, dtype=np.int64)))

    @classmethod
    def single(cls, numbers: Sequence[int]) -> Self:
        """The items of one declaration."""
        return cls(np.zeros(len(numbers), dtype=np.int64), np.zeros(1, dtype=np.int64), np.array(numbers))

    @cached_property
    def sizes(self) -> Places:
        """Number of items of each declaration."""
        return np.asarray(np.bincount(self.declaration, minlength=len(self.first)), dtype=np.int64)

    @property
    def one_item_each(self) -> bool:
        """Whether every row is a declaration."""
        return len(self.first) == len(self.declaration)

    def any_of(self, scores: Numbers) -> Numbers:
        """Probability that some item of each declaration violates, 1 − Π(1 − score): exactly the score of a single."""
        if self.one_item_each:
            return scores
        with np.errstate(divide="ignore"):
            passes = np.bincount(self.declaration, weights=np.log1p(-scores), minlength=len(self.first))
        return np.where(self.sizes == 1, scores[self.first], -np.expm1(passes))

    def highest(self, scores: Numbers) -> Places:
        """The row of the item with the highest score of each declaration; of equal ones the first."""
        if self.one_item_each:
            return self.first
        order = np.lexsort((np.arange(len(scores)), -scores, self.declaration))
        return np.asarray(order[np.cumsum(self.sizes) - self.sizes])

    def driving(self, scores: Numbers) -> list[str]:
        """Numbers of the items that drive the rating of each declaration, such as `1;3`; empty for a single item.

        The item with the highest score, and up to two more that reach half of it.
        """
        named = [""] * len(self.first)
        if self.one_item_each:
            return named
        several = np.flatnonzero(self.sizes[self.declaration] > 1)
        owner, score = self.declaration[several], scores[several]
        order = np.lexsort((np.arange(len(several)), -score, owner))
        rows, owner, score = several[order], owner[order], score[order]
        begins = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
        lengths = np.diff(np.r_[begins, len(owner)])
        rank = np.arange(len(owner)) - np.repeat(begins, lengths)
        chosen = (rank < MOST_ITEMS) & (score >= NAMED_FROM * np.repeat(score[begins], lengths))
        kept = pd.DataFrame({"owner": owner[chosen], "number": self.numbers[rows[chosen]]})
        kept = kept.sort_values(["owner", "number"])
        texts = kept["number"].astype("str").groupby(kept["owner"]).agg(ITEM_SEPARATOR.join)
        for place, text in zip(texts.index.tolist(), texts.tolist(), strict=True):
            named[place] = text
        return named


def _declared_numbers(items: pd.DataFrame, otherwise: Places) -> Places:
    if "item_number" not in items:
        return otherwise
    numbers = pd.to_numeric(items["item_number"]).to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isnan(numbers), otherwise, np.nan_to_num(numbers)).astype(np.int64)
