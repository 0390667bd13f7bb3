"""Charts are drawn whole, the same for the same figures, and without network."""

import re

import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from sql.terms import Language
from tasks.documents.charts import (
    INK,
    PALE,
    Reference,
    lines,
    ranking,
    rates_with_intervals,
    stacked_bars,
    year_on_year,
)
from tasks.documents.columns import letters

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


def test_who_does_not_see_a_chart_is_told_its_values() -> None:
    chart = stacked_bars(WEEKS, COLOURS, 'Lanes "now"', "declarations")
    assert 'aria-label="Lanes &quot;now&quot; (declarations). 04 Jan: low 5, high 1; 11 Jan: low 3, high 2"' in chart


def test_a_month_that_is_not_over_is_told_apart() -> None:
    months = pd.DataFrame({"now": [4.0, 2.0], "before": [5.0, None]}, index=["Feb", "Mar"])
    names = ("this year", "a year before")
    chart = year_on_year(months, "Duty", "CNY", names, "up to Mar 17")
    assert "up to Mar 17" in chart
    assert "Mar: this year 2, a year before –" in chart
    assert PALE in chart
    assert PALE not in re.findall(r"<span.*?</span>", year_on_year(months, "Duty", "CNY", names))
    assert "万" in year_on_year(months * 1e6, "税款", "CNY", names, language=Language.CHINESE)


def test_long_names_are_cut_and_the_first_stands_at_the_top() -> None:
    frame = pd.DataFrame({"found": [3, 1]}, index=["Shanghai Pudong International Airport", "黄岛港" * 9])
    chart = ranking(frame, {"found": INK}, "Offices", "violations")
    texts = re.findall(r"<text[^>]*>([^<]*…)</text>", chart)
    assert len(texts) == 2
    assert all(letters(text) <= 20 for text in texts)
    assert "Shanghai Pudong International Airport: found 3" in chart  # whole in the alternative text
