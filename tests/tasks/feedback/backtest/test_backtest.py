"""A backtest reveals to a policy only what it inspects itself, repeats by its seed, and compares with intervals."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tasks.feedback.backtest.backtest import backtest, latter_half, with_intervals
from tasks.feedback.backtest.past import NoPeriodError, Past, past_of
from tasks.feedback.backtest.play import play
from tasks.feedback.backtest.policies.product import by_lanes
from tasks.feedback.backtest.policy import Week, named_policies, policy_named
from tests.tasks.rating.inspected import inspected_history, inspected_items

WEEKS, LEARNING = 5, ("exploitation", "hybrid-30", "uncertainty", "product")


def short(declarations: pd.DataFrame, outcomes: pd.DataFrame) -> Past:
    """The month of history and five weeks."""
    days = declarations["lodged_on"]
    rows = declarations[days < days.min() + pd.Timedelta(days=31 + 7 * WEEKS)]
    return past_of(rows, outcomes.assign(recovered_duty=100.0, officer_hours=3.0))


@pytest.fixture(scope="module")
def table() -> Past:
    return short(*inspected_history(3_000))


def week(rating: list[float], room: int, seed: int = 0) -> Week:
    size = len(rating)
    return Week(
        number=1,
        room=room,
        rating=np.array(rating),
        offices=np.array(["O1"] * size, dtype=object),
        unknown=np.zeros(size, dtype=bool),
        coming=np.zeros(size),
        chance=np.random.default_rng(seed),
    )


def test_every_policy_inspects_as_many_as_there_is_room_for_each_once() -> None:
    given = np.random.default_rng(1).random(400).tolist()
    assert set(named_policies()) == {
        "random", "static", "exploitation", "hybrid-10", "hybrid-30", "uncertainty", "product",
    }  # fmt: skip
    for policy in named_policies().values():
        chosen = policy.choose(week(given, 40))
        assert len(set(chosen.places.tolist())) == len(chosen.places) == 40, policy.name


def test_exploitation_takes_the_highest_uncertainty_what_is_nearest_to_one_half() -> None:
    given = week([0.9, 0.1, 0.52, 0.8, 0.4], 2)
    assert policy_named("exploitation").choose(given).places.tolist() == [0, 3]
    assert policy_named("uncertainty").choose(given).places.tolist() == [2, 4]


def test_a_hybrid_draws_its_share_by_chance_beside_the_highest() -> None:
    chosen = policy_named("hybrid-30").choose(week(np.linspace(1, 0, 100).tolist(), 10))
    by_rating = chosen.places[chosen.grounds == "rating"]
    assert by_rating.tolist() == list(range(7))
    assert (chosen.grounds == "chance").sum() == 3
    assert chosen.probability[chosen.grounds == "chance"] == pytest.approx([3 / 93] * 3)


def test_lanes_stay_within_the_capacity_of_an_office_and_inspect_none_where_the_high_lane_has_no_share() -> None:
    given = week(np.linspace(1, 0, 50).tolist(), 20)
    none, full = np.zeros(50), np.ones(50)
    assert by_lanes(given, none, full, np.full(50, 6.0)).places.tolist() == list(range(6))
    assert by_lanes(given, none, none, np.full(50, 6.0)).places.tolist() == []
    assert by_lanes(given, none, np.full(50, 0.1), np.full(50, np.inf)).places.tolist() == list(range(5))


@pytest.mark.parametrize("name", LEARNING)
def test_outcomes_that_a_policy_never_revealed_change_nothing_that_it_selects(table: Past, name: str) -> None:
    policy = replace(policy_named(name), training=2)
    first = play(table, policy, 0.1, seed=3)
    hidden = table.weeks > 0
    hidden[first["declaration"].to_numpy()] = False
    violated, violating = table.sealed.violated.copy(), table.sealed.violating.copy()
    violated[hidden] = ~violated[hidden]
    violating[hidden] = 1.0 - violating[hidden]
    lied = replace(table, sealed=replace(table.sealed, violated=violated, violating=violating))
    pd.testing.assert_frame_equal(play(lied, policy, 0.1, seed=3), first)


def test_the_same_seed_gives_the_same_weeks_and_figures_add_up(table: Past) -> None:
    policies = [policy_named(name) for name in ("random", "static", "product")]
    result = backtest(table, policies, 0.1, [1, 2])
    again = backtest(table, policies, 0.1, [1, 2])
    pd.testing.assert_frame_equal(result.weeks, again.weeks)
    weeks = result.weeks
    assert len(weeks) == 3 * 2 * WEEKS
    assert weeks["inspected"].tolist() == [round(0.1 * count) for count in weeks["declarations"]]
    assert (weeks["found"] <= weeks[["violations", "inspected"]].min(axis=1)).all()
    assert weeks["recovered_duty"].tolist() == (100.0 * weeks["found"]).tolist()
    assert weeks["hours"].tolist() == (3.0 * weeks["inspected"]).tolist()
    found = with_intervals(weeks, "found")
    values = found.to_numpy()  # by policy: random, static, product; value, low, high
    assert values[1, 0] > values[0, 2]
    assert found["low"].le(found["value"]).all()
    assert with_intervals(weeks, "found", against="random").to_numpy()[0].tolist() == [0.0, 0.0, 0.0]
    assert latter_half(weeks)["week"].unique().tolist() == [3, 4, 5]


def test_declarations_of_several_items_are_inspected_whole() -> None:
    items, outcomes, _ = inspected_items(1_500)
    past = short(items, outcomes)
    selected = play(past, policy_named("exploitation"), 0.2, seed=0)
    assert not selected["declaration"].duplicated().any()
    everyone = past.sealed.violated[past.weeks > 0].mean()
    assert selected["found"].mean() > everyone


def test_a_period_without_weeks_after_the_month_is_refused_in_a_sentence() -> None:
    declarations, outcomes = inspected_history(400)
    early = declarations[declarations["lodged_on"] < pd.Timestamp("2020-02-05")]
    with pytest.raises(NoPeriodError, match="is too short"):
        past_of(early, outcomes.assign(recovered_duty=np.nan, officer_hours=np.nan))
