"""Calibration of scores to probabilities, and measures of both."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from tasks.rating.past_sums import Numbers

Sizes = NDArray[np.int64]

Truths = NDArray[np.bool_]
_SMALLEST = 1e-6


@dataclass(frozen=True)
class Calibration:
    """Platt's scaling: a straight line on the log-odds, which keeps the order of scores.

    of_size: added per unit of the logarithm of the number of items, because the items of a declaration are not
    independent: without it the probability of a long declaration would be too high. Nothing for a single item.
    """

    intercept: float = 0.0
    slope: float = 1.0
    of_size: float = 0.0

    def probability(self, scores: Numbers, sizes: Sizes) -> Numbers:
        """Calibrated probabilities of declarations. scores: uncalibrated; sizes: their numbers of items."""
        odds = self.intercept + self.slope * _log_odds(scores)
        return np.asarray(1.0 / (1.0 + np.exp(-(odds + self.of_size * np.log(sizes) if self.of_size else odds))))


def calibrated(scores: Numbers, violated: Truths, weights: Numbers, sizes: Sizes) -> Calibration:
    """The calibration learned from held-out scores of declarations; none where they hold one class only."""
    if len(set(violated.tolist())) < 2:
        return Calibration()
    columns = [_log_odds(scores)] if (sizes == 1).all() else [_log_odds(scores), np.log(sizes)]
    line = LogisticRegression(C=100.0).fit(np.column_stack(columns), violated, sample_weight=weights)
    slope, *rest = line.coef_[0].tolist()
    return Calibration(float(line.intercept_[0]), slope, *rest) if slope > 0 else Calibration()


def calibration_error(probabilities: Numbers, violated: Truths, weights: Numbers, groups: int = 10) -> float:
    """Expected calibration error: mean distance of predicted and found share over groups of equal size."""
    order = np.argsort(probabilities, kind="stable")
    parts = [part for part in np.array_split(order, groups) if len(part)]
    distances = [
        weights[part].sum() * abs(float(np.average(probabilities[part] - violated[part], weights=weights[part])))
        for part in parts
    ]
    return float(sum(distances) / weights.sum())


def precision_at(probabilities: Numbers, violated: Truths, share: float = 0.05) -> float:
    """Share of violations among the highest `share` of probabilities, at least one."""
    chosen = max(1, round(len(probabilities) * share))
    return float(violated[np.argsort(-probabilities, kind="stable")[:chosen]].mean())


def _log_odds(scores: Numbers) -> Numbers:
    clipped = np.clip(scores, _SMALLEST, 1.0 - _SMALLEST)
    return np.asarray(np.log(clipped / (1.0 - clipped)))
