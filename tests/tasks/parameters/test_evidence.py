"""Whether outcomes speak for a selection."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.parameters.evidence import Record, odds_against, probability_of_lift

COUNTS = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: Record(max(pair), min(pair)))


@pytest.mark.parametrize("lift", [1.0, 1.5])
@pytest.mark.parametrize(("record", "base"), [(Record(20, 8), Record(200, 40)), (Record(5, 0), Record(30, 6))])
def test_the_probability_is_what_drawing_many_rates_gives(record: Record, base: Record, lift: float) -> None:
    chances = np.random.default_rng(5)
    ours = chances.beta(record.found + 0.5, record.inspected - record.found + 0.5, 200_000)
    theirs = chances.beta(base.found + 0.5, base.inspected - base.found + 0.5, 200_000)
    asked = np.minimum(lift * theirs, (1 + theirs) / 2)
    assert probability_of_lift(record, base, lift) == pytest.approx((ours >= asked).mean(), abs=0.005)


@given(COUNTS, COUNTS)
def test_one_more_violation_never_makes_a_lift_less_likely(record: Record, base: Record) -> None:
    more = Record(record.inspected + 1, record.found + 1)
    less = Record(record.inspected + 1, record.found)
    told = probability_of_lift(record, base, 1.5)
    assert probability_of_lift(less, base, 1.5) <= told + 1e-9 <= probability_of_lift(more, base, 1.5) + 2e-9


def test_against_itself_a_rate_is_as_likely_above_as_below() -> None:
    assert probability_of_lift(Record(50, 10), Record(50, 10), 1.0) == pytest.approx(0.5, abs=0.01)


def test_no_lift_over_certainty_is_asked_for() -> None:
    assert probability_of_lift(Record(200, 200), Record(200, 180), 1.5) > 0.9


def test_a_record_counts_for_no_more_than_it_is_allowed_to() -> None:
    assert Record(510, 102).lessened(10) == Record(10, 2)
    assert Record(4, 1).lessened(10) == Record(4, 1)
    assert Record(0, 0).lessened(10) == Record(0, 0)
    assert Record(4, 1) + Record(6, 2) == Record(10, 3)


def test_the_odds_are_a_ratio_of_likelihoods_where_the_base_is_known() -> None:
    sure = Record(10_000_000, 2_000_000)
    expected = (0.2**3 * 0.8**17) / (0.4**3 * 0.6**17)
    assert odds_against(Record(20, 3), sure, 2.0) == pytest.approx(expected, rel=1e-3)


def test_no_inspections_are_no_odds() -> None:
    assert odds_against(Record(0, 0), Record(100, 20), 2.0) == pytest.approx(1.0)


@given(COUNTS, st.floats(0.01, 0.95))
def test_one_more_violation_never_raises_the_odds_against(record: Record, rate: float) -> None:
    base = Record(1e7, 1e7 * rate)  # with an unsure base a violation here may say more about the base
    more, less = Record(record.inspected + 1, record.found + 1), Record(record.inspected + 1, record.found)
    assert odds_against(more, base, 2.0) <= odds_against(record, base, 2.0) * (1 + 1e-9)
    assert odds_against(less, base, 2.0) >= odds_against(record, base, 2.0) * (1 - 1e-9)
