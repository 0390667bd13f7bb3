"""A price change for all importers is found with its day; the price of one importer, a trend and chance are not."""

import json

import numpy as np
import pandas as pd

from tests.tasks.analysis.trade import AS_OF, coffee, findings, found, recent_day


def lately(factor: float, days: int = 10, count: int = 60, **columns: object) -> pd.DataFrame:
    rows = coffee(count, **columns)
    rows["item_value"] *= factor
    return rows.assign(lodged_on=[recent_day(number % days) for number in range(count)])


def test_a_fall_of_a_third_within_ten_days_is_found_with_its_first_day() -> None:
    steady = lately(1.0, count=30).assign(lodged_on=recent_day(20))
    table = findings("price_change", coffee(200), pd.concat([steady, lately(0.67)]))
    assert table["subject"].tolist() == ["090121+CO"]
    told = json.loads(table["compared"][0])
    assert -0.38 < told["price_change"] < -0.26
    assert told["since_day"] >= "2020-12-13", "not before prices fell"
    assert AS_OF.isoformat() >= told["since_day"]


def test_honest_prices_are_no_change() -> None:
    assert found("price_change", coffee(300), lately(1.0)) == []


def test_the_low_prices_of_one_importer_are_no_change_of_the_market() -> None:
    assert found("price_change", coffee(300), lately(0.5, importer="I3")) == []


def test_a_larger_share_of_dearer_importers_is_no_change_of_price() -> None:
    past = coffee(300)
    past.loc[past["importer"].isin(["I1", "I2", "I4"]), "item_value"] *= 2
    dear = [f"I{(1, 2, 4)[number % 3]}" for number in range(60)]
    assert found("price_change", past, lately(2.0, importer=dear)) == []


def test_a_slow_fall_that_continues_is_no_change() -> None:
    past = coffee(300).sort_values("lodged_on", ignore_index=True)
    past["item_value"] *= np.exp(np.linspace(0, -0.25, len(past)))
    assert found("price_change", past, lately(float(np.exp(-0.27)))) == []
