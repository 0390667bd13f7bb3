"""`customs-risk sources` tries the files of a source and collects nothing."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.deployments.commands.shell import run

CANONICAL = """declaration_id,lodged_on,office,direction,importer,hs_code,country_of_departure,\
country_of_origin,net_mass,item_value
A1,2021-03-01,SHA1,import,F1,847130,CN,CN,10,100
A2,2021-03-01,QQ99,import,F2,640411,CN,CN,ten,100
A3,2021-03-01,SHA1,import,F3,10121,CN,CN,10,100
"""
GERMAN = """MRN;Datum;Zollstelle;EORI;Warennummer;Versendungsland;Ursprungsland;Zollsatz;Eigenmasse;Wert
R1;01.03.2021;SHA1;A1;8471.30;China;China;5,5;1.100,5;1.000,25
R2;02.03.2021;SHA1;A2;6404.11;China;Vietnam;5,5;100;1.000
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "canonical.csv").write_text(CANONICAL, encoding="utf-8")
    (tmp_path / "german.csv").write_text(GERMAN, encoding="utf-8")
    return tmp_path


def test_check_says_what_is_wrong_by_column_and_writes_nothing(folder: Path) -> None:
    before = sorted(folder.iterdir())
    answer = run("sources", "check", str(folder / "canonical.csv"))
    assert answer.status == 0
    assert "canonical.csv: 3 rows, read as canonical_declarations" in answer.out
    lines = [line.split("│") for line in answer.out.splitlines() if "│" in line]
    told = {(cells[1].strip(), cells[3].strip(), cells[4].strip()) for cells in lines}
    assert ("net_mass", "refused", "ten") in told
    assert ("hs_code", "kept", "10121") in told
    assert sorted(folder.iterdir()) == before


def test_read_writes_items_and_beside_them_what_is_refused(folder: Path) -> None:
    out = folder / "items.csv"
    answer = run("sources", "read", str(folder / "canonical.csv"), "--out", str(out))
    assert answer.status == 0
    assert [line.split(",")[0] for line in out.read_text().splitlines()[1:]] == ["A1", "A3"]
    assert (folder / "items.refused.csv").read_text().splitlines()[1] == "canonical.csv,2,net_mass,ten,is no number"


def test_reading_again_without_refusals_leaves_no_old_refusals(folder: Path) -> None:
    out = folder / "items.csv"
    run("sources", "read", str(folder / "canonical.csv"), "--out", str(out))
    run("sources", "read", str(folder / "german.csv"), "--out", str(out))
    assert not (folder / "items.refused.csv").exists()


def test_a_proposed_mapping_reads_the_file(folder: Path) -> None:
    mapping = folder / "german.yaml"
    assert run("sources", "propose", str(folder / "german.csv"), "--out", str(mapping)).status == 0
    out = folder / "items.parquet"
    answer = run("sources", "read", str(folder / "german.csv"), "--mapping", str(mapping), "--out", str(out))
    assert answer.status == 0
    items = pq.read_table(out)
    assert items.column("item_value").to_pylist() == [1000.25, 1000.0]
    assert items.column("net_mass").to_pylist() == [1100.5, 100.0]
    assert items.column("hs_code").to_pylist() == ["847130", "640411"]
    assert str(items.column("lodged_on")[0]) == "2021-03-01"


def test_without_a_mapping_a_proposal_is_used_and_said(folder: Path) -> None:
    answer = run("sources", "check", str(folder / "german.csv"))
    assert "read by a mapping proposed from its columns" in answer.out
    assert "MRN: " not in answer.err


def test_a_template_is_a_file_of_its_content(folder: Path) -> None:
    out = folder / "manifests.csv"
    assert run("sources", "template", "manifests", "--out", str(out)).status == 0
    assert out.read_text().startswith("bill_number,office,arrived_on")
    assert run("sources", "template", "declarations").out.startswith("declaration_id,")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("check", "FOLDER/nothing.csv"), "there is no file"),
        (("check", "FOLDER/canonical.csv", "--mapping", "FOLDER/canonical.csv"), "holds no mapping"),
        (("check", "FOLDER/canonical.csv", "--mapping", "FOLDER/none.yaml"), "cannot be opened"),
        (("read", "FOLDER/canonical.csv", "--out", "FOLDER/no/items.csv"), "there is no folder"),
        (("template", "goods"), "there is no content goods: use one of declarations"),
        (("propose", "FOLDER/empty.csv"), "cannot be read: the file is empty"),
    ],
)
def test_errors_are_one_sentence(folder: Path, arguments: tuple[str, ...], sentence: str) -> None:
    (folder / "empty.csv").write_text("")
    assert sentence in run("sources", *(each.replace("FOLDER", str(folder)) for each in arguments)).refusal


def test_a_run_refuses_a_mapping_that_cannot_be_used_before_it_starts(folder: Path) -> None:
    (folder / "bad.yaml").write_text("name: x\ncontent: declarations\ncolumns: {colour: Farbe}\n", encoding="utf-8")
    answer = run(
        "run",
        "--declarations",
        str(folder / "german.csv"),
        "--mapping",
        str(folder / "bad.yaml"),
        "--data",
        str(folder / "data"),
    )
    assert "declarations have no column colour" in answer.refusal
    assert not (folder / "data").exists()
