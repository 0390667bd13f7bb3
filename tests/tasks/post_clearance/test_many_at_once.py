"""Fifty officers at once on PostgreSQL: no number twice, no update lost, every journal verifies."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from sql.reference import organisation
from sql.register import insert_new
from sql.register.tables import CaseJournalEntry, Unit
from sql.stores import Stores
from sql.terms import CaseKind
from tasks.post_clearance.journal import broken_journals
from tasks.post_clearance.open_cases import open_or_join
from tests.conftest import new_database
from tests.tasks.post_clearance.officers import for_deeds, work_together, wrong_afterwards
from tests.tasks.post_clearance.test_cases import DAY, grounds

DEEDS = 400


@pytest.fixture
def crowded(postgresql_url: str, tmp_path: Path) -> Iterator[Stores]:
    """Stores on PostgreSQL."""
    stores = Stores.opened(tmp_path / "data", new_database(postgresql_url))
    with stores.register.writing() as session:
        insert_new(session, Unit, organisation())
    yield stores
    stores.register.engine.dispose()


def test_fifty_officers_at_once_lose_nothing(crowded: Stores) -> None:
    done = work_together(crowded, for_deeds(DEEDS))
    for deed in ("open", "move", "merge", "reassign", "take"):
        assert done[deed] > 0, done
    assert wrong_afterwards(crowded, done) == []


@pytest.mark.parametrize("change", ["update {} set text = 'nothing'", "delete from {}"])
def test_the_database_itself_refuses_to_change_a_journal(crowded: Stores, change: str) -> None:
    with crowded.register.writing() as session:
        open_or_join(session, CaseKind.TARGETED_AUDIT, grounds("1"), DAY, most=5)
    with pytest.raises(DBAPIError, match="append-only"), crowded.register.writing() as session:
        session.connection().execute(text(change.format("case_journal_entry")))


def test_tampering_with_one_row_is_found_offline(crowded: Stores) -> None:
    with crowded.register.writing() as session:
        open_or_join(session, CaseKind.TARGETED_AUDIT, grounds("1"), DAY, most=5)
        open_or_join(session, CaseKind.TARGETED_AUDIT, grounds("2", importer="Y"), DAY, most=5)
    number = "TA-SHA-2021-0002"
    with crowded.register.writing() as session:  # who owns the database can do this
        session.connection().execute(text("alter table case_journal_entry disable trigger all"))
        row = session.get_one(CaseJournalEntry, f"{number}|2")
        row.happened_on = date(2021, 1, 1)
    with crowded.register.reading() as session:
        assert broken_journals(session) == {number: 2}
