"""Opening the register, migrating it, and writing sets of rows so that a repeat changes nothing."""

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Executable, bindparam, create_engine, event, inspect, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session, SQLModel

from sql.durable import sync_file
from sql.register.chains import heads_grown, signing
from sql.register.locks import sole, write_alone
from sql.register.notary import Notary
from sql.register.seals import NOTED, note_inserted, note_written, seal, watch
from sql.register.words import keep_words

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
_VERSION_TABLE = "alembic_version"
_REVISION = re.compile(r"^revision(?:: [^=]+)? = \"(\w+)\"", re.MULTILINE)
_FOLLOWS = re.compile(r"^down_revision(?:: [^=]+)? = \"(\w+)\"", re.MULTILINE)
_ROWS_PER_STATEMENT = 5_000
_CONNECTION_SECONDS = 180
_MIGRATING = Lock()  # Alembic knows one migration per process at a time


class Register:
    """One register on SQLite or PostgreSQL.

    `url`: SQLAlchemy address, for example `sqlite:///folder/register.sqlite` or
    `postgresql+psycopg://user:password@host/database`. `notary`: signs the audit trail and seals rows.
    """

    def __init__(self, url: str, notary: Notary) -> None:
        self.url = url
        self.notary = notary
        # Whoever finds every connection taken by others who wait to write waits too, and does not fail.
        # A connection is tried before its use: after the server was away, work goes on by itself.
        patience = {} if url.startswith("sqlite") else {"pool_timeout": _CONNECTION_SECONDS, "pool_pre_ping": True}
        self.engine: Engine = create_engine(url, **patience)
        # In SQLite's write-ahead log every reading transaction sees one state anyway.
        self._one_state: dict[str, Any] = {"isolation_level": "REPEATABLE READ"}
        if self.engine.dialect.name == "sqlite":
            self._one_state = {}
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)

    @property
    def shared(self) -> bool:
        """Whether processes on several hosts can share it."""
        return self.engine.dialect.name == "postgresql"

    def migrate(self) -> None:
        """Bring the tables to the newest migration; does nothing where they are there already."""
        with self.engine.connect() as connection:
            revision = _migrated_to(connection)
        if revision == newest_migration():
            return
        from alembic import command  # only here: a register that has its tables opens without it

        configuration = alembic_configuration()
        configuration.attributes["engine"] = self.engine
        with _MIGRATING:
            command.upgrade(configuration, "head")
        if revision is None:
            self.notary.keep_heads({})

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one consistent state and writes nothing."""
        with Session(self.engine.execution_options(**self._one_state)) as session:
            yield session
            session.rollback()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction, alone: sealed and committed when the block ends, rolled back when it raises.

        The words by which its rows are found are kept in it too.
        """
        with Session(self.engine.execution_options(register_writes=True), info=signing(self.notary)) as session:
            watch(session)
            write_alone(session.connection())
            yield session
            keep_words(session)
            seal(session)
            session.commit()
            if grown := heads_grown(session):
                self.notary.keep_heads(grown)

    def sole(self, work: str, *, wait: bool = False) -> AbstractContextManager[bool]:
        """Whether this process alone does some work meanwhile; False where another does it. See `locks.sole`."""
        return sole(self.engine, work, wait=wait)

    def sync(self) -> None:
        """Wait until the disk has every transaction that was committed.

        SQLite in its write-ahead log keeps the latest ones in memory; PostgreSQL has them on the disk by then.
        """
        if self.engine.dialect.name == "sqlite" and self.engine.url.database:
            for path in (Path(f"{self.engine.url.database}-wal"), Path(self.engine.url.database)):
                if path.exists():
                    sync_file(path)

    def read(
        self, table: type[SQLModel], columns: Sequence[str], *conditions: Any, order_by: Sequence[str] = ()
    ) -> pd.DataFrame:
        """Named columns of a table as a frame: rows that meet all conditions, ordered by columns.

        Dates become `datetime64`; conditions are SQLAlchemy expressions such as `col(Hint.rule) == "x"`.
        """
        target = table.__table__  # type: ignore[attr-defined]
        chosen = select(*[target.c[name] for name in columns]).where(*conditions)
        return self.frame(chosen.order_by(*[target.c[name] for name in order_by]))

    def frame(self, query: Executable) -> pd.DataFrame:
        """The rows of a select as a frame, columns named as selected; dates become `datetime64`."""
        with self.engine.connect() as connection:
            result = connection.execute(query)
            names = list(result.keys())
            rows = result.all()
        if not rows:
            return pd.DataFrame(columns=names)
        columns = zip(*rows, strict=True)
        frame = pd.DataFrame({name: list(values) for name, values in zip(names, columns, strict=True)})
        for column in frame.columns:
            filled = frame[column].dropna()
            if len(filled) and isinstance(filled.iloc[0], date):
                frame[column] = pd.to_datetime(frame[column])
        return frame


def alembic_configuration() -> "Config":
    """How Alembic finds the migrations; `attributes["engine"]` says which register it moves."""
    from alembic.config import Config

    configuration = Config()
    configuration.set_main_option("script_location", str(MIGRATIONS))
    return configuration


