"""The whole cycle on PostgreSQL and on SQLite."""

from pathlib import Path

import pytest

from tests.conftest import new_database
from tests.flows.conftest import CYCLE, Undisturbed
from tests.flows.cycle import differences, left_in, run_cycle, without_engine

pytestmark = pytest.mark.timeout(1_800)  # as in test_killed


def test_the_cycle_on_postgresql_leaves_what_it_leaves_on_sqlite(
    undisturbed: Undisturbed, postgresql_url: str, tmp_path: Path
) -> None:
    folder, url = tmp_path / "data", new_database(postgresql_url)
    with without_engine():
        summary = run_cycle(CYCLE, folder, url)
        again = run_cycle(CYCLE, folder, url)
    assert summary["disagreements"] == []
    assert again == summary
    assert not (folder / "register.sqlite").exists()
    assert differences(undisturbed.left, left_in(folder, url)) == []
