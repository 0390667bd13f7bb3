"""Calibration turns scores into probabilities and keeps their order; its measures are right on plain cases."""

import numpy as np
import pytest

from tasks.rating.calibration import Calibration, calibrated, calibration_error, precision_at


def test_overconfident_scores_become_probabilities_in_the_same_order() -> None:
    chance = np.random.default_rng(1)
    truth = chance.uniform(0.02, 0.6, 20_000)
    violated = chance.random(20_000) < truth
    scores = 1 / (1 + np.exp(-3 * np.log(truth / (1 - truth))))
    weights, single = np.ones(20_000), np.ones(20_000, dtype=np.int64)
    line = calibrated(scores, violated, weights, single)
    assert calibration_error(scores, violated, weights) > 0.05
    assert calibration_error(line.probability(scores, single), violated, weights) < 0.02
    assert (np.argsort(line.probability(scores, single)) == np.argsort(scores)).all()


def test_outcomes_of_one_kind_calibrate_nothing() -> None:
    assert (
        calibrated(np.array([0.1, 0.9]), np.array([False, False]), np.ones(2), np.ones(2, dtype=np.int64))
        == Calibration()
    )


def test_precision_counts_the_highest_share() -> None:
    violated = np.array([True, True, False, False, False, False, False, False, False, True])
    assert precision_at(np.linspace(1, 0, 10), violated, 0.2) == 1.0
    assert precision_at(np.linspace(1, 0, 10), violated, 0.3) == pytest.approx(2 / 3)


def test_calibration_error_of_true_probabilities_is_small_and_of_false_ones_large() -> None:
    violated = np.arange(1_000) % 4 == 0
    assert calibration_error(np.full(1_000, 0.25), violated, np.ones(1_000)) < 0.01
    assert calibration_error(np.full(1_000, 0.75), violated, np.ones(1_000)) == pytest.approx(0.5)
