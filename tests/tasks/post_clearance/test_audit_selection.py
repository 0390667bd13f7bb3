"""Audits go where a day of an officer recovers most, and nobody can rely on being too small."""

from collections import Counter

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.post_clearance.audit_selection import by_amount, by_expected_recovery

KEY = b"a key that nobody guesses"
MONEY = st.integers(0, 10**8).map(lambda cents: cents / 100)
AMOUNTS = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), MONEY, max_size=12)


def grounds(**amounts: float) -> pd.DataFrame:
    return pd.DataFrame({"importer": list(amounts), "amount": list(amounts.values())})


def chosen(table: pd.DataFrame, most: int, occasion: str = "2021-03-31", key: bytes = KEY) -> list[str]:
    return by_expected_recovery(table, most, occasion, key)


@given(AMOUNTS, st.integers(0, 15))
def test_every_place_is_filled_once_and_half_of_them_by_what_recovers_most(
    amounts: dict[str, float], most: int
) -> None:
    table = pd.DataFrame({"importer": list(amounts), "amount": list(amounts.values())}).astype({"importer": "str"})
    told = chosen(table, most)
    assert len(told) == len(set(told)) == min(most, len(amounts))
    best = sorted(amounts, key=lambda name: (-amounts[name], name))[: (most + 1) // 2]
    assert sorted(told[: len(best)]) == sorted(best) or len(set(amounts.values())) < len(amounts)


def test_a_large_amount_spread_over_many_declarations_is_worth_less_of_a_day() -> None:
    many = pd.DataFrame({"importer": "MANY", "amount": [30.0] * 40})
    few = pd.DataFrame({"importer": "FEW", "amount": [500.0, 500.0]})
    both = pd.concat([many, few])
    assert by_amount(both, 1) == ["MANY"]
    assert chosen(both, 1) == ["FEW"]


def test_the_same_key_and_occasion_choose_the_same_and_others_cannot_foresee_it() -> None:
    table = grounds(**{f"I{number}": 100.0 for number in range(40)})
    told = chosen(table, 10)
    assert chosen(table.sample(frac=1, random_state=1), 10) == told
    assert chosen(table, 10, key=b"another") != told
    assert chosen(table, 10, occasion="2021-04-07") != told


def test_the_small_are_drawn_too_in_proportion_to_what_they_owe() -> None:
    table = grounds(LARGEST=1e6, ONE=100.0, TWO=200.0, SEVEN=700.0)
    drawn = Counter(chosen(table, 2, occasion=str(number))[1] for number in range(600))
    shares = {name: count / 600 for name, count in drawn.items()}
    assert shares == pytest.approx({"ONE": 0.1, "TWO": 0.2, "SEVEN": 0.7}, abs=0.06)


def test_without_grounds_nobody_is_audited() -> None:
    assert chosen(grounds().astype({"importer": "str", "amount": "float64"}), 8) == []
