"""Collecting one file: once, whole, and never stopped by bad rows."""

import hashlib
import json
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from sqlmodel import col

from sql.contents import CONTENTS, LAKE_TABLES
from sql.durable import published
from sql.exclusive import exclusive
from sql.lake import Money, decoded, repeated, reused_memory, values_at
from sql.reference import national_unit, organisation
from sql.register import insert_new
from sql.register.tables import BatchQuality, CollectionBatch, QualityFault, StageCompletion
from sql.stores import Stores
from sql.terms import BatchState
from tasks.collection.arrival import Arrival
from tasks.collection.ended_faults import end_faults, not_collected_still
from tasks.collection.exchange_rates import without_rate
from tasks.collection.inbox_files import PassedOver, unreadable
from tasks.collection.intake import PartTaken, into_register, take_in
from tasks.collection.quality import batch_quality, quality_faults
from tasks.collection.quarantine import close_begun, quarantine
from tasks.collection.source_rows import ROW_NUMBER, SourceRows, source_rows
from tasks.collection.sources.mapping import SourceMapping, built_in_mappings
from tasks.collection.sources.raw import FAULT_COLUMNS, UnreadableFileError
from tasks.collection.sources.recognised import UnknownFormatError, recognised_file
from tasks.collection.versioned import Known
from tasks.running.outages import shown

_KEY_LENGTH = 20  # hexadecimal digits of the SHA-256 of a file
_CHUNK = 1 << 20  # bytes
_LONGEST_NAME = 50  # characters of a file's name that its copy keeps: with the key before it, any file system takes it
REPLAY = "replay_quarantine"  # stage of the register that vouches for the lake files of replayed rows


def collect_file(
    stores: Stores,
    path: Path,
    received_on: date,
    screened_from: date,
    latest: date | None = None,
    zone: str = "Asia/Shanghai",
    mappings: Sequence[SourceMapping] = (),
) -> dict[str, Any]:
    """Take in one file of any kind that can be read, and say what became of it.

    The file is known by its content: the same content again does nothing and is reported as `collected_before`. Rows
    that cannot be used go to quarantine; what is wrong with rows that are kept is noted as a quality fault; a file that
    cannot be read is noted, and a copy kept in `unreadable/`.
    Outcomes of declarations lodged on or after `screened_from` are sealed. A declaration that says no day is lodged on
    the day it came, in a run over the past on the first day that is screened. `latest`: last day on which anything can
    have happened, for a backfill later than `received_on`; without it no date lies in the future. `zone`: in which a
    moment has its day. `mappings`: of sources, tried before all others.
    Returns: file, state, rows_read, rows_accepted, rows_quarantined, rows_repeated, and problem where there is one.
    A file that the system does not let us read has the state `passed_over`; it is as if it had not come.
    """
    # One at a time: what another collection has half written looks like what a stopped one left behind.
    with exclusive(stores.folder, "collection"), reused_memory():
        return _collected(stores, path, received_on, screened_from, latest, zone, mappings)


def _collected(
    stores: Stores,
    path: Path,
    received_on: date,
    screened_from: date,
    latest: date | None,
    zone: str,
    mappings: Sequence[SourceMapping],
) -> dict[str, Any]:
    units = frozenset(organisation(received_on)["code"])
    source: SourceRows | None = None
    problem = ""
    with ThreadPoolExecutor(1) as beside:
        try:
            size = path.stat().st_size
            earlier = _batches_up_to(stores, size)
            identifying = beside.submit(_identity, path, earlier)
            # Most files are new: they are read while their bytes are hashed, others are not read at all.
            if (earlier["file_size"] == size).any():
                told = _told_before(stores, identifying.result().key)
                if told is not None:
                    return told
        except OSError as trouble:  # the file's own: the others are taken in
            return passed_over(unreadable(path, trouble))
        try:
            source = source_rows(recognised_file(path, mappings), units, zone, latest)
        except (UnreadableFileError, UnknownFormatError) as refusal:
            problem = str(refusal)
        try:
            key, beginnings = identifying.result()
        except OSError as trouble:
            return passed_over(unreadable(path, trouble))
    sweep_unfinished(stores)
    if source is None:
        return _note_unreadable(stores, path, key, received_on, problem)
    known = Known(received_on, max(received_on, screened_from), key, beginnings)
    parts = take_in(stores, Arrival(stores.lake, screened_from, known), source)
    stores.lake.settle_currency()
    accepted, quarantined = _counted(parts)
    batch = CollectionBatch(
        key=key,
        file_name=shown(path.name),
        file_size=path.stat().st_size,
        content="+".join(part.content for part in parts),
        source_format=source.name,
        mappings=_described(source.mappings),
        received_on=received_on,
        state=BatchState.COLLECTED,
        rows_read=source.rows,
        rows_accepted=accepted,
        rows_quarantined=quarantined,
        rows_repeated=source.rows - accepted - quarantined,
    )
    money = stores.lake.money
    judged = [_judged(part, units, national_unit(received_on), money) for part in parts]
    came = not_collected_still(stores)
    with stores.register.writing() as session:
        session.add(batch)
        session.flush()
        end_faults(session, came)
        close_begun(session, beginnings)
        for part, (scores, faults, units_of_refused) in zip(parts, judged, strict=True):
            into_register(session, part, received_on)
            keyed = {"batch": batch.key, "source": batch.source_format}
            quality = scores.assign(**keyed, received_on=received_on, key=_keyed(batch, part, scores[["unit"]]))
            insert_new(session, BatchQuality, quality)
            names = ["unit", "column_name", "reason"]
            key_of_fault = _keyed(batch, part, faults[names])
            insert_new(session, QualityFault, faults.assign(**keyed, content=part.content, key=key_of_fault))
            originals = source.originals(part.failures["row_number"].tolist())
            quarantine(session, batch, part.failures, originals, units_of_refused)
        told = _told(batch)
    return told


