"""Collecting one file: once, whole, and never stopped by bad rows."""

import os
import shutil
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
from sqlmodel import Session, col

from sql.contents import CONTENTS, LAKE_TABLES
from sql.exclusive import exclusive
from sql.register import insert_new
from sql.register.tables import BatchQuality, CollectionBatch, StageCompletion, Unit
from sql.stores import Stores
from sql.terms import BatchState
from tasks.collection.arrival import Arrival
from tasks.collection.formats import UnknownFormatError
from tasks.collection.intake import PartTaken, into_register, take_in
from tasks.collection.quality import batch_quality
from tasks.collection.quarantine import NATION, quarantine
from tasks.collection.source_rows import source_rows
from tasks.collection.sources.raw import UnreadableFileError
from tasks.collection.sources.reading import read_raw

_LONGEST_NAME = 50  # characters of a file's name that its copy keeps: with the key before it, any file system takes it
REPLAY = "replay_quarantine"  # stage of the register that vouches for the lake files of replayed rows


def collect_file(
    stores: Stores,
    path: Path,
    received_on: date,
    screened_from: date,
    latest: date | None = None,
    zone: str = "Asia/Shanghai",
) -> dict[str, Any]:
    """Take in one file of any kind that can be read, and say what became of it.

    The file is known by its content: the same content again does nothing and is reported as `collected_before`. Rows
    that fail validation go to quarantine; a file that cannot be read is noted, and a copy kept in `unreadable/`.
    Outcomes of declarations lodged on or after `screened_from` are sealed. `latest`: last day on which anything can
    have happened, for a backfill later than `received_on`; without it no date lies in the future. `zone`: in which a
    moment has its day.
    Returns: file, state, rows_read, rows_accepted, rows_quarantined, rows_repeated, and problem where there is one.
    """
    # One at a time: what another collection has half written looks like what a stopped one left behind.
    with exclusive(stores.folder, "collection"):
        return _collected(stores, path, received_on, screened_from, latest, zone)


def _collected(
    stores: Stores, path: Path, received_on: date, screened_from: date, latest: date | None, zone: str
) -> dict[str, Any]:
    key = sha256(path.read_bytes()).hexdigest()[:20]
    with stores.register.reading() as session:
        earlier = session.get(CollectionBatch, key)
        if earlier is not None:
            return _told(earlier) | {"state": "collected_before"}
    sweep_unfinished(stores)
    units = frozenset(stores.register.read(Unit, ["code"])["code"])
    try:
        source = source_rows(read_raw(path), units, zone, latest)
    except (UnreadableFileError, UnknownFormatError) as problem:
        return _note_unreadable(stores, path, key, received_on, str(problem))
    parts = take_in(stores, Arrival(stores.lake, key, screened_from), source)
    stores.lake.settle_currency()
    refused = {number for part in parts for number in part.failures["row_number"]}
    taken = {number for part in parts for number in part.taken.index} - refused
    batch = CollectionBatch(
        key=key,
        file_name=path.name,
        content="+".join(part.content for part in parts),
        source_format=source.name,
        received_on=received_on,
        state=BatchState.COLLECTED,
        rows_read=source.rows,
        rows_accepted=len(taken),
        rows_quarantined=len(refused),
        rows_repeated=source.rows - len(taken) - len(refused),
    )
    scores = [_quality(part, units) for part in parts]
    with stores.register.writing() as session:
        session.add(batch)
        session.flush()
        for part, score in zip(parts, scores, strict=True):
            into_register(session, part)
            _record_quality(session, batch, part, score)
            originals = source.originals(part.failures["row_number"].tolist())
            quarantine(session, batch, part.failures, originals, _units_of_refused(part, units))
        told = _told(batch)
    return told


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


def _quality(taken: PartTaken, units: frozenset[str]) -> pd.DataFrame:
    """Scores of one kind of content by unit; what names no known unit counts for the nation."""
    unit_column = _unit_column(taken)
    refused = taken.mapped.loc[taken.mapped.index.isin(taken.failures["row_number"])]
    valid = taken.valid
    return batch_quality(
        valid.assign(unit=valid[unit_column] if unit_column else NATION),
        refused.assign(unit=_units_of_refused(taken, units)),
        [name for name in taken.columns if name in valid.columns],
        next((name for name in CONTENTS[taken.content].dates if name in valid.columns), None),
    )


def _units_of_refused(taken: PartTaken, units: frozenset[str]) -> "pd.Series[str]":
    """Whose each refused row is, by row number."""
    unit_column = _unit_column(taken)
    refused = taken.mapped.loc[taken.mapped.index.isin(taken.failures["row_number"])]
    if not unit_column:
        return pd.Series(NATION, index=refused.index, dtype="str")
    return refused[unit_column].where(refused[unit_column].isin(units), NATION)


def _unit_column(taken: PartTaken) -> str:
    """The column that says whose a row is; empty where none does."""
    units = CONTENTS[taken.content].unit_columns
    return next((name for name in units if name in taken.mapped and name in taken.columns), "")


def _record_quality(session: Session, batch: CollectionBatch, taken: PartTaken, scores: pd.DataFrame) -> None:
    scores = scores.assign(batch=batch.key, source=batch.source_format)
    scores["key"] = batch.key + "|" + taken.content + "|" + scores["unit"]
    insert_new(session, BatchQuality, scores)


def _note_unreadable(stores: Stores, path: Path, key: str, received_on: date, problem: str) -> dict[str, Any]:
    kept = stores.folder / "unreadable" / f"{key}-{path.name[-_LONGEST_NAME:]}"
    kept.parent.mkdir(parents=True, exist_ok=True)
    unfinished = kept.with_name(f".{key}.unfinished")
    shutil.copyfile(path, unfinished)
    os.replace(unfinished, kept)
    batch = CollectionBatch(
        key=key,
        file_name=path.name,
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
