"""Whether outcomes speak for a selection: how likely it finds violations more often than what it is compared with."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import beta

_STEPS = (np.arange(200) + 0.5) / 200


@dataclass(frozen=True)
class Record:
    """How many of so many inspections found a violation; a part of one where they are weighed."""

    inspected: float
    found: float

    @property
    def rate(self) -> float:
        """Share that found a violation; not a number where nothing was inspected."""
        return self.found / self.inspected if self.inspected else float("nan")

    def lessened(self, most: float) -> "Record":
        """The same rate from at most so many inspections: for outcomes that tell less than their number."""
        share = min(1.0, most / self.inspected) if self.inspected else 1.0
        return Record(self.inspected * share, self.found * share)

    def __add__(self, other: "Record") -> "Record":
        return Record(self.inspected + other.inspected, self.found + other.found)


NO_INSPECTIONS = Record(0.0, 0.0)


def probability_of_lift(record: Record, base: Record, lift: float) -> float:
    """Probability that the true rate behind `record` is at least `lift` times the true rate behind `base`.

    Both rates have Jeffreys' prior, Beta(½, ½). Where `lift` times the base would come near certainty, half the way
    from the base to certainty is asked for instead.
    """
    base_rate = beta.ppf(_STEPS, base.found + 0.5, base.inspected - base.found + 0.5)
    asked = np.minimum(lift * base_rate, (1 + base_rate) / 2)
    return float(beta.sf(asked, record.found + 0.5, record.inspected - record.found + 0.5).mean())


def probability_of_worth(record: Record, chance: Record, lift: float, margin: Record, share: float) -> float:
    """Probability that inspections are well spent: not better spent elsewhere.

    They find at least `lift` times what chance finds, and at least `share` of what the least of the rating's own
    selections find (`margin`, empty where that is not known): there one inspection more would be made instead.
    """
    likely = probability_of_lift(record, chance, lift)
    return min(likely, probability_of_lift(record, margin, share)) if margin.inspected else likely


def weighed(violated: "pd.Series[bool]", probability: "pd.Series[float]") -> Record:
    """The record of a population from what chance drew of it: each drawn stands for 1 / its probability.

    As many inspections as the sample counts for, (Σw)² / Σw² (Kish, 1965).
    """
    weight = 1.0 / probability.to_numpy(dtype="float64")
    if not len(weight):
        return Record(0.0, 0.0)
    inspected = float(weight.sum() ** 2 / (weight**2).sum())
    return Record(inspected, inspected * float(np.average(violated.to_numpy(dtype="float64"), weights=weight)))
