"""The configuration in one view, and settings that stand in for blocks."""

from datetime import date
from pathlib import Path

import pytest
from pydantic import SecretStr

from blocks.configuration import MASK, of_settings, shown
from blocks.settings import Settings
from blocks.stores import data_folder, register_url


def test_no_secret_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUSTOMS_RISK_REGISTER_URL", "postgresql+psycopg://customs:hidden@host/register")
    monkeypatch.setenv("CUSTOMS_RISK_CHANNELS", '{"mail": "mailtos://user:hidden@example.org"}')
    entries = {entry.name: entry for entry in of_settings()}
    assert entries["register_url"].value == MASK
    assert entries["channels"].value == f"mail: {MASK}"
    assert not any("hidden" in entry.value for entry in entries.values())


def test_where_a_setting_comes_from_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUSTOMS_RISK_SEED", "7")
    entries = {entry.name: entry for entry in of_settings()}
    assert (entries["seed"].value, entries["seed"].source) == ("7", "CUSTOMS_RISK_SEED")
    assert entries["time_zone"].source == "default; set CUSTOMS_RISK_TIME_ZONE"


@pytest.mark.parametrize(
    ("value", "text"), [(None, "not set"), ({}, "none"), ([SecretStr("x")], MASK), (["a", "b"], "a, b"), (3, "3")]
)
def test_values_are_shown_as_text(value: object, text: str) -> None:
    assert shown(value) == text


def test_a_fixed_business_date_stands_in_for_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUSTOMS_RISK_BUSINESS_DATE", "2021-03-31")
    assert Settings().today() == date(2021, 3, 31)


def test_the_environment_names_the_stores_before_any_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUSTOMS_RISK_DATA_FOLDER", str(tmp_path))
    assert data_folder() == tmp_path
    assert register_url() == f"sqlite:///{tmp_path / 'register.sqlite'}"
    monkeypatch.setenv("CUSTOMS_RISK_REGISTER_URL", "sqlite:///elsewhere.sqlite")
    assert register_url() == "sqlite:///elsewhere.sqlite"
