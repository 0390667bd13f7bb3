"""Outcomes of declarations and of their items: each kept once, sealed where its declaration is still to be screened."""

from pathlib import Path
from typing import Any

from sql.stores import Stores
from tasks.collection.quarantine import open_quarantine
from tasks.collection.replay import replay_quarantine
from tests.tasks.collection.declared import SCREENED_FROM, collect

LODGED = "declaration_id,item_number,lodged_on,hs_code\n"
OUTCOMES = "declaration_id,item_number,violation,inspected_on\n"
HISTORY = LODGED + "D1,1,2020-05-04,870310\nD1,2,2020-05-04,870321\n"
QUARTER = LODGED + "D1,1,2021-05-04,870310\nD1,2,2021-05-04,870321\n"


def found(stores: Stores, table: str = "outcomes") -> list[tuple[Any, ...]]:
    with stores.lake.unsealed(table) as lake:
        return lake.execute(f"select declaration_id, item_number, violation from {table} order by all").fetchall()


def test_outcomes_of_items_and_of_the_whole_declaration_are_kept_apart(stores: Stores, tmp_path: Path) -> None:
    collect(stores, tmp_path, HISTORY)
    told = collect(stores, tmp_path, OUTCOMES + "D1,1,none,2020-05-05\nD1,2,violation,2020-05-05\nD1,,violation,\n")
    assert (told["rows_accepted"], told["rows_quarantined"]) == (3, 0)
    assert found(stores) == [("D1", 1, "none"), ("D1", 2, "violation"), ("D1", None, "violation")]


def test_the_outcome_of_an_item_again_is_a_repetition_and_another_is_refused(stores: Stores, tmp_path: Path) -> None:
    collect(stores, tmp_path, HISTORY)
    first = OUTCOMES + "D1,2,violation,2020-05-05\n"
    collect(stores, tmp_path, first)
    told = collect(stores, tmp_path, first + "D1,1,none,2020-05-05\nD1,2,none,2020-05-05\n")
    assert (told["rows_accepted"], told["rows_repeated"], told["rows_quarantined"]) == (1, 1, 1)
    assert open_quarantine(stores)["column_name"].tolist() == ["violation"]
    assert found(stores) == [("D1", 1, "none"), ("D1", 2, "violation")]


def test_outcomes_of_one_file_that_contradict_each_other_are_told(stores: Stores, tmp_path: Path) -> None:
    collect(stores, tmp_path, HISTORY)
    told = collect(stores, tmp_path, OUTCOMES + "D1,1,none,\nD1,1,none,\nD1,1,critical,\n")
    assert (told["rows_accepted"], told["rows_repeated"], told["rows_quarantined"]) == (1, 1, 1)
    assert "stands in the file twice" in open_quarantine(stores)["reason"].iloc[0]


def test_outcomes_of_items_are_sealed_item_by_item_and_never_compared(stores: Stores, tmp_path: Path) -> None:
    collect(stores, tmp_path, QUARTER)
    collect(stores, tmp_path, OUTCOMES + "D1,1,none,2021-05-05\n")
    told = collect(stores, tmp_path, OUTCOMES + "D1,1,critical,2021-05-05\nD1,2,violation,2021-05-05\n")
    assert (told["rows_accepted"], told["rows_repeated"], told["rows_quarantined"]) == (1, 1, 0)
    assert found(stores, "sealed_outcomes") == [("D1", 1, "none"), ("D1", 2, "violation")]
    assert found(stores) == []


def test_outcomes_of_items_that_came_before_their_declaration_wait_for_it(stores: Stores, tmp_path: Path) -> None:
    told = collect(stores, tmp_path, OUTCOMES + "D1,1,none,2020-05-05\nD1,2,violation,2020-05-05\n")
    assert told["rows_quarantined"] == 2
    collect(stores, tmp_path, HISTORY)
    assert replay_quarantine(stores, SCREENED_FROM, SCREENED_FROM)["rows_replayed"] == 2
    assert found(stores) == [("D1", 1, "none"), ("D1", 2, "violation")]


def test_the_outcome_of_a_cancelled_declaration_is_kept(stores: Stores, tmp_path: Path) -> None:
    collect(stores, tmp_path, HISTORY)
    collect(stores, tmp_path, "declaration_id,hs_code,function\nD1,,cancelled\n")
    assert collect(stores, tmp_path, OUTCOMES + "D1,2,violation,2020-05-05\n")["rows_accepted"] == 1
