"""The keys of an installation: made by chance, kept for their owner alone, and never to be had from outside."""

import stat
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from blocks.settings import Settings
from deployments.checks import check_kept, check_ownership, check_sample_key
from deployments.command_line import app
from sql.kept_keys import kept_key
from sql.ownership import open_to_others
from sql.register.audit_trail import Change, record_changes
from sql.stores import Stores
from tasks.records.random_sample import draws

DECLARATIONS = [f"D{number:05d}" for number in range(4_000)]
RATE = 0.1


def sample(key: bytes) -> set[str]:
    drawn = draws(DECLARATIONS, key)
    return {name for name, number in zip(DECLARATIONS, drawn, strict=True) if number < RATE}


def guesses(stores: Stores) -> set[bytes]:
    """What could be a key for who knows the source, the settings page, and what was drawn of other declarations."""
    settings = Settings()
    source = {f"customs-risk chance {settings.seed}", "selection", "trail", "customs-risk", str(stores.folder)}
    page = CliRunner().invoke(app, ["config", "--json"]).output
    said = {each.strip('",: ') for each in page.split()} | {str(value) for value in settings.model_dump().values()}
    answers = {str(number) for number in draws(DECLARATIONS[:50], settings.chance_key(stores.folder))}
    written = {each for each in source | said | answers if each}
    return {form for each in written for form in (each.encode(), sha256(each.encode()).digest())}


def test_the_sample_of_a_fresh_installation_follows_from_nothing_that_others_can_read(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CUSTOMS_RISK_SELECTION_KEY", raising=False)
    drawn = sample(Settings().chance_key(stores.folder))
    assert abs(len(drawn) - RATE * len(DECLARATIONS)) < 100
    tried = guesses(stores)
    assert len(tried) > 50
    hits = np.array([len(drawn & sample(guess)) for guess in tried])
    assert hits.max() < 2 * RATE * len(drawn), "a guess does better than chance"


def test_two_installations_draw_different_samples_and_each_keeps_its_own(tmp_path: Path) -> None:
    one, other = (kept_key(tmp_path / name, "selection") for name in ("one", "other"))
    assert one != other
    assert kept_key(tmp_path / "one", "selection") == one
    assert len(one) == 32


def test_many_that_make_a_key_at_once_have_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: kept_key(tmp_path, "selection"), range(32)))) == 1
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["selection.key"]


def test_a_named_key_counts_before_the_kept_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUSTOMS_RISK_SELECTION_KEY", "a long secret from a store")
    assert Settings().chance_key(tmp_path) == b"a long secret from a store"
    assert check_sample_key(tmp_path).well
    monkeypatch.setenv("CUSTOMS_RISK_SELECTION_KEY", "changeme")
    assert "CUSTOMS_RISK_SELECTION_KEY is short" in check_sample_key(tmp_path).sentence
    assert not check_sample_key(tmp_path).well


def test_files_of_the_register_belong_to_their_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    Stores.embedded(folder).register.engine.dispose()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "keys" / "trail.key").stat().st_mode) == 0o600
    assert check_ownership(folder).well
    folder.chmod(0o755)
    (folder / "register.sqlite").chmod(0o644)
    assert "register.sqlite" in open_to_others(folder)
    assert not check_ownership(folder).well
    Stores.embedded(folder).register.engine.dispose()
    assert open_to_others(folder) == []


def test_without_a_server_the_doctor_names_what_was_altered_and_what_is_gone(stores: Stores) -> None:
    def ill() -> str:
        return " ".join(each.sentence for each in check_kept(stores.folder, stores.register.url) if not each.well)

    with stores.register.writing() as session:
        record_changes(session, [Change(Settings().today(), "case", "TA-1", "close", "officer", "SHA", "a reason")])
    assert ill() == ""
    key = stores.folder / "keys" / "trail.key"
    kept = key.read_bytes()
    key.unlink()
    assert "lacks the key that signed the audit trail" in ill()
    key.write_bytes(kept)
    with stores.register.engine.begin() as connection:
        connection.exec_driver_sql("drop trigger audit_entry_no_delete")
        connection.exec_driver_sql("delete from audit_entry")
    assert "the audit trail after entry 0, where 1 entries were cut off" in ill()
    stores.register.engine.dispose()
    (stores.folder / "register.sqlite").unlink()
    assert "is gone, and its audit trail was anchored" in ill()
