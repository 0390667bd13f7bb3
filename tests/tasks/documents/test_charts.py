"""Charts are drawn whole, the same for the same figures, and without network."""

import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from tasks.documents.charts import Reference, lines, rates_with_intervals, stacked_bars

WEEKS = pd.DataFrame({"low": [5, 3], "high": [1, 2]}, index=["04 Jan", "11 Jan"])
COLOURS = {"low": "#7fb285", "high": "#c8553d"}


def test_bars_name_their_weeks_and_layers() -> None:
    chart = stacked_bars(WEEKS, COLOURS, "Declarations by lane", "declarations")
    assert all(word in chart for word in ("04 Jan", "11 Jan", "low", "high", "Declarations by lane"))


def test_the_same_figures_make_the_same_picture() -> None:
    assert stacked_bars(WEEKS, COLOURS, "t", "n") == stacked_bars(WEEKS, COLOURS, "t", "n")


@pytest.mark.filterwarnings("error")
def test_chinese_stands_in_a_chart_as_text_whatever_fonts_this_machine_has() -> None:
    assert "立案月份" in stacked_bars(WEEKS, COLOURS, "立案月份", "金额")


def test_a_rate_at_the_end_of_its_interval_is_drawn() -> None:
    for found, of in [(0, 7), (7, 7), (0, 41), (41, 41)]:
        low, high = proportion_confint([found], [of], method="wilson")
        frame = pd.DataFrame({"label": ["rating"], "value": [found / of], "low": low, "high": high})
        assert "rating" in rates_with_intervals(frame, "Hit rate", "share", Reference(0.2, "chance"))


def test_long_numbers_are_shortened_and_short_ones_left() -> None:
    assert ">1.5M<" in lines(pd.DataFrame({"duty": [1.0, 2e6]}), "Duty", "yuan")
    assert ">1.5<" in lines(pd.DataFrame({"rate": [1.0, 2.0]}), "Rate", "per day")
