"""A row in quarantine is repaired and goes through the same door, once."""

import json
from pathlib import Path

import pytest
from sqlmodel import select

from sql.register.tables import AuditEntry, CollectionBatch, InformationItem, QuarantinedRow
from sql.stores import Stores
from tasks.collection import replay
from tasks.collection.quarantine import open_quarantine
from tasks.collection.repair import QuarantineError, dismiss_row, repair_row
from tasks.collection.replay import replay_quarantine
from tests.tasks.collection.declared import GOOD, HEADER, SCREENED_FROM, collect, csv_text, declared, row

INFORMATION = "key,kind,source,reliability,priority,subject_kind,subject,summary,received_on,valid_to,unit\n"


def replayed(stores: Stores) -> tuple[int, int]:
    told = replay_quarantine(stores, SCREENED_FROM, SCREENED_FROM)
    return told["rows_replayed"], told["rows_still_refused"]


def repair(stores: Stores, place: int, **changes: str) -> None:
    key = str(open_quarantine(stores)["key"].iloc[place])
    repair_row(stores, key, changes, actor="officer", unit="CN", as_of=SCREENED_FROM)


def test_a_repaired_row_is_taken_in_once_and_the_batch_counts_it(stores: Stores, tmp_path: Path) -> None:
    collect(stores, tmp_path, csv_text([row(), row(declaration_id="D2", lodged_on="2020-13-04")]))
    repair(stores, 0, lodged_on="2020-12-04")
    assert replayed(stores) == (1, 0)
    assert replayed(stores) == (0, 0)
    assert declared(stores) == ["D1", "D2"]
    batches = stores.register.read(CollectionBatch, ["rows_read", "rows_accepted", "rows_quarantined"])
    assert batches.to_dict("records") == [{"rows_read": 2, "rows_accepted": 2, "rows_quarantined": 0}]


def test_declaration_and_outcome_of_one_repaired_row_come_together(stores: Stores, tmp_path: Path) -> None:
    bad = GOOD.replace("1,2020-05-04", "2,2020-13-04").removesuffix("0,0") + "1,2"
    collect(stores, tmp_path, "\n".join([",".join(HEADER), GOOD, bad]))
    repair(stores, 0, Date="2020-12-04")
    assert replayed(stores) == (1, 0)
    with stores.lake.connect("outcomes") as lake:
        found = lake.execute("select declaration_id, violation from outcomes order by 1").fetchall()
    assert found == [("1", "none"), ("2", "critical")]


def test_a_repair_that_leaves_another_fault_says_the_new_reason(stores: Stores, tmp_path: Path) -> None:
    collect(stores, tmp_path, csv_text([row(lodged_on="2020-13-04", net_mass="-3")]))
    repair(stores, 0, lodged_on="2020-12-04")
    assert replayed(stores) == (0, 1)
    refused = open_quarantine(stores).iloc[0]
    assert (refused["column_name"], refused["value"], refused["reason"]) == ("net_mass", "-3", "is negative")


def test_a_repair_that_changes_nothing_is_none_and_lets_no_broken_row_pass(stores: Stores, tmp_path: Path) -> None:
    collect(stores, tmp_path, csv_text([row(), row(declaration_id="D2")]).removesuffix(",passenger car\n"))
    for changes in ({}, {"declaration_id": "D2"}):
        with pytest.raises(QuarantineError, match="change at least one"):
            repair(stores, 0, **changes)
    assert replayed(stores) == (0, 1)


def test_a_row_cut_short_never_passes_unrepaired(stores: Stores, tmp_path: Path) -> None:
    text = csv_text([row(), row(declaration_id="D2")]).removesuffix(",passenger car\n")
    collect(stores, tmp_path, text)
    assert replayed(stores) == (0, 1)
    repair(stores, 0, goods_description="passenger car")
    assert replayed(stores) == (1, 0)
    assert declared(stores) == ["D1", "D2"]


def test_a_repaired_item_joins_its_declaration_and_amends_nothing(stores: Stores, tmp_path: Path) -> None:
    collect(stores, tmp_path, csv_text([row(), row(item_value="7", net_mass="-1"), row(item_value="9")]))
    repair(stores, 0, net_mass="1")
    assert replayed(stores) == (1, 0)
    with stores.lake.connect("declaration_versions") as lake:
        items = lake.execute("select version, item_number, item_value from declaration_versions order by 2").fetchall()
    assert items == [(1, 1, 45000.0), (1, 2, 9.0), (1, 3, 7.0)]
    assert stores.lake.file_names("declaration_changes") == set()


