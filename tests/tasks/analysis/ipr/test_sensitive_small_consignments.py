"""Brand-sensitive goods in small parcels from exposed countries by unknown sellers are found."""

import numpy as np

from tests.tasks.analysis.trade import declared, findings, found, past_days, recent_day

CHANCE = np.random.default_rng(2)
SHOES = declared(
    lodged_on=past_days(60),
    hs_code="640411",
    country_of_origin="CN",
    country_of_departure="CN",
    net_mass=np.exp(CHANCE.normal(5, 0.7, 60)),
    item_value=3_000.0,
)
PARCEL = {
    "importer": ["P"],
    "seller": ["UNKNOWN"],
    "lodged_on": recent_day(),
    "hs_code": "640411",
    "country_of_origin": "CN",
    "country_of_departure": "HK",
    "net_mass": 4.0,
    "item_value": 20.0,
}


def test_a_small_parcel_of_shoes_from_an_unknown_seller_is_found() -> None:
    assert found("sensitive_small_consignments", SHOES, declared(**PARCEL)) == ["P+640411"]


def test_a_seller_with_record_is_not_found() -> None:
    assert found("sensitive_small_consignments", SHOES, declared(**{**PARCEL, "seller": ["S1"]})) == []


def test_a_full_consignment_is_not_found() -> None:
    assert found("sensitive_small_consignments", SHOES, declared(**{**PARCEL, "net_mass": 900.0})) == []


def test_coffee_is_not_found() -> None:
    assert found("sensitive_small_consignments", SHOES, declared(**{**PARCEL, "hs_code": "090121"})) == []


def test_goods_with_a_mass_of_zero_are_found_without_a_price() -> None:
    table = findings("sensitive_small_consignments", SHOES, declared(**{**PARCEL, "net_mass": 0.0}))
    assert table["statement"].map(str).tolist() == ["Sports shoes: 1 small consignments from a seller without record."]
    assert table["score"].tolist() == [0.5]
