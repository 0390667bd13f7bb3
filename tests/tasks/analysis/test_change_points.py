"""A change is reported with the window that shows it best, and chance among many series is kept out."""

from datetime import date

import numpy as np
import pandas as pd

from tasks.analysis.change_points import changed_series

AS_OF = date(2020, 9, 30)


def with_p_values(p_values: dict[int, list[float]]) -> pd.DataFrame:
    def test(since: pd.Timestamp, days: int) -> pd.DataFrame:
        assert since == pd.Timestamp(AS_OF) - pd.Timedelta(days=days - 1)
        series = pd.Index([f"S{number}" for number in range(len(p_values[days]))], name="series")
        return pd.DataFrame({"p_value": p_values[days]}, index=series)

    return changed_series(AS_OF, test, 0.01)


def test_the_window_with_the_smallest_p_value_counts_corrected_for_all_windows() -> None:
    changed = with_p_values({7: [1e-4, 0.5], 14: [1e-9, 0.4], 21: [1e-5, 0.9], 28: [np.nan, 0.9]})
    assert changed["series"].tolist() == ["S0"]
    assert changed["window_days"].tolist() == [14]
    assert changed["since"].tolist() == [pd.Timestamp(2020, 9, 17)]
    assert np.isclose(changed["p_value"].iloc[0], 3e-9)


def test_small_p_values_by_chance_among_thousands_are_no_change() -> None:
    chance = np.random.default_rng(4)
    assert with_p_values({days: chance.random(2_000).tolist() for days in (7, 14, 21, 28)}).empty


def test_series_that_no_window_can_test_are_no_error() -> None:
    assert with_p_values({days: [np.nan] for days in (7, 14, 21, 28)}).empty
