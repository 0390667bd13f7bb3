"""The random sample can be repeated with the key, is guessed by nobody without it, and leaves nobody out."""

import numpy as np
import pytest
from scipy.stats import kstest

from tasks.records.random_sample import draws, order_among_equals

IDENTIFIERS = [f"D{number:06d}" for number in range(20_000)]
KEY = b"the key of this installation"


def test_the_same_key_draws_the_same_whatever_else_arrives() -> None:
    alone = draws(["D000007"], KEY)[0]
    assert draws(IDENTIFIERS, KEY)[7] == alone
    assert draws(list(reversed(IDENTIFIERS)), KEY)[-8] == alone


def test_another_key_draws_others() -> None:
    first, second = draws(IDENTIFIERS, KEY), draws(IDENTIFIERS, b"another key")
    assert not (first == second).any()
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.03


def test_neighbouring_numbers_draw_uniformly() -> None:
    drawn = draws(IDENTIFIERS, KEY)
    assert drawn.min() >= 0.0
    assert drawn.max() < 1.0
    assert kstest(drawn, "uniform").pvalue > 0.001
    assert abs(np.corrcoef(drawn[:-1], drawn[1:])[0, 1]) < 0.03


def test_who_goes_first_among_equals_says_nothing_of_who_is_drawn() -> None:
    drawn = draws(IDENTIFIERS, KEY)
    order = order_among_equals(drawn)
    assert kstest(order, "uniform").pvalue > 0.001
    assert kstest(order[drawn < 0.02], "uniform").pvalue > 0.001


def test_an_empty_key_is_refused_and_a_long_one_counts_to_its_end() -> None:
    with pytest.raises(ValueError, match="key of the random sample is empty"):
        draws(["D1"], b"")
    assert draws(["D1"], b"k" * 100 + b"a")[0] != draws(["D1"], b"k" * 100 + b"b")[0]


def test_nothing_draws_nothing() -> None:
    assert len(draws([], KEY)) == 0
