"""Declarations that come again: the same content is a repetition, other content the next version, nothing is lost."""

import random
from datetime import date, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sql.register.tables import CollectionBatch
from sql.stores import Stores
from tasks.collection.collect import collect_file
from tasks.collection.frames import checked_declarations
from tasks.collection.quarantine import faults_of_kept_rows, open_quarantine
from tasks.collection.reading import FileSlice
from tests.tasks.collection.declared import GOOD, HEADER, SCREENED_FROM

HEAD = "declaration_id,item_number,lodged_on,office,importer,hs_code,net_mass,item_value,goods_description"


def item(number: str = "D1", place: int = 1, value: str = "100", mass: str = "5") -> str:
    return f"{number},{place},2020-05-04,SHA1,I1,870310,{mass},{value},car"


def send(stores: Stores, folder: Path, text: str, name: str = "sent.csv", day: date = SCREENED_FROM) -> dict[str, Any]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return collect_file(stores, path, day, SCREENED_FROM)


def lines(*rows: str, head: str = HEAD) -> str:
    return "\n".join([head, *rows]) + "\n"


def versions(stores: Stores) -> list[tuple[str, int, str, int, float]]:
    """Every version: number, version, function, items, value of its items."""
    with stores.lake.connect("declaration_versions") as lake:
        return lake.execute(
            "select declaration_id, version, any_value(function), count(*), sum(item_value) from declaration_versions "
            "group by all order by all"
        ).fetchall()


def counting(stores: Stores, known_at: datetime | None = None) -> list[tuple[str, int, int]]:
    with stores.lake.connect("declarations", known_at=known_at) as lake:
        return lake.execute(
            "select declaration_id, version, count(*) from declarations group by all order by all"
        ).fetchall()


def changes(stores: Stores) -> list[tuple[Any, ...]]:
    with stores.lake.connect("declaration_changes") as lake:
        return lake.execute(
            "select declaration_id, version, function, received_at from declaration_changes order by all"
        ).fetchall()


WHOLE = [item("D1", 1), item("D1", 2, "200"), item("D2", 1), item("D3", 1), item("D3", 2, "7"), item("D3", 3, "8")]


def test_the_items_of_a_declaration_come_in_as_one_declaration(stores: Stores, tmp_path: Path) -> None:
    told = send(stores, tmp_path, lines(*WHOLE))
    assert (told["rows_accepted"], told["rows_quarantined"]) == (6, 0)
    assert versions(stores) == [
        ("D1", 1, "lodged", 2, 300.0),
        ("D2", 1, "lodged", 1, 100.0),
        ("D3", 1, "lodged", 3, 115.0),
    ]
    assert stores.lake.file_names("declaration_changes") == set()


def test_the_same_items_renamed_and_in_another_order_are_a_repetition(stores: Stores, tmp_path: Path) -> None:
    send(stores, tmp_path, lines(*WHOLE))
    before = versions(stores)
    again = WHOLE.copy()
    random.Random(5).shuffle(again)
    told = send(stores, tmp_path, lines(*again), "renamed.csv")
    assert (told["rows_accepted"], told["rows_repeated"]) == (0, 6)
    assert versions(stores) == before


def test_items_without_numbers_in_another_order_are_a_repetition(stores: Stores, tmp_path: Path) -> None:
    head = "declaration_id,hs_code,net_mass,item_value"
    send(stores, tmp_path, lines("D1,870310,5,100", "D1,870321,6,200", head=head))
    told = send(stores, tmp_path, lines("D1,870321,6,200", "D1,870310,5,100", head=head))
    assert told["rows_repeated"] == 2
    assert versions(stores) == [("D1", 1, "lodged", 2, 300.0)]


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(end, marks=[pytest.mark.exhaustive] * (place % 3 != 0))
        for place, end in enumerate(range(len(lines(*WHOLE)) - 1, len(HEAD), -7))
    ],
)
def test_a_file_that_was_cut_off_anywhere_and_is_sent_again_whole_leaves_one_copy(
    stores: Stores, tmp_path: Path, end: int
) -> None:
    text = lines(*WHOLE)
    send(stores, tmp_path, text[:end])
    told = send(stores, tmp_path, text, "again.csv")
    assert told["rows_quarantined"] == 0
    with stores.lake.connect("declarations") as lake:
        rows = lake.execute("select declaration_id, item_number, item_value from declarations order by all").fetchall()
    fields = [each.split(",") for each in WHOLE]
    assert rows == [(each[0], int(each[1]), float(each[7])) for each in fields]
    assert changes(stores) == []  # also where the last value lost its end and was another one


