"""A preferential origin that is new for the goods and is not the country of departure is found."""

import pandas as pd

from tasks.analysis.revenue.false_origin import _within_agreement
from tests.tasks.analysis.trade import coffee, declared, found, recent_day

CLAIM = {
    "importer": ["CLAIM"],
    "lodged_on": recent_day(),
    "country_of_origin": "KH",
    "country_of_departure": "US",
    "duty_rate": 0.0,
    "duty_type": "FAS1",
}


def test_a_preferential_origin_without_history_that_left_from_elsewhere_is_found() -> None:
    assert found("false_origin", coffee(60), declared(**CLAIM)) == ["CLAIM+KH"]


def test_goods_that_left_from_their_origin_are_not_found() -> None:
    assert found("false_origin", coffee(60), declared(**{**CLAIM, "country_of_departure": "KH"})) == []


def test_goods_that_left_from_another_member_of_the_agreement_are_not_found() -> None:
    assert found("false_origin", coffee(60), declared(**{**CLAIM, "country_of_departure": "VN"})) == []


def test_an_origin_that_always_brought_these_goods_is_not_found() -> None:
    past = pd.concat([coffee(60), coffee(20, country_of_origin="KH")])
    assert found("false_origin", past, declared(**CLAIM)) == []


def test_the_ordinary_rate_is_not_found() -> None:
    assert found("false_origin", coffee(60), declared(**{**CLAIM, "duty_rate": 8.0})) == []


def test_a_claim_that_never_left_from_there_is_found_though_its_origin_is_usual() -> None:
    usual = {"country_of_origin": "VN", "country_of_departure": "VN", "duty_type": "FAS1", "duty_rate": 0.0}
    past = pd.concat([coffee(60), coffee(40, **usual)])
    odd = declared(**{**CLAIM, "country_of_origin": "VN"})
    assert found("false_origin", past, odd) == ["CLAIM+VN"]
    by_hub = coffee(10, **{**usual, "country_of_departure": "US"})
    assert found("false_origin", pd.concat([past, by_hub]), odd) == []


def test_goods_that_left_from_britain_were_within_the_european_agreement_until_the_end_of_2020() -> None:
    german = {"country_of_origin": "DE", "country_of_departure": "GB", "duty_type": "FEU1", "duty_rate": 0.0}
    days = pd.to_datetime(pd.Series(["2020-12-31", "2021-01-01"]))
    assert _within_agreement(declared(lodged_on=days, **german)).tolist() == [True, False]
