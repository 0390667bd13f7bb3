"""Controlled goods without a licence or on a new route are found."""

import pandas as pd

from tests.tasks.analysis.trade import declared, found, past_days, recent_day


def controlled(count: int, licences: list[str] | None, **columns: object) -> pd.DataFrame:
    return declared(
        **{
            "lodged_on": past_days(count),
            "hs_code": "284410",
            "country_of_origin": "FR",
            "country_of_departure": "FR",
            "licences": pd.Series([licences] * count, dtype="object"),
            **columns,
        }
    )


LICENSED = controlled(30, ["L1"])


def test_goods_without_the_licence_that_peers_carry_are_found() -> None:
    assert found("licence_missing", LICENSED, controlled(1, [], importer=["N"], lodged_on=recent_day())) == ["N+284410"]


def test_goods_with_licence_are_not_found() -> None:
    assert found("licence_missing", LICENSED, controlled(1, ["L2"], importer=["N"], lodged_on=recent_day())) == []


def test_goods_that_nobody_licenses_are_not_found() -> None:
    recent = controlled(1, None, importer=["N"], lodged_on=recent_day())
    assert found("licence_missing", controlled(30, None), recent) == []


def test_controlled_goods_on_a_new_route_are_found() -> None:
    recent = controlled(1, ["L2"], importer=["N"], lodged_on=recent_day(), country_of_departure="PK")
    assert found("new_sensitive_route", LICENSED, recent) == ["N+284410"]


def test_controlled_goods_on_their_usual_route_are_not_found() -> None:
    assert found("new_sensitive_route", LICENSED, controlled(1, ["L2"], importer=["N"], lodged_on=recent_day())) == []


def test_ordinary_goods_on_a_new_route_are_not_found() -> None:
    recent = declared(importer=["N"], lodged_on=recent_day(), country_of_departure="PK")
    assert found("new_sensitive_route", LICENSED, recent) == []
