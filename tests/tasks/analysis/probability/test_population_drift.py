"""Trade that differs from the past of the rating is found with the value that moved."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from tasks.analysis.probability.population_drift import stability
from tests.tasks.analysis.trade import coffee, findings, found, recent_day

PAST = pd.concat([coffee(600, transport_mode="sea"), coffee(400, transport_mode="air")])


def lately(sea: int, air: int) -> pd.DataFrame:
    return pd.concat([coffee(sea, transport_mode="sea"), coffee(air, transport_mode="air")]).assign(
        lodged_on=recent_day()
    )


def test_air_freight_that_doubles_its_share_is_found() -> None:
    table = findings("population_drift", PAST, lately(60, 240))
    assert table[["subject_kind", "subject"]].to_numpy().tolist() == [["transport_mode", "air"]]
    assert json.loads(table["compared"][0])["share_now"] == 0.8
    assert len(table["declaration_ids"][0]) == 240


def test_the_same_distribution_and_too_few_declarations_are_no_drift() -> None:
    assert found("population_drift", PAST, lately(180, 120)) == []
    assert found("population_drift", PAST, lately(10, 90)) == []


@examples(st.integers(0, 1_000), st.integers(2, 60))
def test_samples_of_one_population_show_no_drift_however_many_values_it_has(seed: int, values: int) -> None:
    chance = np.random.default_rng(seed)
    spread = chance.dirichlet(np.full(values, 2.0))
    past, recent = (pd.Series(chance.choice(values, size, p=spread).astype(str)) for size in (20_000, 600))
    assert stability(past, recent).sum() < 0.12


def test_the_index_equals_the_textbook_formula_for_large_samples() -> None:
    past, recent = pd.Series(["a"] * 50_000 + ["b"] * 50_000), pd.Series(["a"] * 80_000 + ["b"] * 20_000)
    textbook = 0.3 * np.log(0.8 / 0.5) - 0.3 * np.log(0.2 / 0.5)
    assert stability(past, recent).sum() == pytest.approx(textbook, abs=1e-3)
