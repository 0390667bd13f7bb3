"""Mappings of an installation are tried before the built-in ones, wherever files are read."""

from pathlib import Path

import pytest

from sql.stores import Stores
from tasks.collection.collect import collect_file
from tasks.collection.frames import checked_declarations
from tasks.collection.quarantine import open_quarantine
from tasks.collection.reading import FileSlice
from tasks.collection.repair import repair_row
from tasks.collection.replay import replay_quarantine
from tasks.collection.sources.mapping import mapping_of
from tasks.collection.sources.recognised import SETTING, own_mappings, recognised_file
from tests.tasks.collection.declared import SCREENED_FROM, declared

HOUSE = """
name: our_house
content: declarations
recognised_by: [Nr, Tarif]
columns: {declaration_id: Nr, hs_code: Tarif, net_mass: Poids, importer: Qui}
numbers: {decimal: ","}
"""
FILE = "Nr;Tarif;Poids;Qui\nA1;870310;1,5;I1\nA2;870310;drei;I2\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    mappings = tmp_path / "mappings"
    mappings.mkdir()
    (mappings / "house.yaml").write_text(HOUSE, encoding="utf-8")
    monkeypatch.setenv(SETTING, str(mappings))
    return mappings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "house.csv"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_a_file_of_an_own_source_is_read_by_its_mapping(folder: Path, file: Path) -> None:
    assert [mapping.name for mapping in recognised_file(file).mappings] == ["our_house"]
    assert checked_declarations(FileSlice(file)).rows["net_mass"].tolist() == [1.5]


def test_it_is_collected_and_its_refused_rows_come_back_by_the_same_mapping(
    folder: Path, file: Path, stores: Stores
) -> None:
    told = collect_file(stores, file, SCREENED_FROM, SCREENED_FROM)
    assert (told["state"], told["rows_accepted"], told["rows_quarantined"]) == ("collected", 1, 1)
    (folder / "house.yaml").unlink()
    key = str(open_quarantine(stores)["key"].iloc[0])
    repair_row(stores, key, {"Poids": "3,5"}, actor="officer", unit="CN", as_of=SCREENED_FROM)
    assert replay_quarantine(stores, SCREENED_FROM, SCREENED_FROM)["rows_replayed"] == 1
    assert declared(stores) == ["A1", "A2"]


def test_a_mapping_that_is_named_needs_no_headers_to_be_recognised_by(file: Path, stores: Stores) -> None:
    mapping = mapping_of(HOUSE.replace("recognised_by: [Nr, Tarif]\n", ""), "here")
    told = collect_file(stores, file, SCREENED_FROM, SCREENED_FROM, mappings=[mapping])
    assert told["rows_accepted"] == 1
    assert [each.name for each in recognised_file(file, [mapping]).mappings] == ["our_house"]


def test_a_mapping_says_how_its_files_are_read(folder: Path, tmp_path: Path) -> None:
    (folder / "house.yaml").write_text(HOUSE + "file: {header_row: 4}\n", encoding="utf-8")
    path = tmp_path / "titled.csv"
    path.write_text("List;of;all;things\nx;y;z;w\n1;2;3;4\n" + FILE, encoding="utf-8")
    assert checked_declarations(FileSlice(path)).rows["declaration_id"].tolist() == ["A1"]


def test_an_own_mapping_goes_before_a_built_in_one(folder: Path, tmp_path: Path) -> None:
    own = HOUSE.replace("Nr", "declaration_id").replace("Tarif", "hs_code").replace("name: our_house", "name: ours")
    (folder / "other.yaml").write_text(own, encoding="utf-8")
    path = tmp_path / "canonical.csv"
    path.write_text("declaration_id,hs_code,office\n1,870310,SHA1\n", encoding="utf-8")
    assert [mapping.name for mapping in recognised_file(path).mappings] == ["ours"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, str(tmp_path / "nowhere"))
    assert "which is no folder" in own_mappings().problems[0]


def test_a_mapping_that_cannot_be_used_is_left_out_with_a_sentence(folder: Path) -> None:
    (folder / "bad.yaml").write_text("name: [", encoding="utf-8")
    (folder / "lonely.yaml").write_text(
        HOUSE.replace("recognised_by: [Nr, Tarif]\n", "").replace("our_", "an_"), encoding="utf-8"
    )
    (folder / "twin.yaml").write_text(HOUSE, encoding="utf-8")
    found = own_mappings()
    assert [mapping.name for mapping in found.mappings] == ["our_house"]
    assert [sentence.split(" It is left out")[0].rsplit("/", 1)[-1] for sentence in found.problems] == [
        "bad.yaml is no YAML file in line 1.",
        "lonely.yaml is never chosen: name headers of its files in recognised_by.",
        "twin.yaml has the name our_house of another mapping: rename it.",
    ]
