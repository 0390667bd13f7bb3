"""What the benchmark of case files looks at is there, and its journals verify: a smaller register, the same looks."""

from benchmarks.case_files import ENTRIES_EACH, fill, looks
from sql.register.tables import CaseFile, CaseJournalEntry
from sql.stores import Stores
from sql.terms import CaseState
from tasks.post_clearance.journal import broken_journals
from tasks.post_clearance.listing import cases_seen, journal_seen


def test_every_look_finds_something_and_every_journal_verifies(stores: Stores) -> None:
    fill(stores, 300)
    assert len(stores.register.read(CaseJournalEntry, ["key"])) == 300 * ENTRIES_EACH
    with stores.register.reading() as session:
        assert broken_journals(session) == {}
    number = str(stores.register.read(CaseFile, ["number"], order_by=["number"])["number"].iloc[150])
    for look in looks(stores, number).values():
        look()
    assert cases_seen(stores, "CN", tuple(CaseState), search=number.lower())["number"].tolist() == [number]
    assert len(cases_seen(stores, "CN", per_page=100)) == 100
    assert journal_seen(stores, "CN", number).broken is None
