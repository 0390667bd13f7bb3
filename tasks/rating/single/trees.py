"""Boosted trees walked by plain comparisons: scikit-learn takes milliseconds to look at what it is handed."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any, Self

import numpy as np
from scipy.special import expit
from sklearn.ensemble import HistGradientBoostingClassifier

_FIELDS = ("is_leaf", "value", "feature_idx", "num_threshold", "left", "right", "missing_go_to_left")


class UnknownTreesError(ValueError):
    """Trees that are not walked by comparing numbers alone."""


@dataclass(frozen=True, slots=True)
class _Split:
    """Where a tree divides: up to `bound` of a feature to `low`, above it to `high`; a leaf is its value."""

    feature: int
    bound: float
    low: "_Split | float"
    high: "_Split | float"
    missing_low: bool  # whether missing values go to `low`


@dataclass(frozen=True)
class WalkedTrees:
    """The trees of a trained classifier of two classes, numbers only; `start`: the score before the first tree."""

    start: float
    roots: tuple[_Split | float, ...]

    @classmethod
    def of(cls, trained: HistGradientBoostingClassifier, features: int) -> Self:
        """Read from the nodes that scikit-learn predicts by: it has no public way to them."""
        if trained.n_trees_per_iteration_ != 1 or trained.n_features_in_ != features:
            raise UnknownTreesError(f"the model's trees do not take {features} features to two classes")
        nodes = [tree.nodes for [tree] in trained._predictors]
        if any(each["is_categorical"].any() for each in nodes):
            raise UnknownTreesError("the model's trees divide by categories")
        return cls(float(trained._baseline_prediction[0, 0]), tuple(_tree(each) for each in nodes))

    def score(self, values: Sequence[float]) -> float:
        """Uncalibrated probability of one row; the leaves are added in the order of the trees."""
        total = self.start
        for node in self.roots:
            while isinstance(node, _Split):
                value = values[node.feature]
                low = value <= node.bound or (node.missing_low and isnan(value))
                node = node.low if low else node.high
            total += node
        return float(expit(total))


def _tree(nodes: "np.ndarray[Any, np.dtype[Any]]") -> _Split | float:
    rows = list(zip(*(nodes[name].tolist() for name in _FIELDS), strict=True))
    built: list[_Split | float] = [0.0] * len(rows)
    for number in reversed(range(len(rows))):  # a node is stored before those under it
        is_leaf, value, feature, bound, low, high, missing_low = rows[number]
        built[number] = value if is_leaf else _Split(feature, bound, built[low], built[high], bool(missing_low))
    return built[0]
