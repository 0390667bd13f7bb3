"""The accuracy of ratings, measured when the outcomes of the rated declarations are known."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sql.reference import reference_table
from tasks.rating.calibration import calibration_error, precision_at


class UnknownOutcomesError(ValueError):
    """No rated declaration has an outcome to measure by."""


@dataclass(frozen=True)
class Accuracy:
    """Ratings measured by outcomes that they did not learn from.

    Precision: share of violations among the declarations rated highest. calibration_error: mean distance of predicted
    and found share over ten groups of equal size (expected calibration error).
    """

    declarations: int
    violations: int
    precision_at_five_percent: float
    precision_at_ten_percent: float
    calibration_error: float


def accuracy_of(rated: pd.DataFrame, outcomes: pd.DataFrame) -> Accuracy:
    """Measure ratings by the outcomes that are known.

    rated: declaration_id, probability. outcomes: declaration_id, violation; missing where not inspected. A declaration
    with several outcomes, such as one per item, violates where one of them does.
    Raises UnknownOutcomesError where no rated declaration has an outcome.
    """
    known = outcomes.dropna(subset=["violation"])
    found = known["violation"].ne("none").groupby(known["declaration_id"], sort=False).any().rename("violated")
    measured = rated.merge(found.reset_index(), on="declaration_id")
    if measured.empty:
        raise UnknownOutcomesError("no rated declaration has an outcome in the file of outcomes")
    probabilities = measured["probability"].to_numpy(dtype=np.float64)
    violated = measured["violated"].to_numpy()
    return Accuracy(
        declarations=len(measured),
        violations=int(violated.sum()),
        precision_at_five_percent=precision_at(probabilities, violated),
        precision_at_ten_percent=precision_at(probabilities, violated, 0.10),
        calibration_error=calibration_error(probabilities, violated, np.ones(len(measured))),
    )


def beside_published(accuracy: Accuracy) -> pd.DataFrame:
    """This rating and the published ones on the sample data of the Korea Customs Service.

    Returns: model, precision_at_five_percent, precision_at_ten_percent, calibration_error (missing where it was not
    published), source (missing for this one).
    """
    columns = ["model", "precision_at_five_percent", "precision_at_ten_percent", "calibration_error", "source"]
    here = pd.DataFrame([vars(accuracy) | {"model": "this rating", "source": None}])
    published = reference_table("published_ratings").assign(calibration_error=np.nan)
    numbers = {name: "float64" for name in columns if name.startswith("precision")}
    return pd.concat([here[columns], published[columns].astype(numbers)], ignore_index=True)
