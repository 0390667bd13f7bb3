"""The trees behind a rating, kept in LightGBM's own text format, which its library reads without running code."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import lightgbm as lgb
import numpy as np
from lightgbm.basic import LightGBMError

from tasks.rating.calibration import Truths
from tasks.rating.past_sums import Numbers

ROUNDS = 250
LARGE_HISTORY = 2_000  # inspections from which on a leaf takes 40 of them instead of 10
_SETTINGS = {
    "objective": "binary",
    "learning_rate": 0.03,
    "num_leaves": 15,
    "lambda_l2": 5.0,
    "feature_fraction": 0.3,  # each tree sees some features only: better on goods whose like was never inspected
    "verbosity": -1,
    # The same trees on every machine: sums are taken in one order.
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
}


class UnknownTreesError(ValueError):
    """A text that holds no trees, or trees of other features."""


@dataclass(frozen=True)
class Trees:
    """Trained trees. text: LightGBM's model file."""

    text: str

    @classmethod
    def trained(cls, names: Sequence[str], values: Numbers, violated: Truths, weights: Numbers, seed: int) -> Self:
        """Learn from inspections: one row of features each, NaN where missing, and how much each weighs."""
        settings = _SETTINGS | {
            "min_data_in_leaf": 40 if len(values) >= LARGE_HISTORY else 10,
            "seed": seed % 2**31,
        }
        data = lgb.Dataset(
            values, violated.astype(np.float64), weight=weights, feature_name=_spelled(names), params=settings
        )
        return cls(lgb.train(settings, data, ROUNDS).model_to_string())

    def scores(self, values: Numbers) -> Numbers:
        """Uncalibrated probability of each row of features. Raises UnknownTreesError where these are not the trees'."""
        if values.shape[1] != self._model.num_feature():
            raise UnknownTreesError(f"the model takes {self._model.num_feature()} features, not {values.shape[1]}")
        return np.asarray(self._model.predict(values, num_threads=1), dtype=np.float64)

    def take(self, names: Sequence[str]) -> bool:
        """Whether the trees were trained on these features, in this order."""
        return self._model.feature_name() == _spelled(names)

    @cached_property
    def _model(self) -> lgb.Booster:
        try:
            return lgb.Booster(model_str=self.text)
        except LightGBMError as problem:
            raise UnknownTreesError(f"the model holds no trees: {problem}") from problem


def _spelled(names: Sequence[str]) -> list[str]:
    return [name.replace(" ", "_").replace(",", "") for name in names]  # the format parts names by blanks
