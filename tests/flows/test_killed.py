"""A run that is stopped, at whatever moment, and started again ends like one that was never stopped."""

from pathlib import Path
from random import Random

import pytest
from sqlalchemy import create_engine

from sql.register.chains import verify
from sql.register.notary import Notary
from sql.register.tables import AuditEntry
from tests.flows.conftest import CYCLE, Undisturbed, finish, kill, start_copy, start_run, wait_until
from tests.flows.cycle import differences, left_in, run_cycle, without_engine
from tests.flows.interruption import Interruption, StoppedError

pytestmark = pytest.mark.timeout(1_800)  # a minute or two, but many processes on a machine that others use too

# Where a kill waits for new files, unfinished ones among them, and for how many at the most.
MOMENTS = (
    ("lake/declarations/*/*", 12),  # collecting
    ("models/*", 1),  # learning
    ("notifications/*/*", 12),  # telling units
    ("lake/decisions/*/*", 1),  # screening, between lake and register
)


@pytest.mark.usefixtures("prefect_server")
def test_a_run_killed_in_each_of_its_phases_ends_like_one_that_never_was(
    undisturbed: Undisturbed, tmp_path: Path
) -> None:
    """The first run is a command with a server of its own, which is killed with it; the others go on in copies."""
    folder = tmp_path / "data"
    chance = Random(20210331)
    killed = 0
    for place, most in MOMENTS:
        enough = len(list(folder.glob(place))) + chance.randint(1, most)
        run = start_copy(folder, tmp_path) if killed else start_run(folder)
        if wait_until(lambda place=place, enough=enough: len(list(folder.glob(place))) >= enough, run):  # type: ignore[misc]
            kill(run)
            killed += 1
    last = finish(start_copy(folder, tmp_path))
    assert killed >= len(MOMENTS) - 1
    assert last.returncode == 0, last.stderr
    assert last.stdout.replace(str(folder), "") == undisturbed.printed.replace(str(undisturbed.folder), "")
    assert differences(undisturbed.left, left_in(folder)) == []
    assert unfinished_in(folder) == []
    assert broken_audit_entry(folder) is None


@pytest.mark.parametrize("reaches", [(1,), pytest.param((1, 3), marks=pytest.mark.exhaustive)])
def test_a_run_stopped_around_every_durable_step_ends_like_one_that_never_was(
    undisturbed: Undisturbed, tmp_path: Path, reaches: tuple[int, ...]
) -> None:
    folder = tmp_path / "data"
    interruption = Interruption(folder, reaches)
    summary = None
    with without_engine():
        while summary is None:
            try:
                with interruption.at_work():
                    summary = run_cycle(CYCLE, folder)
            except StoppedError:
                continue
    assert len(set(interruption.stops)) > 60
    assert summary["disagreements"] == []
    assert differences(undisturbed.left, left_in(folder)) == []
    assert unfinished_in(folder) == []


def unfinished_in(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*.unfinished")]


def broken_audit_entry(folder: Path) -> int | None:
    with create_engine(f"sqlite:///{folder / 'register.sqlite'}").connect() as connection:
        verified = verify(connection, Notary.of(folder), AuditEntry)
        assert verified.head.sequence
        return verified.broken