def _migrated_to(connection: Connection) -> str | None:
    """The migration that the tables have; None before the first."""
    if not inspect(connection).has_table(_VERSION_TABLE):
        return None
    found = connection.execute(text(f"select version_num from {_VERSION_TABLE}")).scalar()  # noqa: S608  # nosec B608  # our own name
    return None if found is None else str(found)


@cache
def newest_migration() -> str | None:
    """The migration that no other follows, as the files say: Alembic takes long to say the same."""
    texts = [path.read_text(encoding="utf-8") for path in (MIGRATIONS / "versions").glob("*.py")]
    follows = {each for written in texts for each in _FOLLOWS.findall(written)}
    return next((each for written in texts for each in _REVISION.findall(written) if each not in follows), None)


def insert_new(session: Session, table: type[SQLModel], rows: pd.DataFrame | Iterable[Mapping[str, Any]]) -> int:
    """Insert the rows whose key is not there yet; return how many were new.

    `rows`: a frame or mappings whose names are columns of `table`; missing values become NULL.
    """
    records = records_of(rows)
    return sum(_insert(session, table, chunk, replace=()) for chunk in _chunks(records))


def count_up(session: Session, table: type[SQLModel], key: str, column: str) -> int:
    """Count a row's number up by one and return it; from 1 where there is no such row.

    Others who count the same row wait until this transaction ends, and a rollback takes the number back: there are
    neither gaps nor doubles.
    """
    target = table.__table__  # type: ignore[attr-defined]
    build = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    (name,) = (each.name for each in target.primary_key.columns)
    statement = build(target).values({name: key, column: 1})
    counted = statement.on_conflict_do_update(index_elements=[name], set_={column: target.c[column] + 1})
    return int(session.connection().execute(counted.returning(target.c[column])).scalar_one())


def replace_all(
    session: Session,
    table: type[SQLModel],
    rows: pd.DataFrame | Iterable[Mapping[str, Any]],
    columns: Sequence[str],
) -> None:
    """Insert rows, and where the key is there already set `columns` to the new values."""
    for chunk in _chunks(records_of(rows)):
        _insert(session, table, chunk, replace=tuple(columns))


def update_rows(session: Session, table: type[SQLModel], rows: pd.DataFrame | Iterable[Mapping[str, Any]]) -> None:
    """Set columns of rows that exist, by their keys; columns that `rows` do not have stay as they are.

    `rows`: a frame or mappings with the key and the columns to set, the same in all; missing values become NULL.
    """
    target = table.__table__  # type: ignore[attr-defined]
    keys = [column.name for column in target.primary_key.columns]
    for chunk in _chunks(records_of(rows)):
        note_written(session, table, [tuple(record[name] for name in keys) for record in chunk])
        statement = target.update().where(*[target.c[name] == bindparam(f"of_{name}") for name in keys])
        values: dict[str, Any] = {name: bindparam(f"to_{name}") for name in chunk[0] if name not in keys}
        bound = [{f"{'of' if name in keys else 'to'}_{name}": value for name, value in row.items()} for row in chunk]
        session.connection().execute(statement.values(values), bound, execution_options=NOTED)


def records_of(rows: pd.DataFrame | Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows as dictionaries of plain Python values, missing values as None, timestamps as dates."""
    mappings = rows.to_dict("records") if isinstance(rows, pd.DataFrame) else rows
    return [{str(name): _plain(value) for name, value in row.items()} for row in mappings]


def keyed_text(*parts: object) -> str:
    """A short stable key for what has no natural one: 20 hexadecimal digits over its identifying parts."""
    text = json.dumps([str(part) for part in parts], ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:20]


def _plain(value: Any) -> Any:
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, pd.Timestamp | datetime):
        return value.date()
    return value


def _chunks(records: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(records), _ROWS_PER_STATEMENT):
        yield records[start : start + _ROWS_PER_STATEMENT]


def _insert(session: Session, table: type[SQLModel], records: list[dict[str, Any]], replace: tuple[str, ...]) -> int:
    target = table.__table__  # type: ignore[attr-defined]
    keys = [column.name for column in target.primary_key.columns]
    dialect = session.get_bind().dialect.name
    build = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = build(target)
    if replace:
        note_written(session, table, [tuple(record[name] for name in keys) for record in records])
        updates = {name: statement.excluded[name] for name in replace}
        replacing = statement.on_conflict_do_update(index_elements=keys, set_=updates)
        session.connection().execute(replacing, records, execution_options=NOTED)
        return len(records)
    returning = statement.on_conflict_do_nothing().returning(*target.primary_key)
    inserted = session.connection().execute(returning, records, execution_options=NOTED).all()
    note_inserted(session, table, [tuple(row) for row in inserted])
    return len(inserted)


def _prepare_sqlite(connection: Any, record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=60000")  # first of all: the next line may have to wait already
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once: a reader that turns writer halfway could only fail.
    writes = connection.get_execution_options().get("register_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


__all__ = ["Register", "count_up", "insert_new", "keyed_text", "records_of", "replace_all", "update_rows"]
