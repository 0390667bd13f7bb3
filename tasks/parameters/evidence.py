"""Evidence for a selection: the probability that it finds violations more often than another."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import logsumexp, xlog1py, xlogy
from scipy.stats import beta

_MOST_LOG_ODDS = 100.0
_STEPS = (np.arange(200) + 0.5) / 200


@dataclass(frozen=True)
class Record:
    """Inspections, and how many of them found a violation; fractions where they are weighted."""

    inspected: float
    found: float

    @property
    def rate(self) -> float:
        """The hit rate; not a number without inspections."""
        return self.found / self.inspected if self.inspected else float("nan")

    def lessened(self, most: float) -> "Record":
        """The same hit rate from at most `most` inspections: for outcomes that are weaker evidence than they seem."""
        share = min(1.0, most / self.inspected) if self.inspected else 1.0
        return Record(self.inspected * share, self.found * share)

    def __add__(self, other: "Record") -> "Record":
        return Record(self.inspected + other.inspected, self.found + other.found)


NO_INSPECTIONS = Record(0.0, 0.0)


def probability_of_lift(record: Record, base: Record, lift: float) -> float:
    """Probability that the true rate behind `record` is at least `lift` times the true rate behind `base`.

    Both rates have Jeffreys' prior, Beta(½, ½). Where `lift` times the base comes near certainty, the target is half
    the way from the base to certainty instead.
    """
    base_rate = beta.ppf(_STEPS, base.found + 0.5, base.inspected - base.found + 0.5)
    target = np.minimum(lift * base_rate, (1 + base_rate) / 2)
    return float(beta.sf(target, record.found + 0.5, record.inspected - record.found + 0.5).mean())


def probability_of_worth(record: Record, chance: Record, lift: float, margin: Record, share: float) -> float:
    """Probability that inspections are well spent here, and not better spent elsewhere.

    Their hit rate is at least `lift` times that of chance, and at least `share` of that of the rating's lowest
    selections (`margin`, empty where unknown): an inspection saved here would be made there.
    """
    likely = probability_of_lift(record, chance, lift)
    return min(likely, probability_of_lift(record, margin, share)) if margin.inspected else likely


def odds_against(record: Record, base: Record, lift: float) -> float:
    """How many times likelier the record is if it finds just what the base finds than if it finds `lift` times that.

    A Bayes factor (Jeffreys, Theory of Probability, 1961) with the rate of the base as unknown as its own record leaves
    it (Jeffreys' prior). It may be looked at as often as wanted: what truly finds `lift` times the base or more exceeds
    the odds k at any time in at most one of k cases (Ville, 1939), while a posterior that is asked every week errs
    anew each time. Near certainty the lift is that of `probability_of_lift`.
    """
    base_rate = beta.ppf(_STEPS, base.found + 0.5, base.inspected - base.found + 0.5)
    target = np.minimum(lift * base_rate, (1 + base_rate) / 2)
    missed = record.inspected - record.found
    alike, better = (xlogy(record.found, rate) + xlog1py(missed, -rate) for rate in (base_rate, target))
    return float(np.exp(min(logsumexp(alike) - logsumexp(better), _MOST_LOG_ODDS)))


def weighed(violated: "pd.Series[bool]", probability: "pd.Series[float]") -> Record:
    """The record of a population, estimated from a random sample: each inspection has the weight 1 / its probability.

    inspected: the effective sample size, (Σw)² / Σw² (Kish, 1965).
    """
    weight = 1.0 / probability.to_numpy(dtype="float64")
    if not len(weight):
        return Record(0.0, 0.0)
    inspected = float(weight.sum() ** 2 / (weight**2).sum())
    return Record(inspected, inspected * float(np.average(violated.to_numpy(dtype="float64"), weights=weight)))
