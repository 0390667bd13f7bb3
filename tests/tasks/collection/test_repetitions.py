"""An identifier that was collected before is repeated, or refused where it says something else."""

from pathlib import Path

from sql.stores import Stores
from tasks.collection.quarantine import open_quarantine
from tests.tasks.collection.declared import GOOD, HEADER, collect, csv_text, declared, row

ACTIONS = "action_id,declaration_id,office,officer,action,happened_at,reason\n"
INFORMATION = "key,kind,source,reliability,priority,subject_kind,subject,summary,received_on,valid_to,unit\n"


def test_a_declaration_delivered_again_lies_in_the_lake_once(stores: Stores, tmp_path: Path) -> None:
    collect(stores, tmp_path, csv_text([row(), row(declaration_id="D2")]))
    told = collect(stores, tmp_path, csv_text([row(), row(declaration_id="D3")]))
    assert (told["rows_accepted"], told["rows_repeated"], told["rows_quarantined"]) == (1, 1, 0)
    assert declared(stores) == ["D1", "D2", "D3"]


def test_a_source_that_knows_less_does_not_contradict(stores: Stores, tmp_path: Path) -> None:
    collect(stores, tmp_path, csv_text([row()]))
    assert collect(stores, tmp_path, csv_text([row(goods_description="")]))["rows_repeated"] == 1


def test_actions_of_officers_are_kept_once_over_files(stores: Stores, tmp_path: Path) -> None:
    first = "A1,D1,SHA1,O1,released,2020-05-04T10:00:00,\n"
    collect(stores, tmp_path, ACTIONS + first)
    told = collect(stores, tmp_path, ACTIONS + first + "A2,D1,SHA1,O1,released,2020-05-04T11:00:00,\n")
    assert (told["rows_accepted"], told["rows_repeated"]) == (1, 1)
    with stores.lake.connect("officer_actions") as lake:
        assert lake.execute("select count(*) from officer_actions").fetchall() == [(2,)]


def test_an_item_of_information_stays_as_it_came(stores: Stores, tmp_path: Path) -> None:
    item = "K1,tip_off,letter,B,revenue,importer,I1,says so,2020-05-04,2020-11-04,CN\n"
    assert collect(stores, tmp_path, INFORMATION + item)["rows_accepted"] == 1
    told = collect(stores, tmp_path, INFORMATION + item + item.replace("K1", "K2"))
    assert (told["rows_accepted"], told["rows_repeated"]) == (1, 1)
    assert collect(stores, tmp_path, INFORMATION + item.replace("says so", "denies"))["rows_quarantined"] == 1


def test_a_sealed_outcome_cannot_be_guessed_by_sending_others(stores: Stores, tmp_path: Path) -> None:
    lodged = GOOD.replace("1,2020-05-04", "1,2021-02-03")
    header = ",".join(HEADER) + "\n"
    collect(stores, tmp_path, header + lodged)
    told = collect(stores, tmp_path, header + lodged.removesuffix("0,0") + "1,2")
    assert (told["rows_accepted"], told["rows_repeated"], told["rows_quarantined"]) == (0, 1, 0)
    with stores.lake.unsealed("sealed_outcomes") as lake:
        assert lake.execute("select violation from sealed_outcomes").fetchall() == [("none",)]


def test_a_visible_outcome_told_otherwise_is_quarantined(stores: Stores, tmp_path: Path) -> None:
    header = ",".join(HEADER) + "\n"
    collect(stores, tmp_path, header + GOOD)
    told = collect(stores, tmp_path, header + GOOD.removesuffix("0,0") + "1,1")
    assert (told["rows_accepted"], told["rows_quarantined"]) == (0, 1)
    assert open_quarantine(stores)["column_name"].tolist() == ["violation"]
