"""Findings equal those of a loop over suspicious declarations: scores, amounts and evidence."""

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.analysis.method import findings_of

Row = tuple[str | None, str | None, float, float, float, float | None]
SUSPICIOUS = st.lists(
    st.tuples(
        st.sampled_from(["X", "Y", None]),
        st.sampled_from(["0901", "8703"]),
        st.floats(-0.5, 1.5),
        st.sampled_from([0.0, 80.0, 123.45]),
        st.sampled_from([0.0, 1000.0]),
        st.none() | st.floats(0, 100),
    ),
    max_size=10,
)


def found(rows: list[Row], amounts: list[float] | None = None) -> pd.DataFrame:
    columns = ["importer", "hs4", "strength", "duty", "value", "price"]
    frame = pd.DataFrame(rows, columns=columns, index=pd.RangeIndex(10, 10 + len(rows)))
    frame = frame.astype(dict.fromkeys(columns[2:], "float64")).astype({"importer": "str", "hs4": "str"})
    numbers = [f"D{number}" for number in range(len(rows))]
    frame = frame.assign(declaration_id=numbers, item_number=1, item_count=1)
    return findings_of(
        frame,
        ["importer", "hs4"],
        score=frame["strength"],
        statement=lambda table: table["declarations"].astype("str") + " declarations",
        compared=["price"],
        amount=None if amounts is None else pd.Series(amounts, index=frame.index),
    )


@settings(max_examples=25)
@given(SUSPICIOUS)
def test_every_subject_has_its_highest_score_its_money_and_all_its_declarations(rows: list[Row]) -> None:
    table = found(rows).set_index("subject") if rows else found(rows)
    named = {f"{importer}+{hs4}" for importer, hs4, *_ in rows if importer is not None}
    assert (set(table.index) if rows else set()) == named
    for subject in named:
        mine = [(f"D{n}", row) for n, row in enumerate(rows) if f"{row[0]}+{row[1]}" == subject]
        told = table.loc[subject]
        assert told["declaration_ids"] == [name for name, _ in mine]
        assert told["score"] == pytest.approx(min(1.0, max(0.0, max(row[2] for _, row in mine))), abs=1e-6)
        # what bears no duty may be seized: then its value is at stake
        assert told["amount_at_stake"] == pytest.approx(sum(row[3] or row[4] for _, row in mine))
        prices = [row[5] for _, row in mine if row[5] is not None]
        compared = json.loads(str(told["compared"]))
        assert compared["declarations"] == len(mine)
        assert compared["price"] == (pytest.approx(sum(prices) / len(prices), abs=1e-4) if prices else None)


def test_the_amount_of_a_detector_replaces_the_duty() -> None:
    rows: list[Row] = [("X", "0901", 0.5, 80.0, 1000.0, None), ("X", "0901", 0.7, 80.0, 1000.0, None)]
    assert found(rows, [7.0, 5.5])["amount_at_stake"].tolist() == [12.5]


def test_unknown_amounts_count_as_zero() -> None:
    nothing = float("nan")
    assert found([("X", "0901", 0.5, nothing, nothing, None)])["amount_at_stake"].tolist() == [0.0]
