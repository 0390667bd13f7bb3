"""Doing something one after the other where many write at once."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, func, select

_REGISTER = "register"


def write_alone(connection: Connection) -> None:
    """Wait until no other transaction writes to the register, and keep others waiting until this one ends.

    PostgreSQL then has one writer at a time as SQLite has: what a writer has looked at stays so until it has written.
    """
    if connection.dialect.name == "postgresql":
        in_turn(connection, _REGISTER)


def in_turn(connection: Connection, work: str) -> None:
    """Wait until no other transaction does this work, and keep others waiting until this one ends: on PostgreSQL."""
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(work, 0))))


@contextmanager
def sole(engine: Engine, work: str, *, wait: bool = False) -> Iterator[bool]:
    """Whether this process alone does some work meanwhile; False where another does it, unless it is to `wait`.

    On SQLite always True: one process holds the data folder.
    """
    if engine.dialect.name != "postgresql":
        yield True
        return
    key = func.hashtextextended(work, 0)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if wait:
            connection.execute(select(func.pg_advisory_lock(key)))
        alone = wait or bool(connection.execute(select(func.pg_try_advisory_lock(key))).scalar_one())
        try:
            yield alone
        finally:
            if alone:
                connection.execute(select(func.pg_advisory_unlock(key)))
