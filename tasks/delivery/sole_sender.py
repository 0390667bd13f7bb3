"""One sender at a time, so that no message is sent twice."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import func, select

from sql.exclusive import exclusive
from sql.stores import Stores

_NAME = "notification-sender"


@contextmanager
def sole_sender(stores: Stores) -> Iterator[None]:
    """Wait until no other process sends for this installation; the lock ends with the block or the process.

    Hosts that share a register on PostgreSQL lock there; others lock the data folder.
    """
    if stores.register.engine.dialect.name != "postgresql":
        with exclusive(stores.folder, _NAME):
            yield
        return
    name = func.hashtextextended(_NAME, 0)
    with stores.register.engine.connect() as connection:
        connection.execute(select(func.pg_advisory_lock(name)))
        connection.commit()
        try:
            yield
        finally:
            connection.execute(select(func.pg_advisory_unlock(name)))
            connection.commit()