def passed_over(name: PassedOver) -> dict[str, Any]:
    """What is said of a name that is passed over, as of a file."""
    rows = dict.fromkeys(("rows_read", "rows_accepted", "rows_quarantined", "rows_repeated"), 0)
    return {"file": name.name, "state": "passed_over", "problem": name.reason, **rows}


def _described(mappings: Sequence[SourceMapping]) -> str | None:
    """The mappings that are not built in, for rows that come back from quarantine."""
    built_in = built_in_mappings()
    own = [mapping.model_dump(mode="json", exclude_defaults=True) for mapping in mappings if mapping not in built_in]
    return json.dumps(own, ensure_ascii=False) if own else None


def _counted(parts: list[PartTaken]) -> tuple[int, int]:
    """How many rows of a file were taken in, and how many refused; a row of several contents is refused by any."""
    refused = [part.failures["row_number"].to_numpy(np.int64) for part in parts]
    last = max(int(numbers.max(initial=0)) for numbers in (*refused, *(part.taken for part in parts)))
    is_taken, is_refused = np.zeros(last + 1, dtype=bool), np.zeros(last + 1, dtype=bool)
    for part, failed in zip(parts, refused, strict=True):
        is_taken[part.taken] = True
        is_refused[failed] = True
    return int((is_taken & ~is_refused).sum()), int(is_refused.sum())


class _Identity(NamedTuple):
    """Key of a file, and keys of earlier files that are its beginning: they were cut off when they came."""

    key: str
    beginnings: frozenset[str]


def _batches_up_to(stores: Stores, size: int) -> pd.DataFrame:
    """Earlier batches whose files are at most `size` bytes long: key, file_size, state; the shortest first."""
    return stores.register.read(
        CollectionBatch,
        ["key", "file_size", "state"],
        col(CollectionBatch.file_size) <= size,
        order_by=["file_size"],
    )


def _identity(path: Path, earlier: pd.DataFrame) -> _Identity:
    """What a file is known by, in one pass over its bytes. earlier: as `_batches_up_to` gives them."""
    shorter = earlier[(earlier["state"] == BatchState.COLLECTED) & (earlier["file_size"] < path.stat().st_size)]
    found: set[str] = set()
    digest, read = hashlib.sha256(), 0
    with path.open("rb") as file:
        for length in shorter["file_size"].unique().tolist():
            _hash_next(file, digest, length - read)
            read = length
            found |= set(shorter.loc[shorter["file_size"] == length, "key"]) & {_key(digest)}
        _hash_next(file, digest, None)
    return _Identity(_key(digest), frozenset(found))


def _hash_next(file: BinaryIO, digest: "hashlib._Hash", most: int | None) -> None:
    """Hash the next bytes of a file, `most` or all that are left."""
    while chunk := file.read(_CHUNK if most is None else min(_CHUNK, most)):
        digest.update(chunk)
        most = None if most is None else most - len(chunk)


def _key(digest: "hashlib._Hash") -> str:
    return digest.hexdigest()[:_KEY_LENGTH]


def _told_before(stores: Stores, key: str) -> dict[str, Any] | None:
    """What is told of a file that was collected before; None of one that is new."""
    with stores.register.reading() as session:
        earlier = session.get(CollectionBatch, key)
        return None if earlier is None else _told(earlier) | {"state": "collected_before"}


