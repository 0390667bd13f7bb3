"""A change in month 9 is reported within two weeks of data, and none when nothing changes."""

import pytest

from benchmarks.drift import CHANGES, ON, days_until_reported, measure_silence, plan_of
from tasks.simulation.change import PriceChange, RouteChange
from tasks.simulation.world import simulate

SMALL = 50_000


@pytest.mark.parametrize("detector", CHANGES)
def test_a_change_in_month_nine_is_reported_within_two_weeks(detector: str) -> None:
    days = days_until_reported(3, SMALL, detector)
    assert days is not None
    assert days <= 14


def test_nothing_is_reported_when_nothing_changes() -> None:
    silence = measure_silence((3,), SMALL, weeks=3)
    assert silence["series_months"].sum() > 200
    assert (silence["per_thousand"] <= 1).all(), silence


def test_the_simulated_change_begins_on_its_day_and_leaves_all_else_alone() -> None:
    plan = plan_of(5, 5_000)
    honest = simulate(plan).declarations
    price, route = CHANGES["price_change"], CHANGES["route_mix"]
    assert isinstance(price, PriceChange)
    assert isinstance(route, RouteChange)
    cheaper = simulate(plan, price).declarations
    touched = cheaper["item_value"] != honest["item_value"]
    assert touched.any()
    assert (cheaper.loc[touched, "lodged_on"].dt.date >= ON).all()
    moved = simulate(plan, route).declarations
    rerouted = moved["country_of_departure"] != honest["country_of_departure"]
    assert set(moved.loc[rerouted, "country_of_departure"]) == {"HK"}
    assert (moved.loc[rerouted, "lodged_on"].dt.date >= ON).all()
