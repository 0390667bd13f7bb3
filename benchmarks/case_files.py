"""The speed of listing, searching and opening a hundred thousand case files with a million journal entries."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from hashlib import sha256
from itertools import islice
from statistics import median
from typing import Any

from benchmarks.databases import stores_on
from benchmarks.measurement import Effort, Measurement, effort_of
from sql.messages import as_written
from sql.reference import organisation
from sql.register.tables import CaseFile, CaseJournalEntry
from sql.register.words import keep_words_of
from sql.stores import Stores
from sql.terms import CaseKind, CaseState, Priority
from tasks.post_clearance.journal import GENESIS
from tasks.post_clearance.listing import case_seen, cases_seen, journal_seen, number_of_cases

CASES, ENTRIES_EACH = 100_000, 10
REPEATS = 15
_FIRST = date(2016, 1, 4)
_AT_ONCE = 10_000
Row = dict[str, Any]


def measure() -> list[Measurement]:
    """The median of each view, beside reading one case by its number."""
    measurements = []
    for database in ("sqlite", "postgresql"):
        with stores_on(database) as stores:
            fill(stores, CASES)
            some = _number(CASES // 2, _units())
            alone = _usual(partial(_one, stores, some))
            for what, look in looks(stores, some).items():
                effort = _usual(look)
                sentence = f"{what} on {database}: {effort.wall * 1000:.0f} ms"
                measurements.append(Measurement(sentence, CASES, effort, "one row by its key", alone))
    return measurements


def looks(stores: Stores, number: str) -> dict[str, Callable[[], object]]:
    """The views of case files that officers use."""
    unit = number.split("-")[1]
    return {
        "list the nation's open cases": lambda: cases_seen(stores, "CN", per_page=100),
        "list a sub-center's, page 50": lambda: cases_seen(stores, "SH", page=50, per_page=100),
        "list all of one unit": lambda: cases_seen(stores, unit, tuple(CaseState), per_page=100),
        "search a number": lambda: cases_seen(stores, "CN", tuple(CaseState), search=number, per_page=100),
        "search subject and state": lambda: cases_seen(stores, "CN", search="E004 notified", per_page=100),
        "count what is open": lambda: number_of_cases(stores, "CN"),
        "open a case": lambda: case_seen(stores, "CN", number),
        "open and verify its journal": lambda: journal_seen(stores, "CN", number),
    }


def fill(stores: Stores, cases: int) -> None:
    """Put case files into the register, each with ten hash-chained entries."""
    engine = stores.register.engine
    with engine.connect() as connection:
        for table, rows in ((CaseFile, _cases(cases)), (CaseJournalEntry, _entries(cases))):
            target = table.__table__  # type: ignore[union-attr]
            while chunk := list(islice(rows, _AT_ONCE)):
                connection.execute(target.insert(), chunk)
                if table is CaseFile:
                    keep_words_of(connection, CaseFile, [str(row["number"]) for row in chunk])
            connection.commit()
        connection.exec_driver_sql("analyze")
        connection.commit()


def _cases(number: int) -> Iterator[Row]:
    units, states = _units(), tuple(CaseState)
    for each in range(number):
        open_case = each % 3 == 0
        state = CaseState.NOTIFIED if open_case else states[each % len(states)]
        ended = state in (CaseState.CLOSED, CaseState.REJECTED, CaseState.TRANSFERRED, CaseState.MERGED)
        yield {
            "number": _number(each, units),
            "kind": CaseKind.TARGETED_AUDIT,
            "subject_kind": "importer",
            "subject": f"E{each % 50_000:06d}",
            "priority": Priority.REVENUE,
            "unit": units[each % len(units)],
            "opened_on": _FIRST + timedelta(days=each % 2000),
            "state": state,
            "amount_at_stake": float(each),
            "deadline_on": None if ended else _FIRST + timedelta(days=each % 2000 + 30),
            "deadline_for": None if ended else "closing",
        }


def _entries(cases: int) -> Iterator[Row]:
    units = _units()
    for each in range(cases):
        number, previous = _number(each, units), GENESIS
        for sequence in range(1, ENTRIES_EACH + 1):
            text = as_written(f"Entry {sequence} of a procedure that goes its way")
            entry: Row = {
                "key": f"{number}|{sequence}",
                "case_number": number,
                "sequence": sequence,
                "happened_on": (_FIRST + timedelta(days=sequence)).isoformat(),
                "actor": "Li",
                "event": "move",
                "text": text,
                "previous_hash": previous,
            }
            hashed = entry | {"text": {"written": text.text}}
            previous = sha256(json.dumps(hashed, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
            yield entry | {"content_hash": previous, "happened_on": _FIRST + timedelta(days=sequence)}


def _number(each: int, units: Sequence[str]) -> str:
    return f"TA-{units[each % len(units)]}-2018-{each:06d}"


def _units() -> list[str]:
    table = organisation()
    return [str(code) for code in table.loc[table["level"] == "regional", "code"]]


def _one(stores: Stores, number: str) -> str:
    with stores.register.reading() as session:
        return session.get_one(CaseFile, number).subject


def _usual(work: Callable[[], object]) -> Effort:
    """The median of the repeats, after a warm-up."""
    work()
    efforts = [effort_of(work) for _ in range(REPEATS)]
    return Effort(median(each.processor for each in efforts), median(each.wall for each in efforts))


if __name__ == "__main__":
    for each in measure():
        print(each.what)
