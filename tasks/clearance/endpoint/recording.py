"""Turns answers of the endpoint into batches: decisions, inspections, and a file for collection.

An answer is known by its declaration and version, not by its place in a journal: whichever of them was lost, each is
recorded once.
"""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy.exc import DataError, IntegrityError
from sqlmodel import col

from sql.contents import CONTENTS
from sql.durable import published
from sql.queries import query
from sql.reference import national_unit, organisation
from sql.register import complete_once, insert_new, keyed_text
from sql.register.tables import CollectionBatch, QuarantinedRow, ScreeningBatch, StageCompletion
from sql.stores import Stores
from sql.terms import BatchState, HitEffect, QuarantineState
from tasks.clearance.decision.hits_not_steering import Failure
from tasks.clearance.decision.lanes import Lanes
from tasks.clearance.decision.screened_batches import OWN, Decision, is_own, record_batch
from tasks.clearance.endpoint.answer import Answer, HitReport
from tasks.clearance.endpoint.journal import Entry, Journal, Key, entry_text, read_entry

MOST_AT_ONCE = 5_000  # declarations of one batch
_LOG = logging.getLogger("customs_risk.endpoint")
_DELIVERED = "deliver-answers"
_CHANGES = "changes"  # versions that are not screened: they are no decisions, and go to collection alone
_ANSWERED = (
    *("declaration_id", "version", "office", "importer", "lane", "demanded_lane", "parameters", "items"),
    *("rating", "rating_reasons", "selected_by", "selection_probability", "advice", "what_to_check"),
)
_NOT_SENT = frozenset({"version", "function", "received_at", "value"})
_SENT = [name for name in CONTENTS["declarations"].names if name not in _NOT_SENT]
_NUMBERS = ("rating", "selection_probability")
_NOT_STEERING = ("parameter", "office", "effect")
# What a value can do that no table takes; a lost database or a full disk is something else.
_UNRECORDABLE = (ValueError, TypeError, OverflowError, pa.ArrowException, DataError, IntegrityError)
_SHOWN = 500  # characters of a value that cannot be recorded


class RecordedAnswers:
    """The answers of a business day that are recorded, by declaration and version, as far as its batches were read."""

    def __init__(self, stores: Stores, day: date) -> None:
        self.day = day
        self.batches: dict[str, list[Key]] = {}  # by key, in the order of their recording
        self.delivered: set[str] = set()  # keys of those whose declarations are in the inbox
        self.changes: dict[Key, Entry] = {}  # versions that nothing was decided on, and that went to collection
        self._stores = stores
        self._keys: set[Key] = set()
        self._done = 0  # all entries before this number of the journal are recorded

    def refresh(self) -> None:
        """Read the batches that were recorded since."""
        if not self.batches:
            done = self._stores.register.read(
                StageCompletion,
                ["scope", "summary"],
                col(StageCompletion.stage) == _DELIVERED,
                col(StageCompletion.as_of) == self.day,
            )
            self.delivered = set(done["scope"])
            for summary in done["summary"]:
                self.note_changes(map(read_entry, json.loads(summary).get(_CHANGES, ())))
        found = self._stores.register.read(
            ScreeningBatch, ["key"], col(ScreeningBatch.business_day) == self.day, order_by=["sequence", "key"]
        )
        for key in found["key"]:
            if is_own(key, self.day) and key not in self.batches:
                rows = self._stores.lake.file("decisions", f"{self.day:%Y-%m}", key, ["declaration_id", "version"])
                self.note(key, zip(rows["declaration_id"].to_pylist(), rows["version"].to_pylist(), strict=True))

    def note(self, batch: str, keys: Iterable[Key]) -> None:
        """Note the answers of a batch."""
        self.batches[batch] = list(keys)
        self._keys.update(self.batches[batch])

    def note_changes(self, entries: Iterable[Entry]) -> None:
        """Note versions that nothing was decided on, and that went to collection."""
        self.changes.update({(each.answer.declaration_id, each.answer.version): each for each in entries})
        self._keys.update(self.changes)

    def waiting(self, journal: Journal) -> list[int]:
        """The numbers of a journal's entries that are not recorded, as far as no power cut can lose them."""
        keys = journal.keys
        found = [number for number in range(self._done, journal.durable) if keys[number] not in self._keys]
        self._done = found[0] if found else journal.durable
        return found

    def lost_by(self, journal: Journal) -> dict[str, list[Key]]:
        """Recorded answers that a journal does not hold, by batch."""
        kept = set(journal.keys)
        lost = {batch: [key for key in keys if key not in kept] for batch, keys in self.batches.items()}
        return {batch: keys for batch, keys in lost.items() if keys}

    def changes_lost_by(self, journal: Journal) -> list[Entry]:
        """Recorded cancellations and amendments after release that a journal does not hold, in their order."""
        kept = set(journal.keys)
        return [self.changes[key] for key in sorted(self.changes) if key not in kept]

    def next_batch(self) -> int:
        """The sequence of the next batch."""
        return 1 + max((int(key.rsplit("-", 1)[1]) for key in self.batches), default=-1)


