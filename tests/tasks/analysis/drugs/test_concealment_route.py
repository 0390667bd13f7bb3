"""Concealment goods from a source country by an importer new to the route are found."""

import pandas as pd

from tests.tasks.analysis.trade import coffee, declared, findings, found, recent_day

GERMAN = coffee(40, country_of_origin="DE", country_of_departure="DE")


def test_first_shipment_of_coffee_from_a_source_country_is_found() -> None:
    assert found("concealment_route", GERMAN, declared(importer=["N"], lodged_on=recent_day())) == ["N"]


def test_an_importer_that_always_used_the_route_is_not_found() -> None:
    past = pd.concat([GERMAN, coffee(10, importer="N")])
    assert found("concealment_route", past, declared(importer=["N"], lodged_on=recent_day())) == []


def test_coffee_by_a_route_that_drugs_do_not_take_is_not_found() -> None:
    recent = declared(importer=["N"], lodged_on=recent_day(), country_of_origin="DE", country_of_departure="DE")
    assert found("concealment_route", GERMAN, recent) == []


def test_a_route_that_the_goods_hardly_take_is_found_though_the_importer_uses_it() -> None:
    other_goods = declared(importer=["N"] * 5, hs_code="090210", lodged_on=recent_day(90))
    assert found(
        "concealment_route", pd.concat([GERMAN, other_goods]), declared(importer=["N"], lodged_on=recent_day())
    ) == ["N"]


def test_the_statement_names_the_source_country() -> None:
    direct = declared(importer=["N"], lodged_on=recent_day(), country_of_departure="PE")
    by_way = declared(importer=["N"], lodged_on=recent_day(), country_of_departure="US")
    told = [findings("concealment_route", GERMAN, recent)["statement"].map(str)[0] for recent in (direct, by_way)]
    assert "from PE (source country), from where 0.0%" in told[0]
    assert "from US of origin CO (source country), from where 0.0%" in told[1]


def test_without_a_departure_there_is_no_route() -> None:
    recent = declared(importer=["N"], lodged_on=recent_day())
    assert found("concealment_route", GERMAN, recent.assign(country_of_departure=pd.Series([None], dtype="str"))) == []
