"""A rating made ready once to rate declarations one at a time, in a millisecond instead of forty."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any, Self

import numpy as np

from tasks.rating.rating import Rating
from tasks.rating.single.features import features_of
from tasks.rating.single.reasons import reasons_of
from tasks.rating.single.trees import WalkedTrees


@dataclass(frozen=True)
class PreparedRating:
    """A rating, its trees and the bounds of its classes as plain numbers. bounds: by feature; None without classes."""

    rating: Rating
    trees: WalkedTrees
    features: tuple[str, ...]
    bounds: tuple[list[float], ...] | None

    @classmethod
    def of(cls, rating: Rating) -> Self:
        """Make a rating ready. Raises UnknownTreesError for trees of another make."""
        bins = rating.bins
        features = rating.card.features if bins is None else tuple(bins.names)
        bounds = None if bins is None else tuple(each.tolist() for each in bins.bounds.values())
        return cls(rating, WalkedTrees.of(rating.trees, len(features)), features, bounds)

    def rate(self, declaration: Mapping[str, Any]) -> tuple[float, str]:
        """Probability and reasons, exactly those of `Rating.rate`.

        declaration: canonical columns, `lodged_on` a date; what is empty is left out or None.
        """
        found = features_of(self.rating.knowledge, declaration)
        values = [found.values[name] for name in self.features]
        if self.bounds is not None:
            classes = zip(self.bounds, values, strict=True)
            values = [value if isnan(value) else float(bisect_left(bounds, value)) for bounds, value in classes]
        [probability] = np.round(self.rating.calibration.probability(np.array([self.trees.score(values)])), 6).tolist()
        return probability, reasons_of(found, self.rating.knowledge.keys)