def record_answers(stores: Stores, journal: Journal, inbox: Path, recorded: RecordedAnswers | None = None) -> int:
    """Record the answers of a journal that are not recorded yet, in batches; return their number.

    The declarations go as a file into `inbox`, where collection takes them in; their decisions are there by then, so
    no other batch decides again. What cannot be recorded is put into quarantine, and the rest goes on. The next call
    completes a call that was cut short. recorded: what earlier calls found out.
    """
    recorded = RecordedAnswers(stores, journal.day) if recorded is None else recorded
    recorded.refresh()
    refused = _Refused(stores, journal)
    refused.damaged_lines()
    waiting = [number for number in recorded.waiting(journal) if not refused.has(number)]
    made = 0
    for begin in range(0, len(waiting), MOST_AT_ONCE):
        numbers = waiting[begin : begin + MOST_AT_ONCE]
        entries = dict(zip(numbers, journal.entries(numbers), strict=True))
        screened = [number for number, entry in entries.items() if entry.answer.screened]
        if screened:
            made += _record(stores, recorded, refused, screened, [entries[number] for number in screened])
        if len(screened) < len(numbers):
            changes = {number: entry for number, entry in entries.items() if not entry.answer.screened}
            made += _deliver_changes(stores, journal, recorded, refused, changes, inbox)
    stores.register.sync()  # before collection can see the declarations
    for key in list(recorded.batches):
        _deliver(stores, journal, recorded, refused, key, inbox)
    return made


def restore_lost(stores: Stores, journal: Journal) -> int:
    """Put recorded answers that a journal has lost back into it, from their decisions; return how many.

    They count for caps and capacity again, with their items as far as these were collected, and so do cancellations.
    What is sent under their numbers is judged as it would be if the journal had never been lost; an answer whose items
    were not collected yet makes an amendment of it.
    """
    recorded = RecordedAnswers(stores, journal.day)
    recorded.refresh()
    restored = 0
    by_batch = recorded.lost_by(journal)
    items = _collected_items(stores, [key for keys in by_batch.values() for key in keys])
    for batch, keys in by_batch.items():
        lost = set(keys)
        rows = stores.lake.file("decisions", f"{journal.day:%Y-%m}", batch, None).to_pylist()
        with journal.together():
            for row in rows:
                if (key := (row["declaration_id"], row["version"])) in lost:
                    journal.append(items.get(key, []), _restored(row, journal.day))
                    restored += 1
    changes = recorded.changes_lost_by(journal)
    if changes:
        with journal.together():
            for entry in changes:
                journal.append(entry.items, entry.answer, entry.received_at)
        restored += len(changes)
    if restored:
        _LOG.error("the journal of %s had lost %s recorded answers: they are restored", journal.day, restored)
    return restored