def test_a_value_that_was_cut_off_and_decided_on_is_amended(stores: Stores, tmp_path: Path) -> None:
    text = lines(*WHOLE)
    send(stores, tmp_path, text[:-2])
    decision = pd.DataFrame([{"declaration_id": "D3", "business_day": date(2020, 5, 4), "lane": "low", "batch": "1"}])
    stores.lake.write("decisions", "2020-05", "1", decision)
    send(stores, tmp_path, text, "again.csv")
    assert [each[:3] for each in changes(stores)] == [("D3", 2, "amended")]
    assert [each[:3] for each in versions(stores)][2:] == [("D3", 1, "lodged"), ("D3", 2, "amended")]


def test_a_file_with_one_item_more_that_does_not_begin_as_the_first_is_an_amendment(
    stores: Stores, tmp_path: Path
) -> None:
    send(stores, tmp_path, lines(item("D1", 1)))
    send(stores, tmp_path, lines(item("D0", 1), item("D1", 1), item("D1", 2)), day=date(2021, 1, 2))
    assert versions(stores)[1:] == [("D1", 1, "lodged", 1, 100.0), ("D1", 2, "amended", 2, 200.0)]
    assert changes(stores) == [("D1", 2, "amended", datetime(2021, 1, 2))]


def test_other_content_is_the_next_version_and_both_stay(stores: Stores, tmp_path: Path) -> None:
    send(stores, tmp_path, lines(*WHOLE))
    amended = [item("D1", 1, "150"), item("D1", 2, "200")]
    told = send(stores, tmp_path, lines(*amended, item("D2", 1)), day=date(2021, 1, 5))
    assert (told["rows_accepted"], told["rows_repeated"], told["rows_quarantined"]) == (2, 1, 0)
    assert versions(stores)[:2] == [("D1", 1, "lodged", 2, 300.0), ("D1", 2, "amended", 2, 350.0)]
    assert counting(stores) == [("D1", 2, 2), ("D2", 1, 1), ("D3", 1, 3)]
    assert counting(stores, datetime(2021, 1, 4))[0] == ("D1", 1, 2)
    assert send(stores, tmp_path, lines(*amended, item("D4", 1)))["rows_repeated"] == 2
    assert send(stores, tmp_path, lines(item("D5", 1), *WHOLE))["rows_repeated"] == 6  # the first content again
    assert counting(stores)[0] == ("D1", 2, 2)


