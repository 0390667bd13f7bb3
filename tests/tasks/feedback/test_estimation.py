"""Estimates from samples drawn with unequal probabilities: as a slow oracle gives them, and right on average."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.feedback.estimation import estimated_share, share

DRAWN = st.lists(st.tuples(st.booleans(), st.floats(0.001, 1.0)), min_size=1, max_size=40)


def estimate(drawn: list[tuple[bool, float]]) -> dict[str, object]:
    holds, probability = zip(*drawn, strict=True)
    return estimated_share("rate", "national", pd.Series(holds, dtype="bool"), pd.Series(probability))


@given(DRAWN)
def test_each_member_drawn_stands_for_one_over_its_probability(drawn: list[tuple[bool, float]]) -> None:
    stood_for = sum(1 / probability for _, probability in drawn)
    holding = sum(1 / probability for holds, probability in drawn if holds)
    told = estimate(drawn)
    assert told["value"] == pytest.approx(holding / stood_for)
    assert 0 <= float(str(told["low"])) <= float(str(told["value"])) + 1e-9
    assert float(str(told["value"])) - 1e-9 <= float(str(told["high"])) <= 1


@given(st.integers(0, 30), st.integers(1, 30), st.floats(0.001, 1.0))
def test_equal_probabilities_give_the_plain_share_and_its_interval(found: int, more: int, probability: float) -> None:
    told = estimate([(True, probability)] * found + [(False, probability)] * more)
    plain = share("rate", "national", found, found + more)
    assert [told[name] for name in ("value", "low", "high")] == pytest.approx(
        [plain[name] for name in ("value", "low", "high")]
    )


def test_wilson_s_interval_of_ten_in_a_hundred() -> None:
    told = share("rate", "national", 10, 100)
    assert [told["value"], told["low"], told["high"]] == pytest.approx([0.1, 0.0552, 0.1744], abs=1e-4)


def test_what_was_never_observed_is_missing_not_zero() -> None:
    assert share("rate", "national", 0, 0)["value"] is None
    assert estimated_share("rate", "x", pd.Series(dtype="bool"), pd.Series(dtype="float64"))["value"] is None


def test_the_estimate_is_right_on_average_and_its_interval_covers_where_plain_shares_mislead() -> None:
    # Half of the offices draw one in ten and find little; the other half draw one in a hundred and find much.
    chances = np.random.default_rng(7)
    probability = np.repeat([0.1, 0.01], 20_000)
    violates = chances.random(40_000) < np.repeat([0.05, 0.35], 20_000)
    truth = violates.mean()
    estimates, plain, covered = [], [], 0
    for _ in range(200):
        drawn = chances.random(40_000) < probability
        told = estimated_share("rate", "x", pd.Series(violates[drawn]), pd.Series(probability[drawn]))
        estimates.append(float(str(told["value"])))
        plain.append(violates[drawn].mean())
        covered += float(str(told["low"])) <= truth <= float(str(told["high"]))
    assert np.mean(estimates) == pytest.approx(truth, abs=0.005)
    assert abs(np.mean(plain) - truth) > 0.1
    assert covered >= 180
