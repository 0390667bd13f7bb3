"""Doing something one after the other where many write at once."""

from sqlalchemy import Connection, func, select

_REGISTER = "register"


def write_alone(connection: Connection) -> None:
    """Wait until no other transaction writes to the register, and keep others waiting until this one ends.

    PostgreSQL then has one writer at a time as SQLite has: what a writer has looked at stays so until it has written.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(_REGISTER, 0))))
