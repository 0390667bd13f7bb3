"""Many officers at work on the same cases at once, and what must hold of the register afterwards."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from time import monotonic

import pandas as pd
from sqlmodel import col, select

from sql.register.chains import verify
from sql.register.tables import AuditEntry, CaseFile, CaseGround
from sql.stores import Stores
from sql.terms import CaseKind, CaseState
from tasks.post_clearance.case_moves import acknowledge_case, close_case, move_case
from tasks.post_clearance.case_states import MOVES, CaseRefusedError
from tasks.post_clearance.journal import broken_journals
from tasks.post_clearance.merging import merge_cases
from tasks.post_clearance.open_cases import open_or_join
from tasks.post_clearance.reassignment import reassign_case
from tests.tasks.post_clearance.procedure import details_of, records_before, seat_team
from tests.tasks.post_clearance.test_cases import DAY, grounds

OFFICERS = 50
SUBJECTS = 40
UNITS = ("SHA", "NGB", "NJG")


class Officer:
    """Does what comes to mind, from a seed; counts what was done."""

    def __init__(self, stores: Stores, seed: int, declarations: Iterator[int]) -> None:
        self.stores, self.declarations = stores, declarations
        self.mind = random.Random(seed)
        self.done: Counter[str] = Counter()

    def work(self, goes_on: Callable[[], bool]) -> Counter[str]:
        deeds = (*[self.open] * 2, *[self.move] * 5, self.merge, self.reassign, self.take, self.close)
        while goes_on():
            deed: Callable[[], None] = self.mind.choice(deeds)
            try:
                deed()
                self.done[deed.__name__] += 1
            except CaseRefusedError:
                self.done["refused"] += 1
        return self.done

    def some_case(self, state: CaseState | None = None) -> tuple[str, list[str]]:
        """Number of an open case, in a state if one is given, and the events that its state allows but closing."""
        chosen = select(CaseFile.number, CaseFile.kind, CaseFile.state).where(col(CaseFile.closed_on).is_(None))
        if state is not None:
            chosen = chosen.where(CaseFile.state == state)
        with self.stores.register.reading() as session:
            found = session.exec(chosen.order_by(CaseFile.number)).all()
        if not found:
            return "TA-NONE", ["approve"]
        number, kind, now = self.mind.choice(found)
        events = [event for of, start, event in MOVES if (of, start) == (kind, now) and event != "close"]
        return number, events or ["approve"]

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
        number, events = self.some_case()
        event = self.mind.choice(events)
        for record, details in records_before(number, event, DAY):
            move_case(self.stores, number, record, actor="Li", unit="CN", as_of=DAY, details=details)
        details = details_of(number, event, DAY)
        move_case(self.stores, number, event, actor="Li", unit="CN", as_of=DAY, details=details)

    def merge(self) -> None:
        number, into = self.some_case()[0], self.some_case()[0]
        merge_cases(self.stores, number, into, actor="Li", unit="CN", as_of=DAY, reason="")

    def reassign(self) -> None:
        to = self.mind.choice(UNITS)
        reassign_case(self.stores, self.some_case()[0], to, actor="Li", unit="CN", as_of=DAY, reason="")

    def take(self) -> None:
        acknowledge_case(self.stores, self.some_case()[0], actor="Li", unit="CN", as_of=DAY)

    def close(self) -> None:
        close_case(
            self.stores,
            self.some_case(CaseState.CONCLUDED)[0],
            outcome="penalty",
            recovered_duty=1.0,
            officer_hours=1.0,
            actor="Li",
            unit="CN",
            as_of=DAY,
        )


def for_seconds(seconds: float) -> Callable[[], bool]:
    """Officers go on for so long, together."""
    until = monotonic() + seconds
    return lambda: monotonic() < until


def for_deeds(number: int) -> Callable[[], bool]:
    """Officers go on until they tried so many deeds together, however busy the machine is."""
    tried = count()
    return lambda: next(tried) < number


def work_together(stores: Stores, goes_on: Callable[[], bool]) -> Counter[str]:
    """Fifty officers open, move, merge, hand over, take and close cases at once; what they did, by deed."""
    declarations = count()
    seat_team(stores)
    officers = [Officer(stores, seed, declarations) for seed in range(OFFICERS)]
    with ThreadPoolExecutor(OFFICERS) as pool:
        return sum((each.result() for each in [pool.submit(officer.work, goes_on) for officer in officers]), Counter())


def wrong_afterwards(stores: Stores, done: Counter[str]) -> list[str]:
    """What does not hold of cases, grounds, journals and the audit trail, in a sentence each."""
    with stores.register.reading() as session:
        cases = list(session.exec(select(CaseFile)).all())
        found = list(session.exec(select(CaseGround)).all())
        trail = verify(session.connection(), stores.register.notary, AuditEntry)
        wrong = [f"the journal of {number} breaks at {entry}" for number, entry in broken_journals(session).items()]
        session.expunge_all()
    wrong += _gaps([case.number for case in cases])
    if trail.broken is not None:
        wrong.append(f"the audit trail breaks at {trail.broken}")
    subjects = Counter(
        case.subject for case in cases if case.closed_on is None and case.kind == CaseKind.TARGETED_AUDIT
    )
    wrong += [f"{subject} has {number} open audits" for subject, number in subjects.items() if number > 1]
    grounds_of = Counter(ground.case_number for ground in found)
    wrong += [
        f"{case.number} has {grounds_of[case.number]} grounds of one each and {case.amount_at_stake} at stake"
        for case in cases
        if case.merged_into is None and case.amount_at_stake != grounds_of[case.number]
    ]
    of_audits = Counter(each.source for each in found if each.key.startswith("inspection|targeted_audit|"))
    if not len(of_audits) == of_audits.total() == 2 * done["open"]:
        wrong.append(f"{done['open']} openings of two grounds each left {of_audits.total()} grounds")
    return wrong


def _gaps(numbers: list[str]) -> list[str]:
    by_series: dict[str, list[int]] = {}
    for number in numbers:
        series, last = number.rsplit("-", 1)
        by_series.setdefault(series, []).append(int(last))
    return [
        f"{series} has gaps or doubles"
        for series, given in by_series.items()
        if sorted(given) != list(range(1, len(given) + 1))
    ]
