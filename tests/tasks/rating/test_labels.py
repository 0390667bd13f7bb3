"""What an outcome says about each item of a declaration, and how often the past counts it."""

import numpy as np
import pandas as pd
import pytest

from tasks.rating.declared import complete
from tasks.rating.grouping import ItemGroups
from tasks.rating.keys import key_hashes, keys_named
from tasks.rating.knowledge import PastKnowledge
from tasks.rating.labels import labels_of

OPEN, CLEAR, GUILTY, CANDIDATE = "open", "clear", "guilty", "candidate"
THREE = pd.DataFrame({"declaration_id": ["A"] * 3, "item_number": [1, 2, 3]})
LATER, FIRST = pd.Timestamp("2020-02-02"), pd.Timestamp("2020-02-01")


def outcomes_of(*rows: tuple[int | None, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "declaration_id": "A",
            "item_number": pd.array([item for item, _ in rows], dtype="Int64"),
            "inspected_on": FIRST,
            "violation": [violation for _, violation in rows],
        }
    )


def said_of(items: pd.DataFrame, outcomes: pd.DataFrame) -> list[str]:
    labels = labels_of(ItemGroups.of(items), items["declaration_id"], outcomes)
    return [
        CANDIDATE if candidate else {1.0: GUILTY, 0.0: CLEAR}.get(violating, OPEN)
        for violating, candidate in zip(labels.violating.tolist(), labels.candidate.tolist(), strict=True)
    ]


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ([(None, "none")], [CLEAR, CLEAR, CLEAR]),
        ([(None, "violation")], [CANDIDATE] * 3),
        ([(2, "violation")], [OPEN, GUILTY, OPEN]),
        ([(2, "none")], [OPEN, CLEAR, OPEN]),
        ([(2, "critical"), (None, "critical")], [CLEAR, GUILTY, CLEAR]),
        ([(2, "critical"), (3, "none")], [OPEN, GUILTY, CLEAR]),
        ([(2, "none"), (None, "violation")], [CANDIDATE, CLEAR, CANDIDATE]),
        ([(7, "violation")], [CANDIDATE] * 3),
    ],
)
def test_what_an_outcome_says_about_each_item(outcomes: list[tuple[int | None, str]], expected: list[str]) -> None:
    assert said_of(THREE, outcomes_of(*outcomes)) == expected


@pytest.mark.parametrize("item", [None, 1, 7])
def test_the_only_item_is_the_one(item: int | None) -> None:
    assert said_of(THREE.iloc[:1], outcomes_of((item, "violation"))) == [GUILTY]
    assert said_of(THREE.iloc[:1], outcomes_of((item, "none"))) == [CLEAR]


def test_a_violation_is_known_from_the_day_it_was_found() -> None:
    outcomes = outcomes_of((1, "none"), (2, "violation")).assign(inspected_on=[FIRST, LATER])
    labels = labels_of(ItemGroups.of(THREE), THREE["declaration_id"], outcomes)
    assert labels.inspected_on.tolist() == [(LATER - pd.Timestamp("1970-01-01")).days]
    assert (labels.inspected.tolist(), labels.violated.tolist()) == ([True], [True])


def test_the_past_counts_declarations_and_not_their_items() -> None:
    history = pd.DataFrame(
        {
            "declaration_id": ["A", "A", "A", "B", "C"],
            "item_number": [1, 2, 3, 1, 1],
            "lodged_on": pd.to_datetime(["2020-01-01"] * 3 + ["2020-01-02"] * 2),
            "importer": ["I1", "I1", "I1", "I1", "I2"],
            "hs_code": ["840310", "840310", "850410", "840310", "850410"],
            "net_mass": [1.0, 2.0, 3.0, 4.0, 5.0],
            "item_value": [5.0, 6.0, 7.0, 8.0, 9.0],
        }
    )
    outcomes = pd.concat(
        [outcomes_of((2, "violation"), (None, "violation")), outcomes_of((None, "none")).assign(declaration_id="B")]
    )
    knowledge = PastKnowledge.of(history, outcomes)
    coming = history.iloc[[0, 2]].assign(declaration_id=["X", "Y"], lodged_on=pd.Timestamp("2020-03-01"))
    frame = complete(coming, ItemGroups.of(coming))
    record = knowledge.before(key_hashes(frame, knowledge.keys), frame["day"].to_numpy())
    names = [key.name for key in knowledge.keys]
    importer, code = names.index("importer"), names.index("hs_code")
    assert (record.base_inspected.tolist(), record.base_violated.tolist()) == ([2.0, 2.0], [1.0, 1.0])
    assert record.inspected[:, importer].tolist() == [2.0, 2.0]
    assert record.inspected[:, code].tolist() == [2.0, 1.0]
    assert record.violated[:, code].tolist() == [1.0, 0.0]
    lodged = list(knowledge.lodgements)
    assert record.lodged[:, lodged.index("importer")].tolist() == [2.0, 2.0]
    assert record.lodged[:, lodged.index("hs_code")].tolist() == [2.0, 2.0]
    priced = list(knowledge.unit_values)
    assert record.priced[:, priced.index("hs_code")].tolist() == [3.0, 2.0]


def test_a_declaration_violates_where_one_of_its_items_does() -> None:
    items = pd.DataFrame({"declaration_id": ["A", "B", "B", "C", "C"]})
    groups = ItemGroups.of(items)
    scores = np.array([0.123456789, 0.5, 0.5, 0.0, 1.0])
    assert groups.any_of(scores).tolist() == pytest.approx([0.123456789, 0.75, 1.0])
    assert groups.any_of(scores)[0] == scores[0]
    assert groups.numbers.tolist() == [1, 1, 2, 1, 2]
    assert groups.highest(scores).tolist() == [0, 1, 4]
    assert groups.driving(scores) == ["", "1;2", "2"]


def test_keys_of_header_columns_are_known_as_such() -> None:
    header, item = keys_named(["office+declarant", "importer+hs_code"])
    assert header.of_header
    assert not item.of_header
