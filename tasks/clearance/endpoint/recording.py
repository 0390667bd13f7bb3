"""Turns answers of the endpoint into batches: decisions, inspections, and a file for collection."""

import os
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sql.contents import CONTENTS
from sql.register.tables import ScreeningBatch
from sql.stores import Stores
from sql.terms import HitEffect
from tasks.clearance.decision.hits_not_steering import Failure
from tasks.clearance.decision.lanes import Lanes
from tasks.clearance.decision.screened_batches import OWN, Decision, is_own, record_batch
from tasks.clearance.endpoint.journal import Entry, Journal

MOST_AT_ONCE = 5_000  # declarations of one batch
_ANSWERED = (
    *("declaration_id", "version", "office", "importer", "lane", "demanded_lane", "parameters", "items"),
    *("rating", "rating_reasons", "selected_by", "selection_probability", "advice", "what_to_check"),
)
_NUMBERS = ("rating", "selection_probability")
_NOT_STEERING = ("parameter", "office", "effect")


def recorded(stores: Stores, day: date) -> int:
    """How many answers of a day were recorded."""
    return sum(_batches(stores, day).values())


def record_answers(stores: Stores, journal: Journal, inbox: Path) -> int:
    """Record the answers of a journal that are not recorded yet, in batches; return their number.

    The declarations go as a file into `inbox`, where collection takes them in; their decisions are there by then, so
    no other batch decides again. The next call completes a call that was cut short.
    """
    first = recorded(stores, journal.day)
    for key, declarations in _batches(stores, journal.day).items():
        _deliver(stores, journal, key, declarations, inbox)  # the process may have ended before it
    end = len(journal)  # later answers wait for the next call
    for begin in range(first, end, MOST_AT_ONCE):
        last = min(end, begin + MOST_AT_ONCE)
        key = f"{journal.day}-{OWN}-{begin}"
        record_batch(stores, key, journal.day, begin, _decision(journal.entries(begin, last)))
        _deliver(stores, journal, key, last - begin, inbox)
    return max(0, end - first)


def _batches(stores: Stores, day: date) -> dict[str, int]:
    """Declarations by key of the recorded batches of a day."""
    rows = stores.register.read(ScreeningBatch, ["key", "declarations"], ScreeningBatch.business_day == day)
    return {key: int(count) for key, count in zip(rows["key"], rows["declarations"], strict=True) if is_own(key, day)}


def _decision(entries: Sequence[Entry]) -> Decision:
    answers = [entry.answer for entry in entries]
    rows = [{name: getattr(answer, name) for name in _ANSWERED} for answer in answers]
    kinds = {name: "float64" if name in _NUMBERS else "str" for name in _ANSWERED} | {"version": "int64"}
    held_back = [
        {"parameter": hit.parameter, "office": answer.office, "effect": hit.effect}
        for answer in answers
        for hit in answer.hits
        if hit.effect in list(HitEffect)
    ]
    not_steering = pd.DataFrame(held_back, columns=pd.Index(_NOT_STEERING), dtype="str")
    failures: dict[tuple[str, str], int] = {}
    for answer in answers:
        for failure in answer.failures.items():
            failures[failure] = failures.get(failure, 0) + 1
    return Decision(
        Lanes(pd.DataFrame(rows).astype(kinds), not_steering),
        {f"{hit.parameter}|{hit.version}": hit.owner for answer in answers for hit in answer.hits},
        [Failure(subject, reason, count) for (subject, reason), count in failures.items()],
    )


def _deliver(stores: Stores, journal: Journal, key: str, declarations: int, inbox: Path) -> None:
    """Put the declarations of a recorded batch into the inbox, once."""
    delivered = stores.folder / OWN / f"{key}.delivered"
    if delivered.exists():
        return
    first = int(key.rsplit("-", 1)[1])
    rows = [row for entry in journal.entries(first, first + declarations) for row in _rows(entry)]
    inbox.mkdir(parents=True, exist_ok=True)
    unfinished = inbox / f".{key}.unfinished"
    pq.write_table(pa.Table.from_pylist(rows, CONTENTS["declarations"].schema), unfinished)
    os.replace(unfinished, inbox / f"{key}.parquet")
    delivered.parent.mkdir(parents=True, exist_ok=True)
    delivered.touch()


def _rows(entry: Entry) -> list[dict[str, Any]]:
    """The goods items of a version, as a file brings them."""
    version = entry.answer.version
    header = {
        "version": version,
        "function": "lodged" if version == 1 else "amended",
        "received_at": None if entry.received_at is None else datetime.fromisoformat(entry.received_at),
    }
    return [{**item, "lodged_on": date.fromisoformat(item["lodged_on"]), **header} for item in entry.items]
