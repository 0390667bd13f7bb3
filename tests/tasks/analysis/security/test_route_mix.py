"""A departure that gains the trade of an origin is found; the habit of one importer and small numbers are not."""

import pandas as pd

from tests.tasks.analysis.trade import coffee, found, recent_day


def lately(count: int, **columns: object) -> pd.DataFrame:
    return coffee(count, **columns).assign(lodged_on=[recent_day(number % 12) for number in range(count)])


def test_half_of_an_origin_departing_from_a_hub_is_found() -> None:
    recent = pd.concat([lately(20), lately(20, country_of_departure="PA")])
    assert found("route_mix", coffee(200), recent) == ["CO+PA"]


def test_a_hub_that_always_had_its_share_is_no_change() -> None:
    past = pd.concat([coffee(100), coffee(100, country_of_departure="PA")])
    assert found("route_mix", past, pd.concat([lately(20), lately(20, country_of_departure="PA")])) == []


def test_the_new_habit_of_one_importer_is_no_change() -> None:
    recent = pd.concat([lately(20), lately(20, country_of_departure="PA", importer="ONE")])
    assert found("route_mix", coffee(200), recent) == []


def test_a_few_consignments_and_an_origin_without_a_past_are_no_change() -> None:
    assert found("route_mix", coffee(200), pd.concat([lately(20), lately(5, country_of_departure="PA")])) == []
    assert found("route_mix", coffee(20), lately(30, country_of_departure="PA")) == []
