"""A register on each kind of database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sql.reference import organisation
from sql.register import Register, insert_new
from sql.register.notary import Notary
from sql.register.tables import Unit
from tests.conftest import new_database


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_register(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Register]:
    """A register without tables, once per kind of database."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'register.sqlite'}"
    else:
        url = new_database(request.getfixturevalue("postgresql_url"))
    opened = Register(url, Notary.of(tmp_path))
    yield opened
    opened.engine.dispose()


@pytest.fixture
def register(empty_register: Register) -> Register:
    """A migrated register with the organisation, once per kind of database."""
    empty_register.migrate()
    with empty_register.writing() as session:
        insert_new(session, Unit, organisation())
    return empty_register
