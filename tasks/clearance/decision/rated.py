"""Ratings of a batch and of a single declaration; where rating fails, declarations get their lanes without it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

import numpy as np
import pandas as pd

from sql.register.tables import RatingModel
from sql.stores import Stores
from tasks.clearance.decision.hits_not_steering import RATING, Failure
from tasks.rating.rating import Rating
from tasks.rating.retraining import champion, champion_row, rating_threshold
from tasks.rating.single import rate_single

_NO_PROBABILITY = "it gave no probability between 0 and 1"
# Raised by a model that is missing, was made by another version, or meets values it cannot take. A declaration always
# gets a lane, so these become failures of the batch; anything else is a fault of the program and stops it.
_FAILURES = (OSError, RuntimeError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError)
_NO_RATINGS = pd.DataFrame(
    {
        "declaration_id": pd.Series(dtype="str"),
        "probability": pd.Series(dtype="float64"),
        "reasons": pd.Series(dtype="str"),
    }
)


@dataclass(frozen=True)
class Rated:
    """Ratings of a batch: declaration_id, probability, reasons; thresholds: as `Rater.thresholds` returns them."""

    ratings: pd.DataFrame
    thresholds: pd.DataFrame
    failures: Sequence[Failure]


@dataclass(frozen=True)
class Rater:
    """The model in use: its version in the register, and the rating itself or why it cannot be loaded."""

    version: RatingModel | None = None
    rating: Rating | None = None
    problem: str | None = None

    def rate(self, declarations: pd.DataFrame) -> tuple[pd.DataFrame, list[Failure]]:
        """Ratings as in `Rated`, and the failures of declarations that have none; declarations: their goods items."""
        if self.problem is not None:
            return _NO_RATINGS, [Failure(RATING, self.problem, declarations["declaration_id"].nunique())]
        try:
            ratings = _NO_RATINGS if self.rating is None else self.rating.rate(declarations)
        except _FAILURES as problem:
            return _NO_RATINGS, [Failure(RATING, _reason(problem), declarations["declaration_id"].nunique())]
        possible = ratings["probability"].between(0.0, 1.0)
        missing = int((~possible).sum())
        failures = [Failure(RATING, _NO_PROBABILITY, missing)] if missing else []
        return ratings[possible], failures

    def thresholds(self, policies: pd.DataFrame) -> pd.DataFrame:
        """The ratings that demand the lanes: office, direction, rating_high, rating_medium; infinite without a model.

        policies: office, direction, high_rate, medium_rate.
        """
        places = policies[["office", "direction"]]
        if self.version is None:
            return places.assign(rating_high=np.inf, rating_medium=np.inf)
        high = policies["high_rate"]
        return places.assign(
            rating_high=[rating_threshold(self.version, share) for share in high],
            rating_medium=[rating_threshold(self.version, share) for share in high + policies["medium_rate"]],
        )


def rater_in_use(stores: Stores, eve: date) -> Rater:
    """The model in use at the end of `eve`."""
    version = champion_row(stores, eve)
    if version is None:
        return Rater()
    try:
        return Rater(version, champion(stores, eve))
    except _FAILURES as problem:
        return Rater(version, problem=_reason(problem))


def rated(stores: Stores, declarations: pd.DataFrame, policies: pd.DataFrame, eve: date) -> Rated:
    """Rate declarations by the model in use at the end of `eve`; policies: as `Rater.thresholds` takes them.

    Without a model nothing reaches a threshold. A model that fails, or gives a declaration no probability, counts as
    a failure.
    """
    rater = rater_in_use(stores, eve)
    ratings, failures = rater.rate(declarations)
    return Rated(ratings, rater.thresholds(policies), failures)


@dataclass(frozen=True)
class SingleRating:
    """The rating of one declaration: no probability where there is no model or it failed; failures by subject.

    items: numbers of the items that drive it, joined by ;, empty for a declaration of one item.
    """

    probability: float | None = None
    reasons: str | None = None
    failures: Mapping[str, str] = field(default_factory=dict)
    items: str = ""


_UNRATED = SingleRating()


@dataclass(frozen=True)
class SingleRater:
    """The model in use, to rate one declaration at a time, or why it cannot be loaded; neither without a model."""

    rating: Rating | None = None
    problem: str | None = None

    @classmethod
    def of(cls, rater: Rater) -> Self:
        """The model of a rater."""
        return cls(rater.rating, rater.problem)

    def rate(self, items: Sequence[Mapping[str, Any]]) -> SingleRating:
        """The rating of a declaration, its goods items in canonical columns; a failure becomes part of it."""
        if self.problem is not None:
            return _failed(self.problem)
        if self.rating is None:
            return _UNRATED
        try:
            probability, reasons, driving = rate_single(self.rating, items)
        except _FAILURES as problem:
            return _failed(_reason(problem))
        possible = 0.0 <= probability <= 1.0
        return SingleRating(probability, reasons, items=driving) if possible else _failed(_NO_PROBABILITY)


def _failed(reason: str) -> SingleRating:
    return SingleRating(failures={RATING: reason})


def _reason(problem: Exception) -> str:
    return f"{type(problem).__name__}: {problem}"
