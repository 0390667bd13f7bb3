"""Traders who evade: what each trick tells, and how one who adapts comes by the trick that is released."""

import numpy as np
import pandas as pd
import pytest

from tasks.simulation.evasion import PROMISED, TRICKS, Trader, Trick, declared_by, lower_codes, owed
from tasks.simulation.goods import catalogue

ITEMS = pd.DataFrame(
    {
        "declaration_id": ["SIM001000001", "SIM001000002"],
        "hs_code": ["8703234110", "8542310000"],
        "value": [1_000.0, 2_000.0],
        "item_value": [1_000.0, 2_000.0],
        "duty_rate": [15.0, 0.0],
        "duty_type": "A",
        "country_of_origin": "DE",
        "origin_mark": "N",
        "declarant": "BROK0001",
    }
)


def told(trick: Trick) -> pd.DataFrame:
    return declared_by(ITEMS, trick, catalogue(), ["BROK0002", "BROK0003"])


def test_no_trick_changes_what_is_owed_and_none_tells_more_than_that() -> None:
    before = ITEMS.copy()
    for trick in TRICKS:
        assert (owed(told(trick)) <= owed(ITEMS)).all()
    pd.testing.assert_frame_equal(ITEMS, before)
    assert owed(ITEMS).tolist() == [150.0, 0.0]


def test_each_trick_tells_what_it_says() -> None:
    assert told(Trick(value=0.5))["value"].tolist() == [500.0, 1_000.0]
    assert told(Trick(value=0.5))["item_value"].tolist() == [500.0, 1_000.0]
    assert told(Trick(origin=True))["duty_rate"].tolist() == [0.0, 0.0]
    assert (told(Trick(origin=True))["country_of_origin"] != "DE").all()
    assert set(told(Trick(agent=True))["declarant"]) <= {"BROK0002", "BROK0003"}


def test_a_false_code_is_of_the_same_chapter_and_bears_less_duty() -> None:
    rates = catalogue().table.set_index("hs_code")["duty_rate"]
    lower = lower_codes(catalogue())
    assert len(lower) >= 10
    for code, other in lower.items():
        assert code[:2] == other[:2]
        assert rates[other] < rates[code]


def test_who_adapts_comes_by_the_trick_that_is_released_and_who_does_not_stays() -> None:
    released_alone = 3
    for adapts in (True, False):
        trader = Trader(adapts, np.random.default_rng(5))
        first, later = trader.trick, []
        for _ in range(400):
            trader.learn(int(trader.trick == released_alone), int(trader.trick != released_alone))
            later.append(trader.trick)
        assert set(later) == {first} or adapts
        assert (later[-100:].count(released_alone) > 90) == adapts


def test_both_kinds_begin_alike_and_a_shared_memory_is_one() -> None:
    starts = [Trader(adapts, np.random.default_rng(9)).trick for adapts in (True, False)]
    assert starts[0] == starts[1]
    one, other = Trader(True, np.random.default_rng(1)), Trader(True, np.random.default_rng(2))
    other.remember_with(one)
    one.learn(3, 0)
    assert other.released.sum() == pytest.approx(len(TRICKS) + 3)
    assert PROMISED.min() > 0
