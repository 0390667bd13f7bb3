"""Enterprises rise and fall by published rules, and a declaration is seen in the category of its day."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sql.reference import reference_table
from tasks.enterprises.category_rules import category_spans, recategorised

FIRST = date(2021, 1, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(12)]
CATEGORIES = ["AA", "A", "B", "C", "D"]


def record(category: str, inspected: int, violations: int, critical: int = 0, days_known: int = 400) -> pd.DataFrame:
    counts = {"inspected": inspected, "violations": violations, "critical": critical, "days_known": days_known}
    return pd.DataFrame([{"enterprise": "E1", "category": category} | counts])


@pytest.mark.parametrize(
    ("before", "record", "after"),
    [
        ("AA", record("AA", 9, 1, critical=1), "D"),
        ("B", record("B", 6, 3), "C"),
        ("B", record("B", 7, 3), None),  # less than half
        ("A", record("A", 40, 1), "B"),
        ("D", record("D", 5, 0), "C"),
        ("D", record("D", 5, 0, days_known=364), None),
        ("C", record("C", 5, 0), "B"),
        ("B", record("B", 8, 0), "A"),
        ("B", record("B", 7, 0), None),
        ("A", record("A", 20, 0), "AA"),
        ("D", record("D", 9, 5, critical=2), None),  # no lower category is left
    ],
)
def test_the_published_rules_decide_in_their_order(before: str, record: pd.DataFrame, after: str | None) -> None:
    changes = recategorised(record, reference_table("enterprise_category_rules"))
    moves = list(zip(changes["category_before"], changes["category_after"], strict=True))
    assert moves == ([] if after is None else [(before, after)])


def test_the_second_rule_goes_before_the_tenth() -> None:
    rules = reference_table("enterprise_category_rules").head(2).assign(order=["10", "2"])
    changes = recategorised(record("B", 6, 3, critical=1), rules)
    assert changes[["category_after", "rule"]].to_numpy().tolist() == [["C", "repeated_violations"]]


@st.composite
def histories(draw: st.DrawFn) -> tuple[dict[str, str], list[tuple[str, date, str, str]]]:
    """What enterprises were in before the first day, and their changes: enterprise, day, before, after."""
    at_first = {f"E{number}": draw(st.sampled_from(CATEGORIES)) for number in range(draw(st.integers(0, 3)))}
    changes = []
    for enterprise, category in at_first.items():
        current = category
        for day in sorted(draw(st.sets(st.sampled_from(DAYS), max_size=4))):
            after = draw(st.sampled_from(CATEGORIES))
            changes.append((enterprise, day, current, after))
            current = after
    return at_first, draw(st.permutations(changes))


@given(histories(), st.integers(0, 11), st.integers(0, 11))
def test_each_day_has_the_one_category_that_was_decided_before_it(
    history: tuple[dict[str, str], list[tuple[str, date, str, str]]], one: int, other: int
) -> None:
    at_first, changes = history
    first_day, last_day = DAYS[min(one, other)], DAYS[max(one, other)]

    def decided_before(enterprise: str, day: date) -> str:
        decided = sorted((when, after) for who, when, _, after in changes if who == enterprise and when < day)
        return decided[-1][1] if decided else at_first[enterprise]

    end = DAYS[-1] + timedelta(days=1)
    now = pd.DataFrame({"enterprise": list(at_first), "category": [decided_before(each, end) for each in at_first]})
    columns = ["enterprise", "changed_on", "category_before", "category_after"]
    frame = pd.DataFrame(changes, columns=pd.Index(columns)).astype(dict.fromkeys(columns, "str"))
    frame["changed_on"] = frame["changed_on"].astype("datetime64[s]")
    since = frame[frame["changed_on"] >= pd.Timestamp(first_day)]
    spans = category_spans(now.astype("str"), since, first_day, last_day)
    for day in (each for each in DAYS if first_day <= each <= last_day):
        until = spans["valid_to"].fillna(pd.Timestamp(DAYS[-1]))
        valid = spans[(spans["valid_from"] <= pd.Timestamp(day)) & (until >= pd.Timestamp(day))]
        assert dict(zip(valid["enterprise"], valid["category"], strict=True)) == {
            each: decided_before(each, day) for each in at_first
        }
        assert valid["enterprise"].is_unique
