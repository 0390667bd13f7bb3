"""Whenever the power fails or the process is killed: every answer that a client received is recorded, once."""

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random

import pyarrow.parquet as pq
import pytest

from sql.register.tables import ScreeningBatch
from sql.stores import Stores
from tasks.clearance.decision.screened_batches import OWN
from tasks.clearance.endpoint.journal import Journal
from tasks.clearance.endpoint.journals import FOLDER, journals_of
from tasks.clearance.endpoint.recording import record_answers
from tests.tasks.clearance.decision.test_screen import policy
from tests.tasks.clearance.endpoint.answering import SUSPECT, answering, declared
from tests.tasks.clearance.endpoint.disk import Disk, State
from tests.tasks.clearance.lodged import DAY, enforce, parameter

Received = dict[tuple[str, int], str]  # lane by declaration and version


def cut_at_every_point(stores: Stores, folder: Path, answers: int, recorded_every: int, opened_every: int) -> None:
    """Answer in groups, record now and then, and look at what is left at each moment.

    opened_every: how many moments lie between two at which a new process takes over what is left.
    """
    policy(stores, inspections_per_day=answers)
    enforce(stores, parameter("CN-1", SUSPECT))
    stores.register.sync()
    chance, disk = Random(answers), Disk(stores.folder, ".jsonl")
    moments: list[tuple[State, int]] = []
    received: list[tuple[tuple[str, int], str]] = []
    with disk.watched():
        screening = answering(stores)
        number = 0
        while number < answers:
            group = range(number, min(number + chance.randint(1, 5), answers))
            number = group.stop
            coming = [screening.submit(declared(f"D{each}", importer=f"I{each % 20}")) for each in group]
            moments.append((disk.now(), len(received)))
            screening.settle()
            moments.append((disk.now(), len(received)))  # written and synced, not yet received
            for each in coming:
                answer = each.result()
                received.append(((answer.declaration_id, answer.version), answer.lane))
            moments.append((disk.now(), len(received)))
            if number % recorded_every < len(group):
                record_and_look(stores, screening.journals[DAY], disk, moments, len(received))
    for place, (state, so_far) in enumerate(moments):
        inode = state.names[f"{FOLDER}/{DAY}.jsonl"]
        assert state.sizes[inode] >= disk.line_ends(inode, so_far)
        if place % opened_every == 0:
            for all_written in (True, False):
                disk.left(state, folder, chance, all_written=all_written)
                taken_over(folder, dict(received[:so_far]))


def record_and_look(
    stores: Stores, journal: Journal, disk: Disk, moments: list[tuple[State, int]], so_far: int
) -> None:
    """Record the answers, and note what is certain before and after each file takes its place."""
    replace = os.replace

    def replacing(source: str, target: str) -> None:
        moments.append((disk.now(), so_far))
        replace(source, target)
        moments.append((disk.now(), so_far))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "replace", replacing)
        record_answers(stores, journal, stores.folder / "inbox")
    moments.append((disk.now(), so_far))


def taken_over(folder: Path, received: Received) -> None:
    """A new process records what is left; each received answer is in journal, register and inbox, once."""
    stores = Stores.embedded(folder)
    try:
        journal = journals_of(stores).on(DAY)
        assert received.keys() <= set(journal.keys)
        assert len(set(journal.keys)) == len(journal.keys)
        record_answers(stores, journal, folder / "inbox")
        assert record_answers(stores, journal, folder / "inbox") == 0
        committed = set(stores.register.read(ScreeningBatch, ["key"])["key"])
        files = [path for path in (folder / "lake" / "decisions").rglob("*.parquet") if path.stem in committed]
        rows = [row for path in files for row in pq.read_table(path).to_pylist()]
        decided = Counter((row["declaration_id"], row["version"]) for row in rows)
        assert set(decided.values()) <= {1}
        lanes = {(row["declaration_id"], row["version"]): row["lane"] for row in rows}
        assert {key: lanes.get(key) for key in received} == received
        sent = Counter(
            row["declaration_id"]
            for path in (folder / "inbox").glob("*.parquet")
            for row in pq.read_table(path).to_pylist()
        )
        assert {name for name, _ in received} <= sent.keys()
        assert set(sent.values()) <= {1}
        assert all(key.startswith(f"{DAY}-{OWN}-") for key in committed)
    finally:
        stores.register.engine.dispose()


def test_a_power_cut_at_any_point_loses_no_answer(stores: Stores, tmp_path: Path) -> None:
    cut_at_every_point(stores, tmp_path / "left", answers=300, recorded_every=100, opened_every=17)


@pytest.mark.exhaustive
@pytest.mark.timeout(3_600)
def test_a_power_cut_at_any_point_over_ten_thousand_answers_loses_none(stores: Stores, tmp_path: Path) -> None:
    cut_at_every_point(stores, tmp_path / "left", answers=10_000, recorded_every=1_000, opened_every=101)


ENDLESS = """
import sys
from pathlib import Path
from sql.stores import Stores
from tasks.clearance.endpoint.recording import record_answers
from tests.tasks.clearance.endpoint.answering import answering, declared
from tests.tasks.clearance.lodged import DAY

stores = Stores.embedded(Path(sys.argv[1]))
screening = answering(stores)
for number in range(int(sys.argv[2]), 10_000):
    answer = screening.answer(declared(f"D{number}", importer=f"I{number % 20}"))
    print(answer.declaration_id, answer.version, answer.lane, flush=True)
    if number % 100 == 0:
        record_answers(stores, screening.journals[DAY], stores.folder / "inbox")
"""


@pytest.mark.exhaustive
@pytest.mark.timeout(3_600)
def test_killed_again_and_again_over_ten_thousand_answers_it_loses_none(stores: Stores) -> None:
    policy(stores, inspections_per_day=10_000)
    enforce(stores, parameter("CN-1", SUSPECT))
    chance, received = Random(9), dict[tuple[str, int], str]()
    while len(received) < 10_000:
        command = [sys.executable, "-c", ENDLESS, str(stores.folder), str(len(received))]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            most = chance.randint(200, 1_200)
            for line, _ in zip(process.stdout, range(most), strict=False):
                name, version, lane = line.split()
                received[name, int(version)] = lane
            process.send_signal(signal.SIGKILL)
            for line in process.stdout:  # what it gave before it died
                if line.endswith("\n"):
                    name, version, lane = line.split()
                    received[name, int(version)] = lane
    stores.register.engine.dispose()
    taken_over(stores.folder, received)
