"""A hundred hostile files arrive, good ones between them: no crash, none takes long or much, every good row is in."""

import os
import resource
from datetime import date
from pathlib import Path

from sql.register.tables import CollectionBatch
from sql.stores import Stores
from tasks.collection.collect import collect_file
from tests.ending import ends
from tests.tasks.collection.hostile_files import hostile_files, row, table

DAY = date(2021, 3, 31)
BYTES, FEWEST = 500_000_000, 100


def test_a_hundred_hostile_files_cost_nothing_but_themselves(stores: Stores, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    expected: set[str] = set()
    states: dict[bytes, str] = {}
    for number, hostile in enumerate(hostile_files()):
        path = Path(os.fsdecode(os.fsencode(inbox) + b"/" + hostile.name[:255]))
        path.write_bytes(hostile.content)
        with ends():
            told = collect_file(stores, path, DAY, DAY)
        states[hostile.name] = told["state"]
        path.unlink()
        assert "\n" not in str(told["problem"])
        expected |= set(hostile.good)
        if number % 20 == 0:
            path = inbox / f"good{number}.csv"
            path.write_bytes(table(row(f"G{number}")))
            assert collect_file(stores, path, DAY, DAY)["rows_accepted"] == 1
            expected.add(f"G{number}")
    assert len(states) >= FEWEST
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < BYTES
    with stores.lake.connect("declarations") as lake:
        taken = {name for (name,) in lake.execute("select distinct declaration_id from declarations").fetchall()}
    assert expected - taken == set()
    assert set(states.values()) == {"collected", "unreadable"}
    assert not Path("/tmp/evil").exists()
    stored = stores.register.read(CollectionBatch, ["file_name"])["file_name"]
    assert all(name.isprintable() for name in stored)
