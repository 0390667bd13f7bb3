"""The third aim: hours go where they find most, among like offices, and none is lost."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.feedback.human_resources import allocation
from tests.tasks.feedback.inspections import inspections, together

OFFICE = st.tuples(st.sampled_from(["sea_port", "airport"]), st.sampled_from(["SH", "QD"]), st.integers(1, 30))
OFFICES = st.lists(st.tuples(OFFICE, st.floats(0, 1)), min_size=1, max_size=6)


def test_two_like_offices_share_their_hours_by_the_square_root_of_what_they_find() -> None:
    finds = inspections(10, 10, office="SHA1")
    misses = inspections(10, 0, office="SHA2")
    table = allocation(together(finds, misses), 2.0).set_index("office")
    # drawn towards the common half by ten inspections: 15/20 and 5/20
    assert table["find_rate"].tolist() == [0.75, 0.25]
    root = 3**0.5
    assert table["hours_advised"].tolist() == pytest.approx([40 * root / (root + 1), 40 / (root + 1)])


def test_hours_that_were_recorded_count_and_others_as_the_office_usually_takes() -> None:
    done = together(
        inspections(2, 1, office="SHA1", officer_hours=5.0), inspections(2, 1, office="SHA1"), inspections(1, 1)
    )
    table = allocation(done, pd.Series([1.0, 1.0, 3.0, 3.0, 2.0]))
    assert table["hours_used"].tolist() == [18.0]


def test_an_office_is_not_compared_with_one_of_other_traffic_or_another_sub_center() -> None:
    done = together(
        inspections(10, 10, office="SHA1"),
        inspections(10, 0, office="SHA2", traffic="airport"),
        inspections(10, 0, office="QDG1", sub_center="QD"),
    )
    table = allocation(done, 2.0)
    assert table["hours_advised"].tolist() == pytest.approx(table["hours_used"].tolist())


@given(OFFICES)
def test_hours_of_like_offices_are_kept_whatever_they_find(offices: list[tuple[tuple[str, str, int], float]]) -> None:
    parts = [
        inspections(count, round(count * rate), office=f"O{number}", traffic=traffic, sub_center=center)
        for number, ((traffic, center, count), rate) in enumerate(offices)
    ]
    table = allocation(together(*parts), 2.0)
    sums = table.groupby(["sub_center", "traffic"])[["hours_used", "hours_advised"]].sum()
    assert sums["hours_advised"].tolist() == pytest.approx(sums["hours_used"].tolist())
    assert (table["hours_advised"] >= 0).all()
    slow = {f"O{number}": _slow_rate(offices, number) for number in range(len(offices))}
    assert dict(zip(table["office"], table["find_rate"], strict=True)) == pytest.approx(slow)


def _slow_rate(offices: list[tuple[tuple[str, str, int], float]], number: int) -> float:
    (traffic, _, count), rate = offices[number]
    like = [(each[2], round(each[2] * found)) for each, found in offices if each[0] == traffic]
    prior = sum(found for _, found in like) / sum(size for size, _ in like)
    return (round(count * rate) + 10 * prior) / (count + 10)


def test_no_inspections_ask_for_no_hours() -> None:
    assert isinstance(allocation(together(inspections(0, 0)), 2.0), pd.DataFrame)


@pytest.mark.parametrize("others", [[], [inspections(20, 5)]])
def test_an_office_whose_traffic_is_not_known_keeps_its_hours(others: list[pd.DataFrame]) -> None:
    unknown = inspections(10, 3, office="SH", traffic=None)
    table = allocation(together(unknown, *others), 2.0).set_index("office")
    told = table[["inspections", "find_rate", "hours_used", "hours_advised"]].to_dict("index")["SH"]
    assert told == pytest.approx({"inspections": 10, "find_rate": 0.3, "hours_used": 20.0, "hours_advised": 20.0})
