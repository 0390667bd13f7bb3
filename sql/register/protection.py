"""Triggers that refuse to change what only grows and to remove what stays, whoever asks the database.

Who owns the database can drop them: the doctor names those that are gone, and the chains name what was done meanwhile.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, inspect
from sqlmodel import SQLModel

from sql.register.contents import table_of
from sql.register.seals import SEALED
from sql.register.tables.audit import AuditEntry, ContentEntry
from sql.register.tables.cases import CaseJournalEntry

_ONLY_GROW = tuple(table_of(model).name for model in (AuditEntry, ContentEntry, CaseJournalEntry))
_REFUSING = "begin raise exception '%', tg_argv[0]; end"
_POSTGRESQL = "postgresql"


def protect(connection: Connection) -> None:
    """Make the triggers that are not there, on the tables that are."""
    tables = set(inspect(connection).get_table_names())
    missing = set(missing_protection(connection))
    if tables and connection.dialect.name == _POSTGRESQL:
        function = "create or replace function refuse_change() returns trigger language plpgsql as"
        connection.exec_driver_sql(f"{function} $${_REFUSING.replace('%', '%%')}$$")
    for table, name, statement in _triggers(connection):
        if table in tables and name in missing:
            connection.exec_driver_sql(f"drop trigger if exists {name}{_of(table, connection)}")
            connection.exec_driver_sql(statement)


def missing_protection(connection: Connection) -> list[str]:
    """Names of the triggers that are not there, are switched off, or do something else than to refuse."""
    present = set(_present(connection))
    return [name for _, name, made in _triggers(connection) if made not in present]


def _triggers(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """Table, name and statement of every trigger."""
    on_postgresql = connection.dialect.name == _POSTGRESQL
    protected: list[type[SQLModel]] = [AuditEntry, ContentEntry, *SEALED.values()]
    for model in protected:
        table = table_of(model).name
        deeds = ("update", "delete") if table in _ONLY_GROW else ("delete",)
        refusal = f"{table} is append-only" if table in _ONLY_GROW else f"no row of {table} is ever removed"
        for deed in (*deeds, "truncate") if on_postgresql else deeds:
            name = f"{table}_no_{deed}"
            made = f"create trigger {name} before {deed} on {table} "
            if on_postgresql:
                each = "statement" if deed == "truncate" else "row"
                made += f"for each {each} execute function refuse_change('{refusal}')"
            else:
                made += f"begin select raise(abort, '{refusal}'); end"
            yield table, name, made


def _present(connection: Connection) -> Iterator[str]:
    """The statements of the triggers that work, as they would be written here."""
    if connection.dialect.name != _POSTGRESQL:
        stored = connection.exec_driver_sql("select sql from sqlite_master where type = 'trigger'").scalars()
        yield from (each.replace("CREATE TRIGGER", "create trigger", 1) for each in stored)
        return
    schema = connection.exec_driver_sql("select current_schema()").scalar_one()
    named = "proname = 'refuse_change' and pronamespace = current_schema()::regnamespace"
    function = f"select prosrc from pg_proc where {named}"  # noqa: S608  # nosec B608  # our own names
    if connection.exec_driver_sql(function).scalars().all() != [_REFUSING]:
        return
    stored = connection.exec_driver_sql(
        "select pg_get_triggerdef(pg_trigger.oid) from pg_trigger join pg_class on pg_class.oid = tgrelid "
        "where not tgisinternal and tgenabled in ('O', 'A') and relnamespace = current_schema()::regnamespace"
    ).scalars()
    yield from (each.lower().replace(f"{schema}.", "") for each in stored)


def _of(table: str, connection: Connection) -> str:
    return f" on {table}" if connection.dialect.name == _POSTGRESQL else ""
