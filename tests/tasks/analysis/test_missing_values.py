"""A value that a source leaves empty stops no analysis, and no text shows nan."""

import pandas as pd
import pytest

from tasks.analysis.method import detectors
from tests.in_chinese import left_english
from tests.tasks.analysis.trade import coffee, declared, given, past_days, recent_day

OPTIONAL = (
    ["country_of_origin", "duty_rate"],
    ["country_of_departure"],
    ["item_value"],
    ["net_mass", "seller", "declarant", "duty_type", "goods_description", "currency", "licences", "probability"],
)
LICENSED = {"hs_code": "284410", "country_of_origin": "FR", "country_of_departure": "FR"}
BRANDED = {"hs_code": "640411", "country_of_origin": "CN", "country_of_departure": "HK"}
PAST = pd.concat(
    [
        coffee(60, goods_description="coffee", duty_type="A", currency="CNY"),
        coffee(40, country_of_origin="DE", country_of_departure="DE"),
        declared(lodged_on=past_days(30), licences=pd.Series([["L"]] * 30, dtype="object"), **LICENSED),
        declared(lodged_on=past_days(30), **BRANDED),
    ]
)
RECENT = pd.concat(
    [
        declared(importer=["LOW"] * 6, item_value=40.0, probability=0.9, goods_description="coffee"),
        declared(importer=["NEW"] * 2, duty_rate=25.0, probability=0.6, country_of_departure="PE"),
        declared(importer=["HEAVY"] * 3, net_mass=1.0, item_value=500.0),
        declared(importer=["SPLIT"] * 5, item_value=4_900.0, net_mass=980.0, currency="CNY", seller="ONE"),
        declared(importer=["BARE"] * 2, **LICENSED | {"country_of_departure": "KP"}),
        declared(importer=["PARCEL"] * 2, seller="UNKNOWN", net_mass=4.0, item_value=20.0, **BRANDED),
    ]
).assign(lodged_on=recent_day())


def found(recent: pd.DataFrame) -> pd.DataFrame:
    """The findings of all detectors."""
    seen = given(PAST, recent)
    return pd.concat([detector.find(seen).assign(detector=detector.name) for detector in detectors()])


def test_many_detectors_find_something_in_the_complete_trade() -> None:
    assert found(RECENT)["detector"].nunique() >= 9


@pytest.mark.parametrize("columns", OPTIONAL, ids=lambda columns: columns[0])
def test_no_statement_mentions_a_value_that_the_source_left_empty(columns: list[str]) -> None:
    recent = RECENT.reset_index(drop=True)
    recent[columns] = recent[columns].where(pd.Series(False, index=recent.index), axis=0)
    assert recent[columns].isna().all(axis=None)
    told = found(recent)
    assert told["statement"].notna().all()
    wrong = told[told["statement"].map(str).str.contains(r"\b(?:nan|None|NaT)\b")]
    assert wrong[["detector", "statement"]].to_numpy().tolist() == []
    assert left_english(told["statement"]) == []
    assert told["score"].between(0, 1).all()
    assert (told["amount_at_stake"] >= 0).all()
