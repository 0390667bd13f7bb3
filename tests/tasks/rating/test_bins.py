"""Classes keep the order of values and what is missing, and give the trees what they would find themselves."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from sklearn.ensemble import HistGradientBoostingClassifier

from tasks.rating.bins import MOST_BINS, Bins


@given(st.lists(st.one_of(st.none(), st.integers(-50, 50).map(float)), min_size=3, max_size=120))
def test_order_and_missing_values_are_kept(values: list[float | None]) -> None:
    columns = pd.DataFrame({"x": pd.Series(values, dtype="float64")})
    classes = Bins.of(columns).classes(columns)[:, 0]
    assert (np.isnan(classes) == columns["x"].isna()).all()
    known = columns["x"].notna().to_numpy()
    assert (np.diff(classes[known][np.argsort(columns["x"][known], kind="stable")]) >= 0).all()
    assert len(np.unique(classes[known])) <= MOST_BINS


def test_trees_learn_the_same_from_classes_as_from_values() -> None:
    chance = np.random.default_rng(1)
    columns = pd.DataFrame({"x": chance.normal(size=4_000), "y": chance.integers(0, 9, 4_000).astype("float64")})
    columns.loc[::7, "x"] = np.nan
    violated = chance.random(4_000) < 0.1 + 0.5 * (columns["y"] > 5)
    bins = Bins.of(columns)
    settings = {"max_iter": 10, "max_bins": MOST_BINS, "early_stopping": False, "random_state": 1}
    by_classes = HistGradientBoostingClassifier(**settings).fit(bins.classes(columns), violated)
    by_values = HistGradientBoostingClassifier(**settings).fit(columns.to_numpy(), violated)
    told = by_classes.predict_proba(bins.classes(columns)), by_values.predict_proba(columns.to_numpy())
    np.testing.assert_allclose(*told)


def test_values_never_seen_fall_into_the_classes_at_the_ends() -> None:
    bins = Bins.of(pd.DataFrame({"x": [1.0, 2.0, 3.0]}))
    assert bins.classes(pd.DataFrame({"x": [-9.0, 1.6, 99.0]}))[:, 0].tolist() == [0, 1, 2]
