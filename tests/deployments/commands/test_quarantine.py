"""The quarantine from a shell."""

from pathlib import Path

import pytest

from sql.stores import Stores
from tests.deployments.commands.shell import shell
from tests.tasks.collection.declared import collect, csv_text, declared, row

OFFICER = ("--as-of", "2021-01-01")


@pytest.fixture
def refused(stores: Stores, tmp_path: Path) -> Stores:
    collect(
        stores,
        tmp_path,
        csv_text([row(), row(declaration_id="D2", net_mass="-3"), row(declaration_id="D3", hs_code="x")]),
    )
    return stores


def test_rows_are_listed_repaired_dismissed_and_replayed(refused: Stores) -> None:
    listed = shell(refused, "quarantine", "list", "--json").json
    assert [(each["file_name"], each["row_number"], each["column_name"], each["value"]) for each in listed] == [
        ("lodged.csv", 2, "net_mass", "-3"),
        ("lodged.csv", 3, "hs_code", "x"),
    ]
    mass, code = (each["key"] for each in listed)
    assert "is negative" in shell(refused, "quarantine", "list").out
    shell(refused, "quarantine", "repair", mass, "net_mass=3", "item_value=90", *OFFICER)
    shell(refused, "quarantine", "dismiss", code, "--reason", "a test of the source", *OFFICER)
    told = shell(refused, "quarantine", "replay", "--as-of", "2021-01-01", "--json").json
    assert told == {"rows_replayed": 1, "rows_still_refused": 0}
    assert declared(refused) == ["D1", "D2"]


def test_a_repair_that_is_none_is_refused(refused: Stores) -> None:
    key = shell(refused, "quarantine", "list", "--json").json[0]["key"]
    assert "write COLUMN=VALUE" in shell(refused, "quarantine", "repair", key, "net_mass", *OFFICER).refusal
    assert "no column mass" in shell(refused, "quarantine", "repair", key, "mass=3", *OFFICER).refusal
    assert "no row nothing" in shell(refused, "quarantine", "repair", "nothing", "net_mass=3", *OFFICER).refusal


def test_files_that_could_not_be_read_are_listed_with_the_reason(stores: Stores, tmp_path: Path) -> None:
    collect(stores, tmp_path, b"%PDF-1.7 a scan of the form")
    listed = shell(stores, "quarantine", "files", "--json").json
    assert [(each["file_name"], each["problem"]) for each in listed] == [
        ("lodged.csv", "it is a PDF document: send the table as CSV or Excel")
    ]
