"""Every page of the desk over 100,000 cases and a million declarations, on SQLite and PostgreSQL.

One thing of each kind, as the tests of the desk make it, is copied in SQL until there are 100,000 of each; an officer
of the national unit, who sees them all, then opens the list of each kind, a thing of it, the work list and a search.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fastapi import Response
from fastapi.testclient import TestClient
from sqlalchemy import Column, Table, text
from sqlmodel import AutoString, SQLModel

from benchmarks.databases import stores_on
from benchmarks.declarations_made_up import write_declarations
from benchmarks.measurement import Effort, Measurement, effort_of
from deployments.web.desk.application import desk
from deployments.web.desk.thing import kinds
from deployments.web.sign_in.session import COOKIE, Sessions
from deployments.web.sign_in.signed_in import SignIn
from deployments.web.site import Site
from sql.stores import Stores
from tasks.collection.collect import collect_file
from tasks.notification.links import desk_path
from tests.deployments.web.desk.examples import EXAMPLES, TODAY
from tests.persons import Officer, enter

COPIES = 100_000
DECLARATIONS = 1_000_000
LIMIT = 0.3  # seconds: no page may take longer
_REPEATED = 3  # the fastest of so many counts, for other work on the machine only adds
_DIRECTOR = Officer("N99", "CN")
_SECRETS = ("benchmark",)
# What is chained or counted is not copied: it belongs to what was recorded, one after the other.
_ONCE = {
    *("unit", "person", "person_account", "sign_in_link", "case_number"),
    *("audit_entry", "content_entry", "record_seal"),
}

# Tells things apart beside their key: copies are parameters of their own, and not versions of one.
_NAMES = {("risk_parameter", "code")}


def measure() -> list[Measurement]:
    """The slowest page beside the page that shows nothing but its frame, on both databases."""
    return [measurement for kind in ("sqlite", "postgresql") for measurement in _on(kind)]


def _on(database: str) -> Iterator[Measurement]:
    """The figures of every page on a database, `sqlite` or `postgresql`."""
    with stores_on(database) as stores, TemporaryDirectory() as folder:
        _lodged(stores, Path(folder))
        keys = {name: EXAMPLES[name](stores) for name in sorted(kinds(), key=_made_first)}
        _copied(stores)
        with _seat(stores) as browser:
            paths = ["/desk/", "/desk/search?q=undervaluation"]
            for name, key in keys.items():
                paths += [desk_path(name), f"{desk_path(name)}?every=1&page=400", desk_path(name, key)]
            bare = _effort(browser, "/desk/search?q=")
            for path in paths:
                effort = _effort(browser, path)
                told = "" if effort.wall <= LIMIT else f"over the limit of {LIMIT * 1_000:.0f} ms"
                yield Measurement(
                    f"{path.split('/')[2] or 'work list'}: {path[:60]}, {database}",
                    COPIES,
                    effort,
                    "a page with nothing on it",
                    bare,
                    f"{effort.wall * 1_000:.0f} ms {told}".strip(),
                )


def _made_first(kind: str) -> tuple[bool, bool]:
    """Order of making: collecting a file removes declarations that came from none, handling decides once a day."""
    return kind != "quarantine", kind != "recommendation"


def _lodged(stores: Stores, folder: Path) -> None:
    collect_file(stores, write_declarations(folder / "declarations.parquet", DECLARATIONS), TODAY, TODAY)


def _copied(stores: Stores) -> None:
    """Copy every row of the register in SQL, under keys of its own, until there are COPIES of it."""
    tables = {table.name: table for table in SQLModel.metadata.sorted_tables if table.name not in _ONCE}
    words = tables.pop("sought_word")
    numbers = f"with recursive copy(n) as (select 1 union all select n + 1 from copy where n < {COPIES - 1})"
    with stores.register.engine.begin() as connection:
        for table in tables.values():
            named = [f'"{each.name}"' for each in table.columns]
            values = [
                f"""r."{each.name}" || '~' || copy.n""" if _own(each, tables) else f'r."{each.name}"'
                for each in table.columns
            ]
            chosen = f'select {", ".join(values)} from "{table.name}" r, copy'
            connection.execute(text(f'insert into "{table.name}" ({", ".join(named)}) {numbers} {chosen}'))
        (of_row,) = words.indexes  # made once the words are there: this is much quicker
        of_row.drop(connection)
        copied = "select r.kind, r.word, r.key || '~' || copy.n from sought_word r, copy order by 1, 2, 3"
        connection.execute(text(f"insert into sought_word (kind, word, key) {numbers} {copied}"))
        of_row.create(connection)
        connection.execute(text("analyze"))


def _own(column: "Column[Any]", copied: dict[str, Table]) -> bool:
    """Whether each copy has a value of its own: its key, and the key of what was copied with it."""
    to_copied = any(key.column.table.name in copied for key in column.foreign_keys)
    of_itself = bool(column.unique) or (column.primary_key and not column.foreign_keys)
    of_itself = of_itself or (column.table.name, column.name) in _NAMES
    return (to_copied or of_itself) and isinstance(column.type, AutoString)


@contextmanager
def _seat(stores: Stores) -> Iterator[TestClient]:
    """The browser of an officer who sees everything."""
    enter(stores, _DIRECTOR)
    sign_in = SignIn(stores, _SECRETS, lambda: TODAY)
    with TestClient(Site(desk(stores, _SECRETS, sign_in, lambda: TODAY)), base_url="https://desk.test") as browser:
        answer = Response()
        Sessions(_SECRETS, secure=False).open(answer, _DIRECTOR.number)
        browser.cookies.set(COOKIE, answer.headers["set-cookie"].split("=", 1)[1].split(";")[0])
        yield browser


def _effort(browser: TestClient, path: str) -> Effort:
    """The effort of opening a page, once it was opened before."""

    def open_page() -> None:
        answer = browser.get(path, follow_redirects=False)
        assert answer.status_code == 200, (path, answer.status_code)

    open_page()
    return min((effort_of(open_page) for _ in range(_REPEATED)), key=lambda effort: effort.wall)
