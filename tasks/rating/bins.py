"""Features in classes of equal size, so that trees take few distinct values, whatever an inspection weighs."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tasks.rating.past_sums import Numbers

MOST_BINS = 63


@dataclass(frozen=True)
class Bins:
    """The upper bounds of the classes of each feature, found once from what a rating learns from.

    The trees would find the same classes by themselves, but weighted ones where outcomes weigh differently, and far
    slower: an inspection that stands for many declarations moves the sums in a class, not where it ends.
    """

    bounds: dict[str, Numbers]

    @classmethod
    def of(cls, columns: pd.DataFrame) -> Self:
        """Classes of equal size; one class per value where a column has few values."""
        return cls({str(name): _bounds(columns[name].to_numpy(dtype=np.float64)) for name in columns})

    @property
    def names(self) -> list[str]:
        """The features, in order."""
        return list(self.bounds)

    def classes(self, columns: pd.DataFrame) -> NDArray[np.float32]:
        """Number of the class of each value; missing stays missing. One column per feature, in order."""
        coded = np.empty((len(columns), len(self.bounds)), dtype=np.float32)
        for place, (name, bounds) in enumerate(self.bounds.items()):
            values = columns[name].to_numpy(dtype=np.float64)
            coded[:, place] = np.where(np.isnan(values), np.nan, np.searchsorted(bounds, values, side="left"))
        return coded


def _bounds(values: Numbers) -> Numbers:
    known = np.sort(values[~np.isnan(values)])
    distinct = np.unique(known)
    if len(distinct) <= MOST_BINS:
        return np.asarray((distinct[1:] + distinct[:-1]) / 2)
    shares = np.linspace(0, 100, MOST_BINS + 1)[1:-1]
    return np.unique(np.percentile(known, shares, method="averaged_inverted_cdf"))
