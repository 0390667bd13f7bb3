"""Feedback on an installation that has learned no rating yet."""

import pandas as pd

from tasks.feedback.accurate_rating import rating_indicators
from tasks.feedback.violations import estimated_violations


def test_inspections_that_nothing_rated_have_no_calibration_error() -> None:
    done = pd.DataFrame(
        {
            "lane": ["high", "low"],
            "office": ["SHA1", "SHA1"],
            "selected_by": ["parameter", "chance"],
            "selection_probability": [1.0, 0.02],
            "rating": [None, None],
            "violated": [True, False],
        }
    ).astype({"rating": "float64"})
    decisions = pd.DataFrame({"declaration_id": ["D1", "D2"], "lane": ["high", "low"], "office": ["SHA1", "SHA1"]})
    indicators = rating_indicators(decisions, done, estimated_violations(decisions, done, 7)).set_index("name")
    assert indicators["value"].isna()["calibration_error"]
    assert indicators.loc["calibration_error", "observations"] == 0
    assert indicators.loc["hit_rate_by_chance", "value"] == 0.0
