"""A full disk or a read-only folder while a file is taken in: nothing is half done, and the next try does all."""

import errno
import os
import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from sql.register.tables import BatchQuality, CollectionBatch, QuarantinedRow
from sql.stores import Stores
from tasks.collection.collect import collect_file
from tasks.collection.inbox_files import inbox_files, named_files
from tasks.running.outages import outage

DAY = date(2021, 1, 4)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = pd.DataFrame({"declaration_id": [f"D{number}" for number in range(600)]})
    days = [f"2020-{1 + number % 3:02}-04" for number in range(599)] + ["no day"]
    rows = rows.assign(lodged_on=days, office="SHA1", importer="I1", hs_code="870310")
    rows = rows.assign(country_of_origin="CN", country_of_departure="CN", duty_rate=8.0, net_mass=1.0, item_value=10.0)
    path = tmp_path / "declarations.csv"
    rows.to_csv(path, index=False)
    return path


def state(stores: Stores) -> tuple[list[Any], ...]:
    """Everything that a collection leaves, in an order of its own; leftovers in the lake included."""
    with stores.lake.connect("declarations") as lake:
        declared = lake.execute("select declaration_id, lodged_on from declarations order by all").fetchall()
    tables = [
        stores.register.read(table, [name]).astype("str").sort_values(name)[name].tolist()
        for table, name in ((CollectionBatch, "key"), (BatchQuality, "key"), (QuarantinedRow, "key"))
    ]
    files = sorted(str(path.relative_to(stores.folder / "lake")) for path in (stores.folder / "lake").rglob("*.*"))
    return declared, *tables, files


@pytest.fixture
def collected(file: Path, empty_stores: Path, tmp_path: Path) -> tuple[list[Any], ...]:
    """What a collection leaves that nothing disturbs."""
    shutil.copytree(empty_stores, tmp_path / "undisturbed_data")
    stores = Stores.embedded(tmp_path / "undisturbed_data")
    assert collect_file(stores, file, DAY, DAY)["state"] == "collected"
    return state(stores)


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let the system refuse to write beyond `size` bytes of any file, as a full disk or a quota does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [500, 2_000, 20_000, 100_000])
def test_a_disk_that_fills_at_any_point_leaves_nothing_half_done(
    size: int, stores: Stores, file: Path, collected: tuple[list[Any], ...]
) -> None:
    before = state(stores)[:-1]
    problem: Exception | None = None
    with largest_file(size):
        try:
            collect_file(stores, file, DAY, DAY)
        except Exception as raised:
            problem = raised
    assert (problem is not None) == (size < 50_000)
    if problem is not None:
        assert outage(problem) is not None, repr(problem)
        assert state(stores)[:-1][1:] == before[1:]  # the register has taken nothing
        assert not [name for name in state(stores)[-1] if "unfinished" in name]  # nothing takes room in vain
    assert collect_file(stores, file, DAY, DAY)["state"] == ("collected_before" if problem is None else "collected")
    assert state(stores) == collected


def refusing(function: Callable[..., Any], number: int, from_call: int) -> Callable[..., Any]:
    """A function of the system that fails with this error from one of its calls on."""
    calls = iter(range(1_000_000))

    def called(*args: Any, **kwargs: Any) -> Any:
        if next(calls) >= from_call:
            raise OSError(number, os.strerror(number), "lake")
        return function(*args, **kwargs)

    return called


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS], ids=["full", "read-only"])
@pytest.mark.parametrize("from_call", [0, 2])
@pytest.mark.parametrize("step", ["write", "publish"])
def test_a_lake_that_cannot_be_written_leaves_nothing_half_done(
    step: str,
    from_call: int,
    number: int,
    stores: Stores,
    file: Path,
    collected: tuple[list[Any], ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    where, name = {"write": (pq, "write_table"), "publish": (os, "replace")}[step]
    monkeypatch.setattr(where, name, refusing(getattr(where, name), number, from_call))
    with pytest.raises(OSError, match="lake") as raised:
        collect_file(stores, file, DAY, DAY)
    assert outage(raised.value) is not None
    monkeypatch.undo()
    assert stores.register.read(CollectionBatch, ["key"]).empty
    assert collect_file(stores, file, DAY, DAY)["state"] == "collected"
    assert state(stores) == collected


def test_a_file_that_the_system_does_not_let_us_read_is_passed_over(
    stores: Stores, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("tasks.collection.collect._hash_next", refuse)
    told = collect_file(stores, file, DAY, DAY)
    assert (told["state"], told["problem"]) == ("passed_over", "it cannot be read (Permission denied)")
    assert stores.register.read(CollectionBatch, ["key"]).empty


def test_files_are_listed_by_name_and_what_cannot_be_taken_in_is_named(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", ".hidden.csv", "c.csv.part"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    listing = inbox_files([tmp_path])
    assert [path.name for path in listing.files] == ["a.csv", "b.csv"]
    assert [each.name for each in listing.passed_over] == ["loop.csv"]
    named = named_files([tmp_path / "a.csv", tmp_path / "missing.csv", Path("\udcff.csv")])
    assert list(named.files) == [tmp_path / "a.csv"]
    assert [str(each) for each in named.passed_over] == [
        "missing.csv is passed over: there is no such file",
        "\\udcff.csv is passed over: its name is no text in UTF-8: rename it",
    ]
