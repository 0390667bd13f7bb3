"""Misclassification is found by words and by unit values that belong to another heading."""

import pandas as pd

from tests.tasks.analysis.trade import coffee, declared, found, past_days, recent_day


def named(count: int, hs_code: str, description: str, rate: float) -> pd.DataFrame:
    return declared(
        lodged_on=past_days(count), hs_code=hs_code, goods_description=[description] * count, duty_rate=rate
    )


PAST = pd.concat(
    [named(40, "870323", "passenger car", 15.0), named(40, "847989", "machine", 0.0), named(40, "870899", "part", 6.0)]
)


def test_words_of_a_dearer_heading_are_found() -> None:
    recent = declared(
        importer=["CAR"], lodged_on=recent_day(), hs_code="847989", goods_description="passenger car", duty_rate=0.0
    )
    assert found("misclassification", PAST, recent) == ["CAR+847989"]


def test_the_usual_heading_is_not_found() -> None:
    recent = declared(
        importer=["CAR"], lodged_on=recent_day(), hs_code="870323", goods_description="passenger car", duty_rate=15.0
    )
    assert found("misclassification", PAST, recent) == []


def test_words_of_a_heading_of_less_duty_are_not_found() -> None:
    recent = declared(
        importer=["M"], lodged_on=recent_day(), hs_code="870323", goods_description="machine", duty_rate=15.0
    )
    assert found("misclassification", PAST, recent) == []


def test_a_unit_value_of_a_dearer_sibling_code_is_found() -> None:
    dear = coffee(40, hs_code="090122", duty_rate=15.0)
    dear["item_value"] *= 8
    recent = declared(importer=["ROAST"], lodged_on=recent_day(), hs_code="090121", item_value=4000.0)
    assert found("misclassification", pd.concat([coffee(40), dear]), recent) == ["ROAST+090121"]


def test_a_unit_value_that_fits_no_sibling_is_not_found() -> None:
    recent = declared(importer=["ROAST"], lodged_on=recent_day(), hs_code="090121", item_value=4000.0)
    assert found("misclassification", coffee(40), recent) == []