def test_two_items_repaired_one_after_the_other_are_of_one_version(stores: Stores, tmp_path: Path) -> None:
    collect(stores, tmp_path, csv_text([row(net_mass="-1"), row(net_mass="-2")]))
    repair(stores, 0, net_mass="1")
    assert replayed(stores) == (1, 1)
    repair(stores, 0, net_mass="2")
    assert replayed(stores) == (1, 0)
    with stores.lake.connect("declarations") as lake:
        items = lake.execute("select version, item_number, net_mass from declarations order by 2").fetchall()
    assert items == [(1, 1, 1.0), (1, 2, 2.0)]


def test_an_item_repaired_to_a_number_that_is_taken_stays_refused(stores: Stores, tmp_path: Path) -> None:
    head = "declaration_id,hs_code,item_number,net_mass\n"
    collect(stores, tmp_path, head + "D1,870310,1,5\nD1,870310,2,-5\n")
    repair(stores, 0, item_number="1", net_mass="6")
    assert replayed(stores) == (0, 1)
    assert "another item of this number" in open_quarantine(stores)["reason"].iloc[0]
    repair(stores, 0, declaration_id="D2")
    assert replayed(stores) == (1, 0)
    assert declared(stores) == ["D1", "D2"]


def test_an_outcome_that_waited_for_its_declaration_passes_unrepaired(stores: Stores, tmp_path: Path) -> None:
    collect(stores, tmp_path, "declaration_id,violation\nD1,violation\n")
    assert replayed(stores) == (0, 1)
    collect(stores, tmp_path, csv_text([row()]))
    assert replayed(stores) == (1, 0)


def test_information_that_was_repaired_reaches_the_register(stores: Stores, tmp_path: Path) -> None:
    item = "K1,rumour,letter,B,revenue,importer,I1,says so,2020-05-04,2020-11-04,CN\n"
    collect(stores, tmp_path, INFORMATION + item)
    repair(stores, 0, kind="tip_off")
    assert replayed(stores) == (1, 0)
    assert stores.register.read(InformationItem, ["key", "kind"]).to_dict("records") == [
        {"key": "K1", "kind": "tip_off"}
    ]


def test_a_replay_cut_short_before_its_note_is_done_over_without_doubles(
    stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    collect(stores, tmp_path, csv_text([row(), row(declaration_id="D2", lodged_on="2020-13-04")]))
    repair(stores, 0, lodged_on="2020-12-04")
    with monkeypatch.context() as broken:
        broken.setattr(replay, "_record", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            replayed(stores)
    assert replayed(stores) == (1, 0)
    assert declared(stores) == ["D1", "D2"]


def test_a_dismissed_row_is_left_out_for_good_with_the_reason(stores: Stores, tmp_path: Path) -> None:
    collect(stores, tmp_path, csv_text([row(lodged_on="2020-13-04")]))
    key = str(open_quarantine(stores)["key"].iloc[0])
    dismiss_row(stores, key, actor="officer", unit="CN", as_of=SCREENED_FROM, reason="test data of the source")
    assert replayed(stores) == (0, 0)
    with pytest.raises(QuarantineError, match="no row"):
        repair_row(stores, key, {"lodged_on": "2020-12-04"}, actor="officer", unit="CN", as_of=SCREENED_FROM)
    with stores.register.reading() as session:
        entry = session.exec(select(AuditEntry)).one()
        assert (entry.action, entry.reason) == ("dismiss", "test data of the source")


def test_a_repair_names_a_column_of_the_row(stores: Stores, tmp_path: Path) -> None:
    collect(stores, tmp_path, csv_text([row(lodged_on="2020-13-04")]))
    with pytest.raises(QuarantineError, match="no column Date: its columns are declaration_id"):
        repair(stores, 0, Date="2020-12-04")
    content = stores.register.read(QuarantinedRow, ["content"])["content"].iloc[0]
    assert json.loads(content)["lodged_on"] == "2020-13-04"
