"""Trees are the same on every machine and are refused where they do not fit."""

import numpy as np
import pytest

from tasks.rating import trees as module
from tasks.rating.trees import Trees, UnknownTreesError

CHANCE = np.random.default_rng(1)
VALUES = np.column_stack([CHANCE.normal(size=4_000), CHANCE.integers(0, 9, 4_000)])
VALUES[::7, 0] = np.nan
VIOLATED = CHANCE.random(4_000) < 0.1 + 0.5 * (VALUES[:, 1] > 5)
NAMES = ("hit rate of the same HS code, net mass and item value", "duty rate")


def trained(weights: float = 1.0, threads: int = 1) -> Trees:
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(module._SETTINGS, "num_threads", threads)
        return Trees.trained(NAMES, VALUES, VIOLATED, np.full(len(VALUES), weights), seed=1)


def test_two_trainings_give_the_same_text_on_one_thread_and_the_same_trees_on_two() -> None:
    once, again, on_two = trained(), trained(), trained(threads=2)
    assert once == again
    assert once.text.split("\nparameters:")[0] == on_two.text.split("\nparameters:")[0]


def test_trees_separate_what_violates_more_often() -> None:
    scores = trained().scores(VALUES)
    assert scores[VALUES[:, 1] > 5].min() > 0.4
    assert scores[VALUES[:, 1] <= 5].max() < 0.3


def test_a_row_alone_gets_the_score_that_it_gets_among_others() -> None:
    trees = trained()
    together = trees.scores(VALUES[:50])
    assert [trees.scores(VALUES[[row]])[0] for row in range(50)] == together.tolist()


def test_a_read_text_scores_as_the_trained_trees_do() -> None:
    trees = trained()
    assert (Trees(trees.text).scores(VALUES) == trees.scores(VALUES)).all()


def test_trees_know_the_features_they_were_trained_on() -> None:
    assert trained().take(NAMES)
    assert not trained().take(NAMES[::-1])


def test_other_features_and_other_texts_are_refused() -> None:
    with pytest.raises(UnknownTreesError, match="takes 2 features, not 1"):
        trained().scores(VALUES[:, :1])
    with pytest.raises(UnknownTreesError, match="no trees"):
        Trees("no model").scores(VALUES)
