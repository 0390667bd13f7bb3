"""Counts, sums and latest day of the events of a key before a day, by cumulative sums in date order."""

from dataclasses import dataclass
from math import nan
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Days = NDArray[np.int64]
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class PastSums:
    """Events with a key, a day and values, ready to be summed up to a day.

    `keys`: the distinct keys, ascending. `starts`: where the events of each begin in `days` and `totals`.
    `totals`: running sums of each value over all events, with a first row of zeros.
    """

    keys: Hashes
    starts: NDArray[np.int32]
    days: NDArray[np.int32]
    totals: NDArray[Any]

    @classmethod
    def of(cls, keys: Hashes, days: Days, values: NDArray[Any]) -> Self:
        """Events in any order; `values`: one column per quantity, integers stay integers."""
        order = np.lexsort((days, keys))
        distinct, starts = np.unique(keys[order], return_index=True)
        totals = np.zeros((len(keys) + 1, values.shape[1]), dtype=values.dtype)
        np.cumsum(values[order], axis=0, out=totals[1:])
        return cls(distinct, np.append(starts, len(keys)).astype(np.int32), days[order].astype(np.int32), totals)

    def before(self, keys: Hashes, days: Days) -> tuple[Numbers, Numbers]:
        """For each key and day: the number of events on earlier days, and the sums of their values."""
        first, last = self._range(keys)
        end = _positions_before(self.days, first, last, days)
        return (end - first).astype(np.float64), (self.totals[end] - self.totals[first]).astype(np.float64)

    def last_day_before(self, keys: Hashes, days: Days) -> Numbers:
        """Day of the latest event on an earlier day; NaN where there is none."""
        first, last = self._range(keys)
        end = _positions_before(self.days, first, last, days)
        latest = self.days[np.maximum(end - 1, 0)] if len(self.days) else np.zeros(len(keys))
        return np.where(end > first, latest, np.nan)

    def before_single(self, key: int, day: int) -> tuple[float, list[float], float]:
        """Number, sums and latest day of the events of one key before one day, without arrays of one row."""
        place = int(self.keys.searchsorted(np.uint64(key)))
        if place == len(self.keys) or int(self.keys[place]) != key:
            return 0.0, [0.0] * self.totals.shape[1], nan
        first, last = int(self.starts[place]), int(self.starts[place + 1])
        end = first + int(self.days[first:last].searchsorted(np.int32(day)))  # another type would copy the days
        sums = [float(each) for each in (self.totals[end] - self.totals[first]).tolist()]
        return float(end - first), sums, float(self.days[end - 1]) if end > first else nan

    def _range(self, keys: Hashes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        if not len(self.keys):
            nothing = np.zeros(len(keys), dtype=np.int64)
            return nothing, nothing
        place = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        known = self.keys[place] == keys
        first = np.where(known, self.starts[place], 0).astype(np.int64)
        return first, np.where(known, self.starts[place + 1], first).astype(np.int64)


def _positions_before(
    sorted_days: NDArray[np.int32], first: NDArray[np.int64], last: NDArray[np.int64], days: Days
) -> NDArray[np.int64]:
    """First position in [first, last) of each row whose day is not before `days`: bisection, all rows at once."""
    low, high = first.copy(), last.copy()
    while True:
        open_ = low < high
        if not open_.any():
            return low
        middle = (low + high) // 2
        earlier = np.zeros(len(low), dtype=bool)
        earlier[open_] = sorted_days[middle[open_]] < days[open_]
        low = np.where(open_ & earlier, middle + 1, low)
        high = np.where(open_ & ~earlier, middle, high)
