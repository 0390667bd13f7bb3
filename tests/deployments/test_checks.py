"""What the doctor finds, each in one sentence."""

from pathlib import Path
from shutil import _ntuple_diskusage

import pytest
from typer.testing import CliRunner

from deployments import checks
from deployments.checks import (
    check_channels,
    check_disk,
    check_folder,
    check_inbox,
    check_persons,
    check_records,
    check_register,
)
from deployments.command_line import app
from sql.stores import Stores
from tests.persons import Officer, enter


def test_a_migrated_register_is_well_and_an_empty_one_is_not(stores: Stores, tmp_path: Path) -> None:
    assert check_register(stores.register.url).well
    empty = check_register(f"sqlite:///{tmp_path / 'empty.sqlite'}")
    assert not empty.well
    assert "the next run of any flow brings it there" in empty.sentence


def test_records_that_are_as_written_are_well_and_altered_ones_are_named(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert check_records(stores.register.url, stores.folder).well
    altered = [f"the journal of TA-SHA-2021-000{number} from entry 2 on" for number in range(1, 8)]
    monkeypatch.setattr(checks, "altered_records", lambda register, told: altered)
    told = check_records(stores.register.url, stores.folder)
    assert not told.well
    assert "TA-SHA-2021-0005 from entry 2 on and 2 more" in told.sentence
    monkeypatch.undo()
    assert "lacks its tables" in check_records(f"sqlite:///{tmp_path / 'empty.sqlite'}", stores.folder).sentence


def test_it_is_told_when_nobody_acts_in_prefect(stores: Stores) -> None:
    assert [each.well for each in check_persons(stores.register.url, stores.folder)] == [True]
    enter(stores, Officer("17", "CN"))
    told = [each.sentence for each in check_persons(stores.register.url, stores.folder) if not each.well]
    assert len(told) == 2
    assert "persons bind NUMBER --prefect" in told[1]


def test_a_register_that_does_not_answer_is_told_without_its_password() -> None:
    checked = check_register("postgresql+psycopg://customs:hidden@127.0.0.1:1/register")
    assert not checked.well
    assert "hidden" not in checked.sentence


def test_a_folder_that_is_a_file_cannot_be_written_to(tmp_path: Path) -> None:
    assert check_folder(tmp_path / "new").well
    (tmp_path / "file").touch()
    assert not check_folder(tmp_path / "file").well


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert check_disk(tmp_path).sentence.endswith(f"under {tmp_path}.") or not check_disk(tmp_path).well
    monkeypatch.setattr("deployments.checks.shutil.disk_usage", lambda path: _ntuple_diskusage(10, 9, 1))
    assert check_disk(tmp_path).sentence.startswith("Only 0.0 GiB")


def test_a_channel_that_cannot_be_reached_is_told_without_its_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = {"duty": "json://user:hidden@127.0.0.1:1/", "odd": "nothing-that-apprise-knows"}
    monkeypatch.setattr(checks, "load_channels", lambda: addresses)
    found = list(check_channels())
    assert [each.well for each in found] == [False, False]
    assert "hidden" not in " ".join(each.sentence for each in found)


def test_without_a_server_the_doctor_says_what_to_do_and_exits_with_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    result = CliRunner().invoke(app, ["doctor", "--data", str(tmp_path)])
    assert result.exit_code == 1
    assert "start customs-risk serve" in result.output


def test_names_that_cannot_be_taken_in_are_named(tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_text("a", encoding="utf-8")
    assert check_inbox([tmp_path]).well
    for number in range(7):
        (tmp_path / f"loop{number}.csv").symlink_to(f"loop{number}.csv")
    checked = check_inbox([tmp_path, tmp_path / "missing"])
    assert not checked.well
    assert "loop4.csv is passed over: it cannot be read" in checked.sentence
    assert checked.sentence.endswith("and 2 more: rename, mend or remove what is named.")
