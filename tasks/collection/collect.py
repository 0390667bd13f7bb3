"""Collecting one file: once, whole, and never stopped by bad rows."""

import json
import os
import shutil
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
from sqlmodel import Session, SQLModel, col, select

from sql.exclusive import exclusive
from sql.reference import office_codes
from sql.register import insert_new, replace_all
from sql.register.tables import (
    BatchQuality,
    CollectionBatch,
    InformationItem,
    ProcessingTradeManual,
    QuarantinedRow,
    Unit,
)
from sql.stores import Stores
from sql.terms import BatchState, QuarantineState
from tasks.collection.arrival import Arrival, land
from tasks.collection.formats import Part, SourceFormat, UnknownFormatError, format_of
from tasks.collection.quality import batch_quality
from tasks.collection.reading import FileContent, UnreadableFileError, read_content
from tasks.collection.validation import RULES, validate

_IN_REGISTER: dict[str, type[SQLModel]] = {"information": InformationItem, "manuals": ProcessingTradeManual}
_UPDATED_MANUAL = ["written_off_on", "imported_quantity", "exported_quantity", "scrap_share", "last_export_on"]


@dataclass(frozen=True)
class PartResult:
    """What became of one kind of content of a file."""

    content: str
    accepted: pd.DataFrame
    refused: pd.DataFrame
    failures: pd.DataFrame
    repeated: int
    quality: pd.DataFrame


def collect_file(stores: Stores, path: Path, received_on: date, screened_from: date) -> dict[str, Any]:
    """Take in one CSV or Parquet file, and say what became of it.

    The file is known by its content: the same content again does nothing and is reported as `collected_before`. Rows
    that fail validation go to quarantine; a file that cannot be read is noted, and a copy kept in `unreadable/`.
    Outcomes of declarations lodged on or after `screened_from` are sealed.
    Returns: file, state, rows_read, rows_accepted, rows_quarantined, rows_repeated, and problem where there is one.
    """
    # One at a time: what another collection has half written looks like what a stopped one left behind.
    with exclusive(stores.folder, "collection"):
        return _collected(stores, path, received_on, screened_from)


def _collected(stores: Stores, path: Path, received_on: date, screened_from: date) -> dict[str, Any]:
    key = sha256(path.read_bytes()).hexdigest()[:20]
    with stores.register.reading() as session:
        earlier = session.get(CollectionBatch, key)
        if earlier is not None:
            return _told(earlier) | {"state": "collected_before"}
        units = frozenset(session.exec(select(Unit.code)).all())
    sweep_unfinished(stores)
    try:
        content = read_content(path)
        source = format_of(str(name) for name in content.rows.columns)
    except (UnreadableFileError, UnknownFormatError) as problem:
        return _note_unreadable(stores, path, key, received_on, str(problem))
    arrival = Arrival(stores.lake, key, screened_from)
    results = [_part_result(arrival, part, source, content, units) for part in source.parts]
    batch = CollectionBatch(
        key=key,
        file_name=path.name,
        content="+".join(result.content for result in results),
        source_format=source.name,
        received_on=received_on,
        state=BatchState.COLLECTED,
        rows_read=len(content.rows),
        rows_accepted=min(len(result.accepted) for result in results),
        rows_quarantined=len({number for result in results for number in result.failures["row_number"]}),
        rows_repeated=max(result.repeated for result in results),
    )
    with stores.register.writing() as session:
        session.add(batch)
        session.flush()
        for result in results:
            _record(session, batch, result, source, content)
        told = _told(batch)
    return told


def sweep_unfinished(stores: Stores) -> int:
    """Remove lake files of collections that were cut short before their note reached the register; return how many."""
    noted = set(stores.register.read(CollectionBatch, ["key"])["key"])
    from_files = ("declarations", "outcomes", "sealed_outcomes", "officer_actions", "manual_movements", "manifests")
    swept = 0
    for table in (*from_files, "amendments"):
        for name in stores.lake.file_names(table) - noted:
            if not name.startswith("replay-"):
                stores.lake.remove(table, name)
                swept += 1
    return swept


def part_rows(part: Part, source: SourceFormat, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of a source under canonical names, with its constants, derived columns and unit codes in place."""
    named = {name: rows[header] for name, header in part.columns.items() if header in rows.columns}
    mapped = pd.DataFrame(named, index=rows.index)
    if part.derive is not None:
        mapped = part.derive(mapped)
    mapped = mapped.assign(**part.constants)
    if source.office_source is not None and "office" in mapped:
        codes = office_codes(source.office_source)
        mapped["office"] = mapped["office"].map(codes).fillna(mapped["office"])
    return mapped


def _part_result(
    arrival: Arrival, part: Part, source: SourceFormat, content: FileContent, units: frozenset[str]
) -> PartResult:
    mapped = part_rows(part, source, content.rows)
    checked = validate(part.content, mapped, units, content.cut)
    landed = land(arrival, part.content, checked.accepted)
    failures = pd.concat([checked.failures, landed.failures], ignore_index=True)
    refused = mapped.loc[mapped.index.isin(failures["row_number"])]
    expected = [name for name in part.columns if name in mapped.columns]
    unit_column = next((name for name in ("office", "unit") if name in mapped.columns and name in part.columns), None)
    accepted = checked.accepted
    quality = batch_quality(
        accepted.assign(unit=accepted[unit_column] if unit_column else "CN"),
        refused.assign(
            unit=refused[unit_column].where(refused[unit_column].isin(units), "CN") if unit_column else "CN"
        ),
        [name for name in expected if name in accepted.columns],
        next((name for name in RULES[part.content].dates if name in accepted.columns), None),
    )
    return PartResult(part.content, landed.rows, refused, failures, landed.repeated, quality)


def _record(
    session: Session, batch: CollectionBatch, result: PartResult, source: SourceFormat, content: FileContent
) -> None:
    target = _IN_REGISTER.get(result.content)
    if target is ProcessingTradeManual:
        replace_all(session, target, result.accepted, _UPDATED_MANUAL)
    elif target is not None:
        insert_new(session, target, result.accepted)
    scores = result.quality.assign(batch=batch.key, source=source.name)
    scores["key"] = batch.key + "|" + result.content + "|" + scores["unit"]
    insert_new(session, BatchQuality, scores)
    originals = content.rows.loc[result.failures["row_number"]]
    texts = [
        json.dumps(row, ensure_ascii=False, default=str)
        for row in originals.astype("object").where(originals.notna(), None).to_dict("records")
    ]
    rows = result.failures.assign(batch=batch.key, file_name=batch.file_name, content=texts, state=QuarantineState.OPEN)
    rows["key"] = batch.key + "|" + rows["row_number"].astype(str)
    insert_new(session, QuarantinedRow, rows)


def _note_unreadable(stores: Stores, path: Path, key: str, received_on: date, problem: str) -> dict[str, Any]:
    kept = stores.folder / "unreadable" / f"{key}-{path.name}"
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


def open_quarantine(stores: Stores) -> pd.DataFrame:
    """Rows in quarantine that wait for repair: key, file_name, row_number, column_name, value, reason."""
    return stores.register.read(
        QuarantinedRow,
        ["key", "file_name", "row_number", "column_name", "value", "reason"],
        col(QuarantinedRow.state) == QuarantineState.OPEN,
        order_by=["file_name", "row_number"],
    )