def test_versions_of_one_file_come_in_order(stores: Stores, tmp_path: Path) -> None:
    head = HEAD + ",function,received_at"
    rows = [
        item("D1", 1, "100") + ",lodged,2020-05-04T08:00:00Z",
        item("D1", 2, "50") + ",lodged,2020-05-04T08:00:00Z",
        item("D1", 1, "120") + ",amended,2020-05-05T08:00:00Z",
        item("D1", 1, "100") + ",cancelled,2020-05-06T08:00:00Z",
        item("D2", 1, "100") + ",lodged,2020-05-04T08:00:00Z",
    ]
    told = send(stores, tmp_path, lines(*rows, head=head))
    assert (told["rows_accepted"], told["rows_repeated"]) == (5, 0)
    assert versions(stores) == [
        ("D1", 1, "lodged", 2, 150.0),
        ("D1", 2, "amended", 1, 120.0),
        ("D1", 3, "cancelled", 1, 120.0),
        ("D2", 1, "lodged", 1, 100.0),
    ]
    assert counting(stores) == [("D2", 1, 1)]
    assert counting(stores, datetime(2020, 5, 5, 12)) == [("D1", 2, 1), ("D2", 1, 1)]
    assert send(stores, tmp_path, lines(*reversed(rows), head=head))["rows_repeated"] == 5


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("column", ["version", "function"])
def test_whatever_the_order_of_the_files_no_version_is_lost_and_the_latest_counts(
    stores: Stores, tmp_path: Path, order: tuple[int, ...], column: str
) -> None:
    said = {"version": ("1", "2", "3"), "function": ("lodged", "amended", "cancelled")}[column]
    if column == "function" and order.index(1) > order.index(2):
        pytest.skip("an amendment after a cancellation is a later one")
    files = [
        lines(item("D1", 1, str(place + 1)) + f",{word}", head=f"{HEAD},{column}") for place, word in enumerate(said)
    ]
    for place in order:
        send(stores, tmp_path, files[place], f"{place}.csv")
    found = versions(stores)
    assert [each[:2] for each in found] == [("D1", 1), ("D1", 2), ("D1", 3)]
    assert {each[4] for each in found} >= {1.0, 2.0}
    assert counting(stores) == ([("D1", 3, 1)] if column == "version" else [])
    for place in order:
        assert send(stores, tmp_path, files[place].replace("car", "car "), f"again {place}.csv")["rows_accepted"] == 0


def test_an_older_message_that_comes_later_does_not_count(stores: Stores, tmp_path: Path) -> None:
    head = HEAD + ",received_at"
    send(stores, tmp_path, lines(item("D1", 1, "2") + ",2020-05-05T08:00:00Z", head=head))
    send(stores, tmp_path, lines(item("D1", 1, "1") + ",2020-05-04T08:00:00Z", head=head))
    with stores.lake.connect("declarations") as lake:
        assert lake.execute("select item_value from declarations").fetchall() == [(2.0,)]
    assert {each[4] for each in versions(stores)} == {1.0, 2.0}


def test_a_cancellation_repeats_the_last_items_and_ends_the_declaration(stores: Stores, tmp_path: Path) -> None:
    send(stores, tmp_path, lines(*WHOLE))
    cancelled = "declaration_id,function,hs_code\nD3,cancelled,\n"
    assert send(stores, tmp_path, cancelled)["rows_accepted"] == 1
    assert versions(stores)[2:] == [("D3", 1, "lodged", 3, 115.0), ("D3", 2, "cancelled", 3, 115.0)]
    assert [each[0] for each in counting(stores)] == ["D1", "D2"]
    assert send(stores, tmp_path, cancelled + "\n", "again.csv")["rows_repeated"] == 1
    assert send(stores, tmp_path, lines(item("D0"), *WHOLE))["rows_repeated"] == 6
    assert [each[0] for each in counting(stores)] == ["D0", "D1", "D2"]


def test_the_cancellation_of_an_unknown_declaration_is_kept_and_holds_when_it_comes(
    stores: Stores, tmp_path: Path
) -> None:
    send(stores, tmp_path, "declaration_id,function,hs_code\nD1,cancelled,\n")
    assert counting(stores) == []
    send(stores, tmp_path, lines(item("D1") + ",lodged", head=HEAD + ",function"))
    assert [each[:3] for each in versions(stores)] == [("D1", 1, "lodged"), ("D1", 2, "cancelled")]
    assert counting(stores) == []