def _collected_items(stores: Stores, keys: Sequence[Key]) -> dict[Key, list[dict[str, Any]]]:
    """The goods items of declarations in these versions as they were sent, as far as they were collected."""
    if not keys:
        return {}
    arriving = pd.DataFrame({"declaration_id": sorted({name for name, _ in keys})}, dtype="str")
    with stores.lake.connect("declaration_versions", frames={"arriving": arriving}) as lake:
        rows = lake.sql(query("versions_of_arriving_declarations")).to_arrow_table().to_pylist()
    found: dict[Key, list[dict[str, Any]]] = {}
    for row in rows:
        item = {name: row[name] for name in _SENT if row[name] not in (None, [])}
        found.setdefault((row["declaration_id"], row["version"]), []).append(item)
    return found


def _restored(row: dict[str, Any], day: date) -> Answer:
    """An answer as far as its decision tells."""
    codes = filter(None, (row["parameters"] or "").split(";"))
    plain = {name: row.get(name) for name in _ANSWERED}
    texts = ("office", "importer", "parameters", "items", "what_to_check")
    return Answer(
        **plain | {name: row.get(name) or "" for name in texts},
        business_day=day.isoformat(),
        hits=tuple(HitReport(code, 0, "", "", "", "", "", "") for code in codes),
        version_set="",
        failures={},
    )


def _record(
    stores: Stores,
    recorded: RecordedAnswers,
    refused: "_Refused",
    numbers: Sequence[int],
    entries: Sequence[Entry],
) -> int:
    """Record entries as one batch; where that fails as two, so that what cannot be recorded is found out."""
    sequence = recorded.next_batch()
    key = f"{recorded.day}-{OWN}-{sequence}"
    try:
        record_batch(stores, key, recorded.day, sequence, _decision(entries))
    except _UNRECORDABLE as problem:
        if len(entries) == 1:
            refused.note(numbers[0], entries[0], problem)
            return 0
        half = len(entries) // 2
        first = _record(stores, recorded, refused, numbers[:half], entries[:half])
        return first + _record(stores, recorded, refused, numbers[half:], entries[half:])
    recorded.note(key, [(each.answer.declaration_id, each.answer.version) for each in entries])
    return len(entries)


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


def _deliver(
    stores: Stores, journal: Journal, recorded: RecordedAnswers, refused: "_Refused", key: str, inbox: Path
) -> None:
    """Put the declarations of a recorded batch into the inbox, once."""
    if key in recorded.delivered:
        return
    places = {each: number for number, each in enumerate(journal.keys)}
    numbers = [places[each] for each in recorded.batches[key] if each in places]

    def write() -> int:
        rows = list(_rows_of(numbers, journal.entries(numbers), refused))
        if rows:
            with published(inbox / f"{key}.parquet") as unfinished:
                pq.write_table(pa.Table.from_pylist(rows, CONTENTS["declarations"].schema), unfinished)
        return len(rows)

    complete_once(stores.register, _DELIVERED, journal.day, key, write, lambda _, rows: {"rows": rows})
    recorded.delivered.add(key)


def _deliver_changes(
    stores: Stores,
    journal: Journal,
    recorded: RecordedAnswers,
    refused: "_Refused",
    changes: Mapping[int, Entry],
    inbox: Path,
) -> int:
    """Put cancellations, and amendments after release, into the inbox; return how many."""
    name = f"{journal.day}-{OWN}-{_CHANGES}-{keyed_text(*(journal.keys[number] for number in changes))}"
    kept = [entry_text(each.items, each.received_at, each.answer) for each in changes.values()]

    def write() -> int:
        rows = list(_rows_of(list(changes), list(changes.values()), refused))
        if rows:
            with published(inbox / f"{name}.parquet") as unfinished:
                pq.write_table(pa.Table.from_pylist(rows, CONTENTS["declarations"].schema), unfinished)
        return len(rows)

    complete_once(stores.register, _DELIVERED, journal.day, name, write, lambda _, rows: {"rows": rows, _CHANGES: kept})
    recorded.note_changes(changes.values())
    return len(changes)


