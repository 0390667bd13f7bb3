"""Ratings are measured by the outcomes that are known, and by nothing else."""

import pandas as pd
import pytest

from tasks.rating.accuracy import UnknownOutcomesError, accuracy_of, beside_published

RATED = pd.DataFrame(
    {"declaration_id": [f"D{number}" for number in range(40)], "probability": [1 - n / 40 for n in range(40)]}
)


def test_precision_is_the_share_of_violations_among_those_rated_highest() -> None:
    outcomes = RATED[["declaration_id"]].assign(violation="none")
    outcomes.loc[[0, 2, 3], "violation"] = "violation"
    accuracy = accuracy_of(RATED, outcomes.sample(frac=1, random_state=1))
    assert (accuracy.declarations, accuracy.violations) == (40, 3)
    assert accuracy.precision_at_five_percent == 0.5
    assert accuracy.precision_at_ten_percent == 0.75


def test_only_declarations_whose_outcome_is_known_count() -> None:
    outcomes = pd.DataFrame({"declaration_id": ["D0", "D1", "X"], "violation": ["critical", None, "none"]})
    accuracy = accuracy_of(RATED, outcomes)
    assert (accuracy.declarations, accuracy.violations) == (1, 1)
    with pytest.raises(UnknownOutcomesError, match="no rated declaration"):
        accuracy_of(RATED, outcomes.iloc[1:])


def test_published_results_stand_beside_this_rating() -> None:
    beside = beside_published(accuracy_of(RATED, RATED.assign(violation="violation"))).set_index("model")
    assert beside.index.tolist() == ["this rating", "LightGBM", "XGBoost"]
    assert beside.loc["LightGBM", "precision_at_five_percent"] == 0.762
    assert beside["calibration_error"].isna().tolist() == [False, True, True]