def test_the_fault_of_what_came_before_its_declaration_ends_with_it(stores: Stores, tmp_path: Path) -> None:
    early = "declaration_id,function,office,hs_code\n"
    send(stores, tmp_path, early + "D1,cancelled,SHA1,\nD2,amended,SHA1,870310\nD3,amended,SHA1,870310\n")

    def faults() -> list[tuple[str, int]]:
        rows = faults_of_kept_rows(stores)
        rows = rows[rows["reason"].str.contains("not collected")]
        return sorted(zip(rows["reason"].str.split(" ").str[0], rows["rows"], strict=True))

    assert faults() == [("amends", 2), ("cancels", 1)]
    lodged = HEAD + ",function"
    send(stores, tmp_path, lines(item("D2") + ",lodged", head=lodged), "d2.csv")
    assert faults() == [("amends", 1), ("cancels", 1)]
    send(stores, tmp_path, lines(item("D1") + ",lodged", item("D3") + ",lodged", head=lodged), "d1.csv")
    assert faults() == []


def test_a_row_of_a_file_that_was_cut_off_leaves_quarantine_when_the_file_comes_whole(
    stores: Stores, tmp_path: Path
) -> None:
    text = lines(item("D1"), item("D2", mass="heavy"), item("D3"))
    cut = send(stores, tmp_path, text[: text.index("D3") + 12])
    assert cut["rows_quarantined"] == 2
    send(stores, tmp_path, text, "whole.csv")
    waiting = open_quarantine(stores)
    assert waiting[["file_name", "row_number"]].values.tolist() == [["whole.csv", 2]]
    batches = stores.register.read(CollectionBatch, ["file_name", "rows_quarantined", "rows_read"])
    assert batches.set_index("file_name")["rows_quarantined"].to_dict() == {"sent.csv": 0, "whole.csv": 1}


def test_an_item_twice_in_a_declaration_is_refused_unless_it_says_the_same(stores: Stores, tmp_path: Path) -> None:
    told = send(stores, tmp_path, lines(item("D1", 1), item("D1", 1), item("D1", 1, "999"), item("D1", 2)))
    assert (told["rows_accepted"], told["rows_repeated"], told["rows_quarantined"]) == (2, 1, 1)
    assert versions(stores) == [("D1", 1, "lodged", 2, 200.0)]


def test_rows_alike_without_item_numbers_are_items_of_their_own_in_collection_and_in_screen(
    stores: Stores, tmp_path: Path
) -> None:
    text = "\n".join([",".join(HEADER), GOOD, GOOD])
    assert send(stores, tmp_path, text)["rows_accepted"] == 2
    assert send(stores, tmp_path, text + "\n", "again.csv")["rows_repeated"] == 2
    assert counting(stores) == [("1", 1, 2)]
    screened = checked_declarations(FileSlice(tmp_path / "sent.csv"))
    assert screened.table["item_number"].to_pylist() == [1, 2]
    assert send(stores, tmp_path, "\n".join([",".join(HEADER), GOOD]), "amended.csv")["rows_accepted"] == 1
    assert counting(stores) == [("1", 2, 1)]


def test_one_wrong_item_costs_itself_alone(stores: Stores, tmp_path: Path) -> None:
    told = send(stores, tmp_path, lines(item("D1", 1), item("D1", 2, mass="-1"), item("D1", 3)))
    assert (told["rows_accepted"], told["rows_quarantined"]) == (2, 1)
    with stores.lake.connect("declarations") as lake:
        assert lake.execute("select item_number from declarations order by 1").fetchall() == [(1,), (3,)]


def test_an_unknown_declaration_that_says_no_day_keeps_its_day_when_it_comes_again(
    stores: Stores, tmp_path: Path
) -> None:
    text = "declaration_id,hs_code,item_value\nD1,870310,5\n"
    send(stores, tmp_path, text, day=date(2021, 1, 1))
    told = send(stores, tmp_path, text + "D2,870310,5\n", day=date(2021, 2, 1))
    assert (told["rows_accepted"], told["rows_repeated"]) == (1, 1)
    with stores.lake.connect("declarations") as lake:
        days = lake.execute("select declaration_id, lodged_on from declarations order by 1").fetchall()
    assert days == [("D1", date(2021, 1, 1)), ("D2", date(2021, 2, 1))]