def _rows_of(numbers: Sequence[int], entries: Sequence[Entry], refused: "_Refused") -> Iterator[dict[str, Any]]:
    """The goods items of these entries, without those that no file can hold."""
    schema = CONTENTS["declarations"].schema
    by_entry = [_rows(entry) for entry in entries]
    try:
        pa.Table.from_pylist([row for rows in by_entry for row in rows], schema)
    except _UNRECORDABLE:
        for number, entry, rows in zip(numbers, entries, by_entry, strict=True):
            try:
                pa.Table.from_pylist(rows, schema)
            except _UNRECORDABLE as problem:
                refused.note(number, entry, problem)
            else:
                yield from rows
    else:
        for rows in by_entry:
            yield from rows


class _Refused:
    """What cannot be recorded, put into quarantine once with file, line and reason, where officers find it."""

    def __init__(self, stores: Stores, journal: Journal) -> None:
        self._stores, self._journal = stores, journal
        self._file = f"{OWN}/{journal.day}.jsonl"
        known = stores.register.read(CollectionBatch, ["key"], col(CollectionBatch.file_name) == self._file)
        self._known = set(known["key"])

    def has(self, number: int) -> bool:
        """Whether the answer of this number is in quarantine."""
        return bool(self._known) and self._key(*self._journal.keys[number]) in self._known

    def damaged_lines(self) -> None:
        """Put lines that cannot be read into quarantine."""
        for each in self._journal.damaged:
            reason = f"this line of the journal is damaged: {each.reason}"
            self._put(self._key("line", each.line), "", None, reason, {each.line: {"line": each.text}}, "")

    def note(self, number: int, entry: Entry, problem: Exception) -> None:
        """Put the declaration of an entry into quarantine."""
        reason = f"was answered and cannot be recorded: {problem}"[:_SHOWN]
        key = self._journal.keys[number]
        _LOG.error("%s: %s, version %s, %s", self._file, *key, reason)
        items = {place: _texts(item) for place, item in enumerate(entry.items, start=1)}
        items = items or {1: {"declaration_id": key[0]}}
        self._put(self._key(*key), "declaration_id", key[0], reason, items, entry.answer.office)

    def _key(self, *what: object) -> str:
        return keyed_text(OWN, self._journal.day, *what)

    def _put(
        self, key: str, column: str, value: str | None, reason: str, rows: Mapping[int, Mapping[str, str]], office: str
    ) -> None:
        if key in self._known:
            return
        self._known.add(key)
        unit = office if office in set(organisation(self._journal.day)["code"]) else national_unit(self._journal.day)
        batch = CollectionBatch(
            key=key,
            file_name=self._file,
            content="declarations",
            received_on=self._journal.day,
            state=BatchState.COLLECTED,
            rows_read=len(rows),
            rows_quarantined=len(rows),
        )
        quarantined = [
            {
                **{"key": f"{key}|{number}", "batch": key, "unit": unit, "file_name": self._file},
                **{"row_number": number, "column_name": column, "value": value, "reason": reason},
                **{"content": json.dumps(row, ensure_ascii=False), "state": QuarantineState.OPEN},
            }
            for number, row in rows.items()
        ]
        with self._stores.register.writing() as session:
            insert_new(session, CollectionBatch, [batch.model_dump()])
            insert_new(session, QuarantinedRow, quarantined)


def _texts(item: Mapping[str, Any]) -> dict[str, str]:
    """A goods item as the row of a file."""
    return {
        name: ";".join(value) if isinstance(value, list) else str(value).replace("\x00", "")
        for name, value in item.items()
        if value is not None
    }


def _rows(entry: Entry) -> list[dict[str, Any]]:
    """The goods items of a version, as a file brings them."""
    version, cancelled = entry.answer.version, entry.answer.function == "cancelled"
    header = {
        "version": version,
        "function": "cancelled" if cancelled else "lodged" if version == 1 else "amended",
        "received_at": None if entry.received_at is None else datetime.fromisoformat(entry.received_at),
    }
    return [{**item, "lodged_on": date.fromisoformat(item["lodged_on"]), **header} for item in entry.items]
