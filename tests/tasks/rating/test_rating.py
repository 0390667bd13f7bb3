"""The rating learns from the past alone, is calibrated, gives reasons, and repeats itself exactly."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from tasks.rating import MissingOutcomesError, Rating, rate_file, train_rating
from tasks.rating.calibration import calibration_error, precision_at
from tasks.rating.features import Features
from tasks.rating.grouping import ItemGroups
from tasks.rating.knowledge import PastKnowledge
from tasks.rating.past_sums import Numbers
from tasks.rating.rating import LARGEST_WEIGHT, selection_weights
from tests.tasks.rating.inspected import LAST_DAY, inspected_history

HISTORY, OUTCOMES = inspected_history(2_500)
CUT = date(2020, 10, 31)
COMING = HISTORY[HISTORY["lodged_on"] > pd.Timestamp(CUT)]
TRUTH = OUTCOMES.loc[COMING.index, "violation"].ne("none").to_numpy()


@pytest.fixture(scope="module")
def rating() -> Rating:
    return train_rating(HISTORY, OUTCOMES, CUT, seed=1)


def test_the_highest_rated_violate_far_more_often_than_the_rest(rating: Rating) -> None:
    rated = rating.rate(COMING)["probability"].to_numpy()
    assert precision_at(rated, TRUTH, 0.10) > 2 * TRUTH.mean()


def test_probabilities_agree_with_what_is_found(rating: Rating) -> None:
    rated = rating.rate(COMING)["probability"].to_numpy()
    assert ((rated > 0) & (rated < 1)).all()
    assert calibration_error(rated, TRUTH, np.ones(len(rated)), groups=5) < 0.08


def test_the_same_input_gives_the_same_ratings(rating: Rating) -> None:
    again = train_rating(HISTORY.sample(frac=1, random_state=3), OUTCOMES.sample(frac=1, random_state=4), CUT, seed=1)
    pd.testing.assert_frame_equal(rating.rate(COMING), again.rate(COMING))
    assert again.card == rating.card


def test_outcome_columns_of_rated_declarations_are_never_looked_at(rating: Rating) -> None:
    with_outcomes = COMING.assign(
        violation=OUTCOMES.loc[COMING.index, "violation"], kind="value", recovered_duty=1e6, inspected_on=LAST_DAY
    )
    pd.testing.assert_frame_equal(rating.rate(COMING), rating.rate(with_outcomes))


def test_outcomes_after_the_training_date_change_nothing(rating: Rating) -> None:
    late = OUTCOMES["inspected_on"] > pd.Timestamp(CUT)
    lied = OUTCOMES.assign(
        violation=OUTCOMES["violation"].mask(
            late, OUTCOMES["violation"].map({"none": "violation", "violation": "none"})
        )
    )
    trained = train_rating(HISTORY, lied, CUT, seed=1)
    pd.testing.assert_frame_equal(rating.rate(COMING), trained.rate(COMING))


def test_declarations_after_the_training_date_change_nothing(rating: Rating) -> None:
    seen = HISTORY[HISTORY["lodged_on"] <= pd.Timestamp(CUT)]
    pd.testing.assert_frame_equal(rating.rate(COMING), train_rating(seen, OUTCOMES, CUT, seed=1).rate(COMING))


def test_a_row_learns_nothing_from_outcomes_of_its_own_day_or_later() -> None:
    day = pd.Timestamp(2020, 6, 15)
    before = HISTORY[HISTORY["lodged_on"] <= day]
    features = Features.of(PastKnowledge.of(HISTORY, OUTCOMES), before, ItemGroups.of(before))
    known = OUTCOMES["inspected_on"] < day
    lied = OUTCOMES.assign(violation=OUTCOMES["violation"].where(known, "violation"))
    after_lies = Features.of(PastKnowledge.of(HISTORY, lied), before, ItemGroups.of(before))
    assert features.names == after_lies.names
    np.testing.assert_array_equal(features.values, after_lies.values)


def test_a_declaration_is_rated_alike_alone_and_among_others(rating: Rating) -> None:
    together = rating.rate(COMING)
    alone = rating.rate(COMING.iloc[[7]])
    assert alone.iloc[0].tolist() == together.iloc[7].tolist()


def test_values_never_seen_and_missing_columns_get_a_probability(rating: Rating) -> None:
    strange = pd.DataFrame(
        {
            "declaration_id": ["X1", "X2"],
            "lodged_on": pd.to_datetime(["2021-01-01", "2021-01-02"]),
            "importer": ["never seen", None],
            "hs_code": ["999999", None],
            "item_value": [0.0, None],
            "net_mass": [0.0, None],
        }
    )
    rated = rating.rate(strange)
    assert rated["probability"].between(0, 1).all()
    assert (rated["reasons"] != "").all()


def test_nothing_to_rate_is_no_error(rating: Rating) -> None:
    assert rating.rate(COMING.iloc[:0]).columns.tolist() == ["declaration_id", "probability", "reasons", "items"]


def test_reasons_tell_the_record_of_an_offender(rating: Rating) -> None:
    offender = COMING[COMING["importer"] == "I2"]
    assert rating.rate(offender)["reasons"].str.contains("importer: violation in|this importer with").any()


def test_the_card_tells_what_was_learned_and_how_good_it_was(rating: Rating) -> None:
    card = rating.card
    assert card.trained_on == CUT
    assert card.window_to <= CUT
    assert card.held_out_from > card.window_from
    assert card.outcomes == (OUTCOMES["inspected_on"] <= pd.Timestamp(CUT)).sum()
    assert 0 <= card.calibration_error < 0.15


def test_too_few_outcomes_and_outcomes_of_one_kind_are_refused() -> None:
    with pytest.raises(MissingOutcomesError, match="199 outcomes"):
        train_rating(HISTORY, OUTCOMES.iloc[:199], LAST_DAY, seed=1)
    with pytest.raises(MissingOutcomesError, match="both kinds"):
        train_rating(HISTORY, OUTCOMES.assign(violation="none"), LAST_DAY, seed=1)


def test_an_inspection_drawn_by_chance_stands_for_all_that_were_not() -> None:
    outcomes = pd.DataFrame(
        {
            "selected_by": ["chance", "chance", "rating", None],
            "selection_probability": [0.1, 0.001, 1.0, np.nan],
        }
    )
    assert selection_weights(outcomes).tolist() == [10.0, LARGEST_WEIGHT, 1.0, 1.0]
    assert selection_weights(outcomes[[]]).tolist() == [1.0] * 4


def test_weighted_outcomes_are_learned_from() -> None:
    drawn = OUTCOMES.assign(selected_by="chance", selection_probability=np.where(OUTCOMES.index % 2, 0.1, 0.5))
    rated = train_rating(HISTORY, drawn, CUT, seed=1).rate(COMING)["probability"].to_numpy()
    assert precision_at(rated, TRUTH, 0.10) > 2 * TRUTH.mean()


def test_a_file_with_outcomes_rates_one_without() -> None:
    past = HISTORY[HISTORY["lodged_on"] <= pd.Timestamp(CUT)]
    rated = rate_file(past.assign(violation=OUTCOMES.loc[past.index, "violation"]), COMING, seed=1)
    assert rated.columns.tolist() == ["declaration_id", "probability"]
    assert rated["declaration_id"].tolist() == COMING["declaration_id"].tolist()
    assert precision_at(rated["probability"].to_numpy(), TRUTH, 0.10) > 2 * TRUTH.mean()


def test_values_in_several_currencies_are_compared_in_one(rating: Rating) -> None:
    groups = ItemGroups.of(COMING)
    names = ("value", "unit value", "duty", "unit value against the same HS code")

    def values_of(declarations: pd.DataFrame) -> Numbers:
        features = Features.of(rating.knowledge, declarations, groups)
        return features.values[:, [features.names.index(name) for name in names]]

    dollars = COMING.assign(value=COMING["item_value"], item_value=COMING["item_value"] / 7, currency="USD")
    np.testing.assert_array_equal(values_of(dollars), values_of(COMING))
    without_rate = values_of(COMING.assign(currency="XAU"))
    assert np.isnan(without_rate[:, [0, 1, 3]]).all()
    assert (without_rate[:, 2] == 0).all()
    assert rating.rate(COMING.assign(currency="XAU"))["probability"].between(0, 1).all()


def test_a_file_in_one_currency_is_rated_as_one_without() -> None:
    past = HISTORY[HISTORY["lodged_on"] <= pd.Timestamp(CUT)]
    inspected = past.assign(violation=OUTCOMES.loc[past.index, "violation"])
    expected = rate_file(inspected, COMING, seed=1)
    in_won = rate_file(inspected.assign(currency="KRW", value=np.nan), COMING.assign(currency="KRW"), seed=1)
    pd.testing.assert_frame_equal(in_won, expected)
