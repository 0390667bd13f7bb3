"""Widths of columns on paper follow what stands in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.documents.columns import letters, shares, with_column_widths


@given(st.lists(st.lists(st.text(max_size=200), min_size=3, max_size=3), min_size=1, max_size=8))
def test_shares_fill_the_line_and_leave_no_column_out(rows: list[list[str]]) -> None:
    given_shares = shares(rows)
    assert sum(given_shares) == pytest.approx(1)
    assert min(given_shares) > 0


def test_a_long_text_gets_the_room_that_short_ones_leave() -> None:
    short, long = shares([["D1", "Inspections of the last half year found repeated violations " * 3]])
    assert short < 0.1
    assert long > 0.9


def test_a_word_that_fits_its_line_is_not_broken_for_a_longer_text() -> None:
    number, _ = shares([["TA-SHA-2021-0001", "word " * 100]])
    assert number * 92 >= letters("TA-SHA-2021-0001")


def test_a_chinese_letter_takes_the_room_of_two() -> None:
    assert letters("查验 ok") == 7


def test_a_table_whose_cells_span_columns_stays_as_it_is() -> None:
    table = '<table><tr><td colspan="2">a</td></tr><tr><td>b</td><td>c</td></tr></table>'
    assert with_column_widths(table) == table
    assert 'width="' in with_column_widths("<table><tr><td>a</td><td>b</td></tr></table>")


def test_widths_that_a_page_says_itself_stay() -> None:
    table = '<table><tr><td width="33%">a</td><td width="33%">b</td></tr></table>'
    assert with_column_widths(table) == table
