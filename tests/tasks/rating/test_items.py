"""Declarations of several goods items: each item is rated, and the declaration gets one calibrated probability."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from tasks.rating import Rating, model_file, rate_file, train_rating
from tasks.rating.calibration import calibration_error, precision_at
from tasks.rating.single import rate_single
from tests.tasks.rating.inspected import inspected_history, inspected_items
from tests.tasks.rating.test_single import rows_of

ITEMS, OUTCOMES, TRUTH = inspected_items(4_000, seed=2)
CUT = date(2020, 9, 30)
COMING = ITEMS[ITEMS["lodged_on"] > pd.Timestamp(CUT)].reset_index(drop=True)
COMING_TRUTH = TRUTH[TRUTH["lodged_on"] > pd.Timestamp(CUT)].reset_index(drop=True)
VIOLATED = COMING_TRUTH.groupby("declaration_id", sort=False)["violated"].any()


@pytest.fixture(scope="module")
def rating() -> Rating:
    return train_rating(ITEMS, OUTCOMES, CUT, seed=1)


def test_every_declaration_gets_one_probability_that_agrees_with_what_is_found(rating: Rating) -> None:
    rated = rating.rate(COMING)
    assert rated["declaration_id"].tolist() == VIOLATED.index.tolist()
    probability, violated = rated["probability"].to_numpy(), VIOLATED.to_numpy()
    assert precision_at(probability, violated, 0.10) > 2 * violated.mean()
    assert calibration_error(probability, violated, np.ones(len(rated)), groups=5) < 0.08
    sizes = COMING.groupby("declaration_id", sort=False).size().to_numpy()
    for some in (sizes <= 2, sizes >= 6):  # short and long declarations alike
        assert abs(probability[some].mean() - violated[some].mean()) < 0.08


def test_the_items_that_drive_the_rating_are_the_ones_that_violate(rating: Rating) -> None:
    rated = rating.rate(COMING).set_index("declaration_id")
    sizes = COMING.groupby("declaration_id").size()
    named = {str(name): items.split(";") for name, items in rated["items"].items()}
    violating = COMING_TRUTH.groupby("declaration_id")["violated"].transform("sum")
    sought = COMING_TRUTH[
        COMING_TRUTH["violated"] & (violating == 1) & (COMING_TRUTH["declaration_id"].map(sizes) >= 4)
    ]
    assert len(sought) > 100
    found = [
        str(number) in named[name] for name, number in zip(sought["declaration_id"], sought["item_number"], strict=True)
    ]
    assert np.mean(found) > 0.6
    assert max(map(len, named.values())) == 3
    assert (rated.loc[sizes[sizes == 1].index, "items"] == "").all()
    assert rated.loc[sizes[sizes > 1].index, "reasons"].str.match(r"item \d+: ").all()
    assert not rated.loc[sizes[sizes == 1].index, "reasons"].str.startswith("item ").any()


@pytest.mark.slow
@pytest.mark.parametrize("naming", [0.0, 1.0])
def test_the_item_is_learned_whether_outcomes_name_it_or_not(naming: float) -> None:
    items, outcomes, _ = inspected_items(4_000, seed=2, naming=naming)
    rated = train_rating(items, outcomes, CUT, seed=1).rate(COMING)["probability"].to_numpy()
    violated = VIOLATED.to_numpy()
    assert precision_at(rated, violated, 0.10) > 2 * violated.mean()
    assert calibration_error(rated, violated, np.ones(len(rated)), groups=5) < 0.08


@pytest.mark.slow
def test_the_order_of_rows_changes_no_rating(rating: Rating) -> None:
    expected = rating.rate(COMING).set_index("declaration_id").sort_index()
    mixed = rating.rate(COMING.sample(frac=1, random_state=1)).set_index("declaration_id").sort_index()
    pd.testing.assert_frame_equal(mixed, expected)
    again = train_rating(ITEMS.sample(frac=1, random_state=3), OUTCOMES.sample(frac=1, random_state=4), CUT, seed=1)
    assert again.card == rating.card


def test_a_declaration_is_rated_alike_alone_among_others_and_without_a_frame(rating: Rating) -> None:
    expected = rating.rate(COMING)
    for name, items in list(COMING.groupby("declaration_id", sort=False))[:40]:
        alone = rating.rate(items).to_numpy().tolist()[0]
        assert alone == expected[expected["declaration_id"] == name].to_numpy().tolist()[0]
        assert list(rate_single(rating, rows_of(items))) == alone[1:]


def test_each_row_has_the_probability_of_its_declaration(rating: Rating) -> None:
    expected = COMING[["declaration_id"]].merge(rating.rate(COMING), on="declaration_id", how="left")
    assert rating.probability_of(COMING).tolist() == expected["probability"].tolist()


def test_a_read_file_rates_long_declarations_as_the_written_rating_does(rating: Rating) -> None:
    loaded = model_file.read(model_file.written(rating))
    pd.testing.assert_frame_equal(loaded.rate(COMING), rating.rate(COMING))


def test_one_item_each_gives_the_figures_of_a_history_without_item_numbers() -> None:
    history, outcomes = inspected_history(1_200)
    bare = train_rating(history, outcomes, CUT, seed=1).rate(history.tail(50))
    numbered = train_rating(
        history.assign(item_number=1), outcomes.assign(item_number=1, inspected_on=history["lodged_on"]), CUT, seed=1
    ).rate(history.tail(50).assign(item_number=1))
    pd.testing.assert_frame_equal(bare, numbered)


@pytest.mark.slow
def test_a_file_of_items_gives_one_probability_per_declaration() -> None:
    past = ITEMS[ITEMS["lodged_on"] <= pd.Timestamp(CUT)]
    by_item = TRUTH["violated"].map({True: "violation", False: "none"})
    whole = TRUTH.groupby("declaration_id")["violated"].transform("any").map({True: "violation", False: "none"})
    for violation in (by_item, whole):
        rated = rate_file(past.assign(violation=violation[past.index]), COMING.assign(office="nobody knows"), seed=1)
        assert rated["declaration_id"].tolist() == VIOLATED.index.tolist()
        assert rated["probability"].between(0, 1).all()
        assert precision_at(rated["probability"].to_numpy(), VIOLATED.to_numpy(), 0.10) > 1.8 * VIOLATED.mean()
