"""Doing something one after the other where many write at once."""

from sqlalchemy import func, select
from sqlmodel import Session


def lock_until_commit(session: Session, *names: str) -> None:
    """Wait until no other transaction holds any of the names, and hold them until this one ends.

    Names are taken in one order, so that two transactions that take several at once never wait for each other. SQLite
    has one writer at a time: there is nothing to take.
    """
    if session.get_bind().dialect.name == "postgresql":
        for name in sorted(set(names)):
            session.connection().execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))
