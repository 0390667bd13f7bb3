"""How good a delivery is, per unit: what of it is right, what of it is filled, and whether weeks are missing."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.collection.quality import batch_quality

MONDAY = date(2021, 3, 1)
EXPECTED = ["importer", "item_value"]
ROW = st.tuples(
    st.sampled_from(["SHA1", "QDG1"]), st.integers(0, 27), st.none() | st.just("I1"), st.none() | st.just(5.0)
)


def accepted(*rows: tuple[str, int, str | None, float | None]) -> pd.DataFrame:
    """Accepted rows: unit, days after a Monday, importer, value."""
    frame = pd.DataFrame(
        [
            {"unit": unit, "day": MONDAY + timedelta(days=day), "importer": i, "item_value": v}
            for unit, day, i, v in rows
        ],
        columns=["unit", "day", "importer", "item_value"],
    )
    return frame.astype({"unit": "str", "importer": "str", "item_value": "float64"})


def refused(*units: str) -> pd.DataFrame:
    return pd.DataFrame({"unit": pd.Series(units, dtype="str")})


def scores(rows: pd.DataFrame, bad: pd.DataFrame, date_column: str | None = "day") -> dict[str, dict[str, Any]]:
    units = pa.chunked_array([pa.array(rows["unit"], pa.string())])
    of_quantities = pa.Table.from_pandas(rows.assign(unit="KGM"))  # a column of declarations that is no customs unit
    table = batch_quality(of_quantities, units, bad["unit"], EXPECTED, date_column)
    return {str(unit): {str(name): row[name] for name in row.index} for unit, row in table.set_index("unit").iterrows()}


def test_accuracy_is_the_share_of_rows_that_could_be_taken_in() -> None:
    told = scores(accepted(*[("SHA1", 0, "I1", 1.0)] * 3), refused("SHA1", "QDG1", "QDG1"))
    assert (told["SHA1"]["rows"], told["SHA1"]["accuracy"]) == (4, 0.75)
    assert (told["QDG1"]["rows"], told["QDG1"]["accuracy"], told["QDG1"]["completeness"]) == (2, 0.0, 0.0)


def test_completeness_is_the_share_of_cells_that_are_filled() -> None:
    told = scores(accepted(("SHA1", 0, "I1", 1.0), ("SHA1", 0, None, 1.0), ("QDG1", 0, None, None)), refused())
    assert told["SHA1"]["completeness"] == pytest.approx(3 / 4)
    assert told["QDG1"]["completeness"] == 0.0


def test_a_unit_that_stays_away_for_a_week_is_told_and_a_small_one_is_not_blamed() -> None:
    daily = [("SHA1", day, "I1", 1.0) for day in range(28)]
    gap = [("QDG1", day, "I1", 1.0) for day in range(28) if not 7 <= day < 14]
    small = [("NJG1", day, "I1", 1.0) for day in (0, 1, 2)]
    told = scores(accepted(*daily, *gap, *small), refused())
    assert {unit: row["timeliness"] for unit, row in told.items()} == {"SHA1": 1.0, "QDG1": 0.75, "NJG1": 1.0}


def test_content_without_a_date_has_no_weeks_to_miss() -> None:
    told = scores(accepted(("SHA1", 0, "I1", 1.0), ("SHA1", 27, "I1", 1.0)), refused(), None)
    assert told["SHA1"]["timeliness"] == 1.0


def test_a_delivery_of_which_nothing_could_be_taken_in_is_all_wrong() -> None:
    (row,) = scores(accepted(), refused("SHA1")).values()
    assert (row["rows"], row["accuracy"], row["completeness"], row["timeliness"]) == (1, 0.0, 0.0, 1.0)


@settings(max_examples=40)
@given(st.lists(ROW, max_size=20), st.lists(st.sampled_from(["SHA1", "QDG1"]), max_size=6))
def test_the_scores_are_those_of_counting_by_hand(
    rows: list[tuple[str, int, str | None, float | None]], bad: list[str]
) -> None:
    told = scores(accepted(*rows), refused(*bad))
    weeks = {day // 7 for _, day, _, _ in rows}
    assert set(told) == {unit for unit, *_ in rows} | set(bad)
    for unit, row in told.items():
        mine = [each for each in rows if each[0] == unit]
        filled = sum((importer is not None) + (value is not None) for _, _, importer, value in mine)
        present = {day // 7 for _, day, _, _ in mine}
        assert row["accuracy"] == pytest.approx(len(mine) / (len(mine) + bad.count(unit)))
        assert row["completeness"] == pytest.approx(filled / (2 * len(mine)) if mine else 0.0)
        enough = mine and len(mine) >= len(weeks)
        assert row["timeliness"] == pytest.approx(len(present) / len(weeks) if enough else 1.0)