def sweep_unfinished(stores: Stores) -> int:
    """Remove lake files of collections that were cut short before their note reached the register; return how many."""
    noted = set(stores.register.read(CollectionBatch, ["key"])["key"])
    noted |= set(stores.register.read(StageCompletion, ["scope"], col(StageCompletion.stage) == REPLAY)["scope"])
    swept = 0
    for table in (name for name, content in LAKE_TABLES.items() if content.from_files or content.written_with):
        for name in stores.lake.file_names(table) - noted:
            stores.lake.remove(table, name)
            swept += 1
    return swept


def _judged(
    taken: PartTaken, units: frozenset[str], nation: str, money: Money
) -> tuple[pd.DataFrame, pd.DataFrame, "pd.Series[str]"]:
    """Scores of one kind of content by unit, faults of kept rows, and the unit of each refused row by row number.

    What names no known unit counts for the nation.
    """
    read = taken.read
    described = CONTENTS[taken.content]
    rows = decoded(read.rows, {"currency"})
    named = next((name for name in described.unit_columns if name in rows.column_names), None)
    unit = pa.chunked_array([repeated(nation, len(rows))]) if named is None else _unit_of(rows[named], units, nation)
    units_of_rows = pa.table({ROW_NUMBER: rows[ROW_NUMBER], "unit": unit})
    refused = read.units.where(read.units.isin(units), nation).astype("str")
    late = pd.Index(taken.failures["row_number"].unique()).difference(refused.index)
    if len(late):
        places = pc.index_in(pa.array(late.to_numpy(np.int64)), value_set=rows[ROW_NUMBER].combine_chunks())
        refused = pd.concat([refused, pd.Series(values_at(unit, places).to_pylist(), index=late, dtype="str")])
        kept = pc.invert(pc.is_in(rows[ROW_NUMBER], value_set=pa.array(late.to_numpy(np.int64))))
        rows, unit = rows.filter(kept), unit.filter(kept)
    scores = batch_quality(
        rows,
        unit,
        refused,
        [name for name in read.columns if name in rows.column_names],
        next((name for name in described.dates if name in rows.column_names), None),
    )
    stored = pa.Table.from_pandas(taken.faults, FAULT_COLUMNS, preserve_index=False)
    lacking = without_rate(rows, money)
    unpriced = pa.table({"unit": [], "currency": []}, pa.schema({"unit": pa.string(), "currency": pa.string()}))
    if lacking is not None:
        unpriced = pa.table({"unit": unit, "currency": rows["currency"]}).filter(lacking)
    return scores, quality_faults(pa.concat_tables([read.faults, stored]), units_of_rows, unpriced), refused


def _unit_of(named: pa.ChunkedArray, units: frozenset[str], nation: str) -> pa.ChunkedArray:
    """The unit of each row by the one that it names: the nation where it names none that is known."""
    known = pa.array([*sorted(units), nation])
    encoded = pc.dictionary_encode(named)
    pieces = []
    for chunk in encoded.chunks:
        place_of_nation = pa.scalar(len(known) - 1, pa.int32())
        places = pc.fill_null(pc.index_in(chunk.dictionary, value_set=known.slice(0, len(units))), place_of_nation)
        pieces.append(pa.DictionaryArray.from_arrays(pc.fill_null(places.take(chunk.indices), place_of_nation), known))
    return pa.chunked_array(pieces, pa.dictionary(pa.int32(), pa.string()))


def _keyed(batch: CollectionBatch, part: PartTaken, names: pd.DataFrame) -> "pd.Series[str]":
    """The natural key of rows about a part of a batch."""
    key: pd.Series[str] = batch.key + "|" + part.content + names.map(lambda each: f"|{each}").sum(axis=1).astype("str")
    return key


def _note_unreadable(stores: Stores, path: Path, key: str, received_on: date, problem: str) -> dict[str, Any]:
    kept = stores.folder / "unreadable" / f"{key}-{path.name[-_LONGEST_NAME:]}"
    with published(kept) as unfinished:
        shutil.copyfile(path, unfinished)
    batch = CollectionBatch(
        key=key,
        file_name=shown(path.name),
        file_size=path.stat().st_size,
        content="unknown",
        received_on=received_on,
        state=BatchState.UNREADABLE,
        problem=problem,
    )
    with stores.register.writing() as session:
        session.add(batch)
        session.flush()
        told = _told(batch)
    return told


def _told(batch: CollectionBatch) -> dict[str, Any]:
    return {
        "file": batch.file_name,
        "state": batch.state.value,
        "problem": batch.problem,
        "rows_read": batch.rows_read,
        "rows_accepted": batch.rows_accepted,
        "rows_quarantined": batch.rows_quarantined,
        "rows_repeated": batch.rows_repeated,
    }
