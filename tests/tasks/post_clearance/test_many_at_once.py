"""Fifty officers at once on PostgreSQL: no number twice, no update lost, every journal verifies."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import count
from pathlib import Path
from time import monotonic
from uuid import uuid4

import pandas as pd
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from sql.reference import organisation
from sql.register import insert_new
from sql.register.audit_trail import first_broken_entry as first_broken_change
from sql.register.tables import AuditEntry, CaseFile, CaseGround, CaseJournalEntry, Unit
from sql.stores import Stores
from sql.terms import CaseKind
from tasks.post_clearance.case_moves import acknowledge_case, close_case, move_case
from tasks.post_clearance.case_states import CaseRefusedError
from tasks.post_clearance.journal import broken_journals
from tasks.post_clearance.merging import merge_cases
from tasks.post_clearance.open_cases import open_or_join
from tasks.post_clearance.reassignment import reassign_case
from tests.tasks.post_clearance.test_cases import DAY, grounds

OFFICERS = 50
SECONDS = 8.0
SUBJECTS = 40
UNITS = ("SHA", "NGB", "NJG")
AUDIT_EVENTS = ("approve", "notify", "start", "report", "conclude", "transfer", "reject")


@pytest.fixture
def crowded(postgresql_url: str, tmp_path: Path) -> Iterator[Stores]:
    """Stores on PostgreSQL."""
    name = f"cases_{uuid4().hex}"
    engine = create_engine(postgresql_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"create database {name}"))
    engine.dispose()
    stores = Stores.opened(tmp_path / "data", postgresql_url.replace("/postgres?", f"/{name}?", 1))
    with stores.register.writing() as session:
        insert_new(session, Unit, organisation())
    yield stores
    stores.register.engine.dispose()


class Officer:
    """Does what comes to mind, from a seed; counts what was done."""

    def __init__(self, stores: Stores, seed: int, declarations: Iterator[int]) -> None:
        self.stores, self.declarations = stores, declarations
        self.mind = random.Random(seed)
        self.done: Counter[str] = Counter()

    def work(self, until: float) -> Counter[str]:
        deeds = (
            self.open,
            self.open,
            self.open,
            self.move,
            self.move,
            self.merge,
            self.reassign,
            self.take,
            self.close,
        )
        while monotonic() < until:
            deed: Callable[[], None] = self.mind.choice(deeds)
            try:
                deed()
                self.done[deed.__name__] += 1
            except CaseRefusedError:
                self.done["refused"] += 1
        return self.done

    def some_case(self) -> str:
        with self.stores.register.reading() as session:
            numbers = session.exec(select(CaseFile.number).where(col(CaseFile.closed_on).is_(None))).all()
        return self.mind.choice(sorted(numbers)) if numbers else "TA-NONE"

    def open(self) -> None:
        subjects = self.mind.sample(range(SUBJECTS), 2)
        names = [f"I{subject}" for subject in subjects]
        rows = [
            grounds(f"D{next(self.declarations)}", importer=name, amount=1.0).assign(unit=UNITS[subject % len(UNITS)])
            for name, subject in zip(names, subjects, strict=True)
        ]
        with self.stores.register.writing() as session:
            open_or_join(session, CaseKind.TARGETED_AUDIT, pd.concat(rows, ignore_index=True), DAY, most=5)

    def move(self) -> None:
        event = self.mind.choice(AUDIT_EVENTS)
        move_case(self.stores, self.some_case(), event, actor="Li", unit="CN", as_of=DAY)

    def merge(self) -> None:
        merge_cases(self.stores, self.some_case(), self.some_case(), actor="Li", unit="CN", as_of=DAY, reason="")

    def reassign(self) -> None:
        to = self.mind.choice(UNITS)
        reassign_case(self.stores, self.some_case(), to, actor="Li", unit="CN", as_of=DAY, reason="")

    def take(self) -> None:
        acknowledge_case(self.stores, self.some_case(), actor="Li", unit="CN", as_of=DAY)

    def close(self) -> None:
        close_case(
            self.stores,
            self.some_case(),
            outcome="penalty",
            recovered_duty=1.0,
            officer_hours=1.0,
            actor="Li",
            unit="CN",
            as_of=DAY,
        )


def test_fifty_officers_at_once_lose_nothing(crowded: Stores) -> None:
    declarations = count()
    officers = [Officer(crowded, seed, declarations) for seed in range(OFFICERS)]
    until = monotonic() + SECONDS
    with ThreadPoolExecutor(OFFICERS) as pool:
        done = sum((each.result() for each in [pool.submit(officer.work, until) for officer in officers]), Counter())
    for deed in ("open", "move", "merge", "reassign", "take"):
        assert done[deed] > 0, done
    with crowded.register.reading() as session:
        cases = list(session.exec(select(CaseFile)).all())
        found = list(session.exec(select(CaseGround)).all())
        trail = list(session.exec(select(AuditEntry).order_by(col(AuditEntry.sequence))).all())
        assert broken_journals(session) == {}
        session.expunge_all()
    _numbers_have_no_gaps([case.number for case in cases])
    assert first_broken_change(trail) is None
    open_subjects = [case.subject for case in cases if case.closed_on is None and case.kind == CaseKind.TARGETED_AUDIT]
    assert len(open_subjects) == len(set(open_subjects))
    grounds_of = Counter(ground.case_number for ground in found)
    for case in cases:
        if case.merged_into is None:
            assert case.amount_at_stake == grounds_of[case.number], case
    of_audits = [ground.source for ground in found if ground.key.startswith("inspection|targeted_audit|")]
    assert len(of_audits) == len(set(of_audits)) == 2 * done["open"]


def _numbers_have_no_gaps(numbers: list[str]) -> None:
    by_series: dict[str, list[int]] = {}
    for number in numbers:
        series, last = number.rsplit("-", 1)
        by_series.setdefault(series, []).append(int(last))
    for given in by_series.values():
        assert sorted(given) == list(range(1, len(given) + 1))


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
