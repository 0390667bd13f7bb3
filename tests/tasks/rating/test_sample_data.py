"""On the sample data the rating holds up in more than one quarter, and never reads the outcomes it predicts."""

import os
from pathlib import Path

import pandas as pd
import pytest

from tasks.collection.frames import history_of
from tasks.rating import accuracy_of, beside_published, rate_file

DATA = Path(os.environ.get("CUSTOMS_RISK_SAMPLE_DATA", Path(__file__).parents[4] / "shared" / "data" / "declarations"))
FILES = [DATA / "declarations-2020.csv", DATA / "declarations-2021q1.csv"]
OPPOSITE = {"none": "violation", "violation": "none", "critical": "none"}

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(
        not FILES[0].is_file(), reason="the sample declarations are not here: set CUSTOMS_RISK_SAMPLE_DATA"
    ),
]


@pytest.fixture(scope="module")
def inspected() -> pd.DataFrame:
    return history_of(FILES)


@pytest.mark.parametrize(
    ("first", "after"), [("2020-07-01", "2020-10-01"), ("2021-01-01", "2021-04-01")], ids=["2020-Q3", "2021-Q1"]
)
def test_the_rating_of_a_quarter_beats_the_published_ones_and_is_calibrated(
    inspected: pd.DataFrame, first: str, after: str
) -> None:
    history = inspected[inspected["lodged_on"] < pd.Timestamp(first)]
    quarter = inspected[inspected["lodged_on"].between(pd.Timestamp(first), pd.Timestamp(after), inclusive="left")]
    flipped = quarter.assign(violation=quarter["violation"].map(OPPOSITE))
    rated = rate_file(history, quarter, seed=20210101)
    accuracy = accuracy_of(rated, quarter)
    assert accuracy.precision_at_five_percent >= 0.95
    assert accuracy.precision_at_ten_percent >= 0.88
    assert accuracy.calibration_error < 0.03
    others = beside_published(accuracy).set_index("model").drop(index="this rating")
    assert (others["precision_at_five_percent"] < accuracy.precision_at_five_percent).all()
    assert (others["precision_at_ten_percent"] < accuracy.precision_at_ten_percent).all()
    lied = rate_file(history, flipped, seed=20210101)
    assert lied.to_csv().encode() == rated.to_csv().encode()
