"""Doing something one after the other where many write at once."""

from sqlalchemy import Connection, func, select
from sqlmodel import Session

_REGISTER = "register"


def write_alone(connection: Connection) -> None:
    """Wait until no other transaction writes to the register, and keep others waiting until this one ends.

    PostgreSQL then has one writer at a time as SQLite has: what a writer has looked at stays so until it has written.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(_REGISTER, 0))))


def lock_until_commit(session: Session, *names: str) -> None:
    """Wait until no other transaction holds any of the names, and hold them until this one ends.

    Names are taken in one order, so that two transactions that take several at once never wait for each other. SQLite
    has one writer at a time: there is nothing to take.
    """
    if session.get_bind().dialect.name == "postgresql":
        for name in sorted(set(names)):
            session.connection().execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))
