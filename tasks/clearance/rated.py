"""The rating of a batch; where it fails, declarations get their lanes without it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from sql.stores import Stores
from tasks.analysis.rating.retraining import champion, champion_row, rating_threshold
from tasks.clearance.counted import Failure

SUBJECT = "rating"
# What a model that is missing, was made by another version, or meets values it cannot take raises. A declaration
# always gets a lane, so these are kept as errors and told; anything else is a fault of the program and stops it.
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
    """Ratings of a batch: declaration_id, probability, reasons; thresholds: office, rating_high, rating_medium."""

    ratings: pd.DataFrame
    thresholds: pd.DataFrame
    failures: Sequence[Failure]


def rated(stores: Stores, declarations: pd.DataFrame, policies: pd.DataFrame, eve: date) -> Rated:
    """Rate declarations by the model in use at the end of `eve`; policies: office, high_rate, medium_rate.

    Without a model nothing reaches a threshold. A model that fails, or that gives no probability to a declaration, is
    told as a failure.
    """
    unreachable = policies[["office"]].assign(rating_high=np.inf, rating_medium=np.inf)
    model = champion_row(stores, eve)
    if model is None:
        return Rated(_NO_RATINGS, unreachable, ())
    try:
        rating = champion(stores, eve)
        ratings = _NO_RATINGS if rating is None else rating.rate(declarations)
    except _FAILURES as problem:
        reason = f"{type(problem).__name__}: {problem}"
        return Rated(_NO_RATINGS, unreachable, (Failure(SUBJECT, reason, len(declarations)),))
    possible = ratings["probability"].between(0.0, 1.0)
    missing = int((~possible).sum())
    failures = (Failure(SUBJECT, "it gave no probability between 0 and 1", missing),) if missing else ()
    shares = policies["high_rate"]
    thresholds = policies[["office"]].assign(
        rating_high=[rating_threshold(model, share) for share in shares],
        rating_medium=[rating_threshold(model, share) for share in shares + policies["medium_rate"]],
    )
    return Rated(ratings[possible], thresholds, failures)
