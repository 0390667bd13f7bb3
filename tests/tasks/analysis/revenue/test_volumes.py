"""Duty and volumes of trade that differ from their past are found."""

from datetime import timedelta

import numpy as np
import pandas as pd

from tests.tasks.analysis.trade import AS_OF, declared, found, past_days, recent_day


def weekly_trade(weeks: range, rate: float) -> pd.DataFrame:
    chance = np.random.default_rng(len(weeks))
    days = [AS_OF - timedelta(days=7 * week) for week in weeks for _ in range(10)]
    return declared(lodged_on=days, duty_rate=rate, item_value=1_000 * np.exp(chance.normal(0, 0.2, len(days))))


def test_weeks_with_a_tenth_of_the_duty_are_found() -> None:
    assert found("duty_by_volume", weekly_trade(range(4, 40), 8.0), weekly_trade(range(2), 0.8)) == ["SHA1"]


def test_weeks_with_less_trade_and_so_less_duty_are_not_found() -> None:
    few = weekly_trade(range(2), 8.0).iloc[::2].reset_index(drop=True)
    assert found("duty_by_volume", weekly_trade(range(4, 40), 8.0), few) == []


def regular(count: int, hs_code: str) -> pd.DataFrame:
    return declared(lodged_on=past_days(count), hs_code=hs_code)


def test_goods_that_arrive_ten_times_as_often_are_found() -> None:
    past = pd.concat([regular(100, "090121"), regular(300, "847989")])
    now = pd.concat([declared(lodged_on=[recent_day(day) for day in range(28)] * 3), regular(28, "847989")])
    now["lodged_on"] = [recent_day(day % 28) for day in range(len(now))]
    assert found("surge", past, now) == ["090121+CO"]


def test_growth_of_all_trade_is_no_surge() -> None:
    past = pd.concat([regular(100, "090121"), regular(100, "847989")])
    now = pd.concat([regular(60, "090121"), regular(60, "847989")])
    now["lodged_on"] = [recent_day(day % 28) for day in range(len(now))]
    assert found("surge", past, now) == []


def test_one_importers_new_line_of_goods_is_no_surge() -> None:
    past = pd.concat([regular(100, "090121"), regular(300, "847989")])
    now = declared(lodged_on=[recent_day(day % 28) for day in range(84)], importer="ONE")
    assert found("surge", past, now) == []


def test_goods_that_bear_less_duty_explain_their_weeks() -> None:
    cheap = weekly_trade(range(4, 40), 1.0).assign(hs_code="120190", office="QDG1")
    past = pd.concat([weekly_trade(range(4, 40), 8.0), cheap])
    now = pd.concat([weekly_trade(range(2), 1.0).assign(hs_code="120190"), weekly_trade(range(2), 8.0)])
    assert found("duty_by_volume", past, now) == []
