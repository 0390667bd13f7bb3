"""The rating of a batch; where it fails, declarations get their lanes without it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from sql.register.tables import RatingModel
from sql.stores import Stores
from tasks.clearance.decision.hits_not_steering import Failure
from tasks.rating.rating import Rating
from tasks.rating.retraining import champion, champion_row, rating_threshold

SUBJECT = "rating"
NO_PROBABILITY = "it gave no probability between 0 and 1"
# What a model that is missing, was made by another version, or meets values it cannot take raises. A declaration
# always gets a lane, so these are kept as errors and told; anything else is a fault of the program and stops it.
FAILURES = (OSError, RuntimeError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError)
_NO_RATINGS = pd.DataFrame(
    {
        "declaration_id": pd.Series(dtype="str"),
        "probability": pd.Series(dtype="float64"),
        "reasons": pd.Series(dtype="str"),
    }
)


@dataclass(frozen=True)
class Rated:
    """Ratings of a batch: declaration_id, probability, reasons; thresholds: office, rating_high, rating_medium."""

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
        """Ratings of declarations, as in `Rated`; what fails is left out and told."""
        if self.problem is not None:
            return _NO_RATINGS, [Failure(SUBJECT, self.problem, len(declarations))]
        try:
            ratings = _NO_RATINGS if self.rating is None else self.rating.rate(declarations)
        except FAILURES as problem:
            return _NO_RATINGS, [Failure(SUBJECT, told(problem), len(declarations))]
        possible = ratings["probability"].between(0.0, 1.0)
        missing = int((~possible).sum())
        failures = [Failure(SUBJECT, NO_PROBABILITY, missing)] if missing else []
        return ratings[possible], failures

    def thresholds(self, policies: pd.DataFrame) -> pd.DataFrame:
        """From which rating on the lanes are demanded: office, rating_high, rating_medium; never without a model.

        policies: office, high_rate, medium_rate.
        """
        if self.version is None:
            return policies[["office"]].assign(rating_high=np.inf, rating_medium=np.inf)
        high = policies["high_rate"]
        return policies[["office"]].assign(
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
    except FAILURES as problem:
        return Rater(version, problem=told(problem))


def rated(stores: Stores, declarations: pd.DataFrame, policies: pd.DataFrame, eve: date) -> Rated:
    """Rate declarations by the model in use at the end of `eve`; policies: office, high_rate, medium_rate.

    Without a model nothing reaches a threshold. A model that fails, or that gives no probability to a declaration, is
    told as a failure.
    """
    rater = rater_in_use(stores, eve)
    ratings, failures = rater.rate(declarations)
    return Rated(ratings, rater.thresholds(policies), failures)


def told(problem: Exception) -> str:
    """A failure in words."""
    return f"{type(problem).__name__}: {problem}"
