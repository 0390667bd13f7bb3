"""A register of any earlier revision is brought up to date, with what stands in it."""

from datetime import date
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from pydantic import TypeAdapter
from sqlalchemy import Column, Connection, MetaData, Table, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel, select

import sql.register.tables  # noqa: F401  registers every table
from sql.messages import as_written
from sql.register import Register
from sql.register.register import alembic_configuration, newest_migration
from sql.register.tables.handling import MeasureContent, MeasureResult
from sql.register.tables.notifications import Matter, Matters
from sql.register.tables.vocabulary import RecordText, Term

REVISIONS = [each.revision for each in ScriptDirectory.from_config(alembic_configuration()).walk_revisions()]
CURRENT = SQLModel.metadata.tables
VALUES: dict[type, Any] = {str: "x", int: 1, float: 1.5, bool: True, date: date(2021, 3, 31)}
RECORDS: dict[type, Any] = {
    MeasureContent: MeasureContent("surge", "importer", ["x"], as_written("x"), as_written("x"), days=1),
    MeasureResult: MeasureResult(),
    Matters: Matters([Matter("case", "x", as_written("x"), as_written("x"), 1.5, "CNY", date(2021, 3, 31))]),
}


def migrate(register: Register, revision: str, move: Any = command.upgrade) -> None:
    configuration = alembic_configuration()
    configuration.attributes["engine"] = register.engine
    move(configuration, revision)


def sample_value(column: "Column[Any]") -> Any:
    """A value of the column's type; every text is the same, so that every reference finds its row."""
    current = CURRENT[column.table.name].columns.get(column.name) if column.table.name in CURRENT else None
    if current is not None and isinstance(current.type, Term):
        return next(iter(current.type.vocabulary)).value
    if current is not None and isinstance(current.type, RecordText):
        adapter: TypeAdapter[Any] = TypeAdapter(current.type.record)
        return adapter.dump_json(RECORDS[current.type.record]).decode()
    return VALUES[column.type.python_type]


def fill_every_table(connection: Connection) -> list[str]:
    """One row with a value in every column for each table that the database has now; return the tables' names."""
    found = MetaData()
    found.reflect(connection)
    tables: list[Table] = [table for table in found.sorted_tables if table.name != "alembic_version"]
    for table in tables:
        connection.execute(table.insert().values({column.name: sample_value(column) for column in table.columns}))
    return [table.name for table in tables]


def rows_of(connection: Connection, table: str) -> list[Any]:
    return list(connection.execute(text(f"select * from {table}")))


def test_the_newest_migration_is_the_one_that_alembic_names() -> None:
    assert newest_migration() == ScriptDirectory.from_config(alembic_configuration()).get_current_head()


def test_the_migrations_make_the_tables_that_the_code_describes(empty_register: Register) -> None:
    empty_register.migrate()
    with empty_register.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, SQLModel.metadata) == []


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_register_with_a_row_in_every_table_is_upgraded_and_read(empty_register: Register, revision: str) -> None:
    migrate(empty_register, revision)
    with empty_register.engine.begin() as connection:
        filled = fill_every_table(connection)
    empty_register.migrate()
    with Session(empty_register.engine) as session:
        for model in SQLModel.__subclasses__():
            if getattr(model, "__tablename__", None) in filled:
                assert len(session.exec(select(model)).all()) == 1, model.__name__


@pytest.mark.parametrize("table", ["audit_entry", "case_journal_entry"])
@pytest.mark.parametrize("change", ["update {} set reason = 'another'", "delete from {}"])
def test_nobody_changes_or_removes_an_entry_of_a_journal(empty_register: Register, table: str, change: str) -> None:
    empty_register.migrate()
    with empty_register.engine.begin() as connection:
        fill_every_table(connection)
        before = rows_of(connection, table)
    statement = change.format(table)
    if table == "case_journal_entry":
        statement = statement.replace("reason", "text")
    with pytest.raises(DBAPIError, match="append-only"), empty_register.engine.begin() as connection:
        connection.execute(text(statement))
    with empty_register.engine.connect() as connection:
        assert rows_of(connection, table) == before


def test_a_downgrade_leaves_nothing_behind(empty_register: Register) -> None:
    migrate(empty_register, "head")
    migrate(empty_register, "base", command.downgrade)
    found = MetaData()
    found.reflect(empty_register.engine)
    assert set(found.tables) == {"alembic_version"}
    empty_register.migrate()
