"""Many consignments of nearly equal value by the same parties within a week are found."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from tasks.analysis.revenue.splitting import _bursts
from tests.tasks.analysis.trade import AS_OF, coffee, declared, findings, found, given, recent_day

VALUES = [4_800.0, 4_850.0, 4_900.0, 4_950.0, 4_990.0]
PARTIES = {"importer": "SPLIT", "seller": "ONE", "currency": "CNY"}


def test_consignments_just_under_the_limit_of_a_purchase_are_found_and_name_the_limit() -> None:
    recent = declared(item_value=VALUES, lodged_on=[recent_day(day) for day in (6, 5, 5, 4, 3)], **PARTIES)
    table = findings("splitting", coffee(60), recent)
    assert table["subject"].tolist() == ["SPLIT+090121"]
    assert "just under 5,000" in str(table["statement"][0])


def test_different_values_are_not_found() -> None:
    recent = declared(item_value=[100.0, 900.0, 2_000.0, 4_000.0, 8_000.0], lodged_on=recent_day(), **PARTIES)
    assert found("splitting", coffee(60), recent) == []


def test_a_trader_that_always_sends_so_many_is_not_found() -> None:
    past = coffee(250, importer="SPLIT", seller="ONE")
    recent = declared(item_value=VALUES, lodged_on=recent_day(), **PARTIES)
    assert found("splitting", past, recent) == []


def test_parties_that_differ_are_not_found() -> None:
    recent = declared(item_value=VALUES, lodged_on=recent_day(), importer=[f"P{number}" for number in range(5)])
    assert found("splitting", coffee(60), recent) == []


def bought(*consignments: tuple[int, float]) -> pd.DataFrame:
    """Consignments of one purchase: how many days ago, and the value."""
    days, values = zip(*consignments, strict=True)
    return declared(item_value=list(values), lodged_on=[recent_day(day) for day in days], **PARTIES)


def test_any_seven_days_are_a_week_whatever_came_before() -> None:
    early = (10, 4_700.0)  # with it, weeks counted from the first consignment would part the others
    assert found("splitting", coffee(60), bought(early, (5, 4_800.0), (4, 4_850.0), (3, 4_900.0), (2, 4_950.0))) == [
        "SPLIT+090121"
    ]


def test_a_consignment_a_week_later_neither_hides_the_split_nor_is_its_evidence() -> None:
    recent = bought((12, 4_800.0), (11, 4_850.0), (11, 4_900.0), (10, 4_990.0), (5, 300.0))
    table = findings("splitting", coffee(60), recent)
    assert table["subject"].tolist() == ["SPLIT+090121"]
    assert len(table["declaration_ids"][0]) == 4
    assert "(4,800 to 4,990 CNY)" in str(table["statement"][0])


def test_near_values_among_others_of_the_same_week_are_chance() -> None:
    recent = bought((6, 4_800.0), (5, 4_850.0), (5, 900.0), (4, 2_000.0), (4, 4_900.0), (3, 4_990.0))
    assert found("splitting", coffee(60), recent) == []


def test_two_purchases_are_two_bursts_of_one_finding() -> None:
    recent = bought(*[(20, 4_800.0)] * 4, *[(5, 900.0)] * 5)
    table = findings("splitting", coffee(60), recent)
    assert [len(names) for names in table["declaration_ids"]] == [9]


@pytest.mark.parametrize(
    ("consignments", "split"),
    [
        ([(8, 4_800.0), (6, 4_800.0), (4, 4_800.0), (2, 4_800.0)], True),  # the seventh day
        ([(9, 4_800.0), (6, 4_800.0), (4, 4_800.0), (2, 4_800.0)], False),  # the eighth
        ([(4, 4_000.0), (4, 4_200.0), (3, 4_400.0), (3, 4_600.0)], True),  # 1.15 times the smallest
        ([(4, 4_000.0), (4, 4_200.0), (3, 4_400.0), (3, 4_601.0)], False),
        ([(4, 4_800.0), (4, 4_800.0), (3, 4_800.0)], False),
    ],
)
def test_four_consignments_within_seven_days_and_fifteen_in_a_hundred(
    consignments: list[tuple[int, float]], split: bool
) -> None:
    assert found("splitting", coffee(60), bought(*consignments)) == (["SPLIT+090121"] if split else [])


Consignments = list[tuple[str, int, float]]
FOCUS = 28


@settings(max_examples=25)
@drawn(
    st.lists(
        st.tuples(st.sampled_from("XY"), st.integers(0, FOCUS - 1), st.sampled_from([1.0, 1.15, 1.2])), max_size=12
    )
)
def test_the_largest_burst_of_each_party_is_that_of_looking_at_every_week(consignments: Consignments) -> None:
    told = sorted(consignments, key=lambda each: (each[0], -each[1], each[2]))
    frame = declared(
        importer=[party for party, _, _ in told],
        lodged_on=[recent_day(day) for _, day, _ in told],
        item_value=[value for _, _, value in told],
        seller="ONE",
    )
    rows = given(coffee(1), frame).recent
    burst = _bursts(rows, AS_OF) if len(rows) else np.array([])
    oldest = max((day for _, day, _ in told), default=0)
    for party in "XY":
        mine = [(place, day, value) for place, (who, day, value) in enumerate(told) if who == party]
        weeks = []
        for latest in range(max(0, oldest - 6) + 1):  # every seven days of the period
            week = [place for place, day, _ in mine if latest <= day <= latest + 6]
            values = [value for place, _, value in mine if place in week]
            if len(week) >= 4 and max(values) <= 1.15 * min(values):
                weeks.append(week)
        sizes = [
            int((burst[[place for place, *_ in mine]] == number).sum()) for number in set(burst) if number == number
        ]
        assert max(sizes, default=0) == max(map(len, weeks), default=0)
        for number in {burst[place] for place, *_ in mine if burst[place] == burst[place]}:
            assert [place for place, *_ in mine if burst[place] == number] in weeks
