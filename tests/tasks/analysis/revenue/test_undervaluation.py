"""Undervaluation is found by peers of the same goods, origin and quantity."""

import json

import numpy as np
import pandas as pd

from tests.tasks.analysis.trade import coffee, declared, findings, found, recent_day


def test_a_third_of_the_usual_unit_value_is_found_with_what_was_expected() -> None:
    cheap = declared(importer=["CHEAP"], lodged_on=recent_day(), item_value=160.0)
    honest = coffee(60).iloc[:20].assign(lodged_on=recent_day())
    table = findings("undervaluation", coffee(60), pd.concat([honest, cheap]))
    assert table["subject"].tolist() == ["CHEAP+090121"]
    compared = json.loads(table["compared"][0])
    assert 4 < compared["expected_unit_value"] < 6
    assert compared["unit_value"] == 1.6
    assert 20 < table["amount_at_stake"][0] < 35  # 8 % of what is missing to about 500


def test_honest_prices_are_not_found() -> None:
    assert found("undervaluation", coffee(200), coffee(60).assign(lodged_on=recent_day())) == []


def test_a_quantity_discount_is_not_found() -> None:
    past = coffee(120)
    past["item_value"] = past["item_value"] * (past["net_mass"] / 100) ** -0.5
    large = declared(importer=["LARGE"], lodged_on=recent_day(), net_mass=300.0, item_value=1500.0 * 3**-0.5)
    assert found("undervaluation", past, large) == []


def test_another_price_of_another_origin_is_not_found() -> None:
    cheap_origin = coffee(60, country_of_origin="VN")
    cheap_origin["item_value"] /= 4
    recent = declared(importer=["VIET"], country_of_origin="VN", lodged_on=recent_day(), item_value=125.0)
    assert found("undervaluation", pd.concat([coffee(60), cheap_origin]), recent) == []


def test_without_enough_peers_nothing_is_found() -> None:
    assert found("undervaluation", coffee(10), declared(importer=["A"], lodged_on=recent_day(), item_value=1.0)) == []


def test_no_past_and_no_mass_are_no_error() -> None:
    assert found("undervaluation", coffee(0), declared(importer=["A"], lodged_on=recent_day(), net_mass=0.0)) == []


def test_a_price_that_falls_for_all_explains_a_low_one() -> None:
    past = coffee(300).sort_values("lodged_on", ignore_index=True)
    past["item_value"] *= np.exp(np.linspace(0, -0.9, len(past)))
    last = declared(importer=["LATE"], lodged_on=recent_day(), item_value=500 * np.exp(-0.9))
    assert found("undervaluation", past, last) == []
    assert found("undervaluation", coffee(300), last) == ["LATE+090121"]


def test_the_least_expected_value_lies_between_the_declared_and_the_expected_one() -> None:
    cheap = declared(importer=["CHEAP"], lodged_on=recent_day(), item_value=160.0)
    compared = json.loads(findings("undervaluation", coffee(60), cheap)["compared"][0])
    assert compared["unit_value"] < compared["least_unit_value"] < compared["expected_unit_value"]
