"""Sending rows in quarantine through the door again."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa
from sqlmodel import Session, col

from sql.exclusive import exclusive
from sql.reference import organisation
from sql.register import keyed_text, replace_all
from sql.register.tables import CollectionBatch, QuarantinedRow, StageCompletion
from sql.stores import Stores
from sql.terms import QuarantineState
from tasks.collection.arrival import Arrival
from tasks.collection.collect import REPLAY, sweep_unfinished
from tasks.collection.ended_faults import end_faults, not_collected_still
from tasks.collection.intake import PartTaken, into_register, take_in
from tasks.collection.quarantine import WAITING
from tasks.collection.source_rows import source_rows
from tasks.collection.sources.mapping import SourceMapping
from tasks.collection.sources.raw import RawRows
from tasks.collection.sources.recognised import RecognisedFile, mappings_for
from tasks.collection.validation import all_failures
from tasks.collection.versioned import Known

_OUTCOME = ["state", "column_name", "value", "reason"]


@dataclass(frozen=True)
class _Replayed:
    """What became of the rows of one batch: rows as they go back into quarantine, `numbers` that were new."""

    name: str
    parts: list[PartTaken]
    rows: pd.DataFrame
    new: int
    repeated: int


def replay_quarantine(
    stores: Stores,
    as_of: date,
    screened_from: date,
    latest: date | None = None,
    zone: str = "Asia/Shanghai",
    only: str | None = None,
) -> dict[str, Any]:
    """Send every waiting row of quarantine through validation again; what passes now is taken in, once.

    only: key of the one row that is sent. A row whose fields could not be told waits for its repair; any other may
    pass unrepaired, for example when its declaration has come. `latest`, `zone`: as in `collect_file`.
    Returns: rows_replayed, rows_still_refused.
    """
    with exclusive(stores.folder, "collection"):
        return _replayed(stores, as_of, screened_from, latest, zone, only)


def _replayed(
    stores: Stores, as_of: date, screened_from: date, latest: date | None, zone: str, only: str | None
) -> dict[str, Any]:
    sweep_unfinished(stores)
    register = stores.register
    waiting = register.read(
        QuarantinedRow,
        list(QuarantinedRow.model_fields),
        col(QuarantinedRow.state).in_(WAITING),
        *([] if only is None else [col(QuarantinedRow.key) == only]),
        order_by=["batch", "row_number"],
    )
    told = waiting[(waiting["column_name"] != "") | (waiting["state"] == QuarantineState.REPAIRED)]
    replayed = [
        _replay(stores, rows.reset_index(drop=True), as_of, screened_from, latest, zone)
        for _, rows in told.groupby("batch", sort=True)
    ]
    came = not_collected_still(stores)
    with register.writing() as session:
        end_faults(session, came)
        for each in replayed:
            _record(session, each, as_of)
    passed = sum(each.new + each.repeated for each in replayed)
    return {"rows_replayed": passed, "rows_still_refused": len(waiting) - passed}


def _replay(
    stores: Stores, rows: pd.DataFrame, as_of: date, screened_from: date, latest: date | None, zone: str
) -> _Replayed:
    content = pd.DataFrame([json.loads(text) for text in rows["content"]]).replace("", None)
    columns = {str(name): pa.array(content[name], pa.string(), from_pandas=True) for name in content.columns}
    raw = RawRows(pa.table(columns), pa.array(rows.index, pa.int64()))
    units = frozenset(organisation(as_of)["code"])
    batch = str(rows["batch"].iloc[0])
    name = f"replay-{batch}-{keyed_text(*rows['key'], *rows['content'])}"
    arrival = Arrival(stores.lake, screened_from, Known(as_of, max(as_of, screened_from), name, joins=batch))
    given = _mappings_of(stores, batch)
    file = RecognisedFile(raw, mappings_for(raw.rows.column_names, given=given))
    parts = take_in(stores, arrival, source_rows(file, units, zone, latest))
    failures = all_failures(part.failures for part in parts).drop_duplicates("row_number").set_index("row_number")
    refused = rows.index.isin(failures.index)
    after = rows.assign(state=QuarantineState.REPLAYED)
    after.loc[refused, "state"] = QuarantineState.OPEN
    for column in ("column_name", "value", "reason"):
        after[column] = failures[column].reindex(rows.index).fillna(rows[column])
    new = {number for part in parts for number in part.taken.tolist()} - set(failures.index)
    return _Replayed(name, parts, after, len(new), len(rows) - len(new) - int(refused.sum()))


def _mappings_of(stores: Stores, batch: str) -> tuple[SourceMapping, ...]:
    """The mappings that read the file of a batch, beside the built-in ones."""
    with stores.register.reading() as session:
        described = session.get_one(CollectionBatch, batch).mappings
    return tuple(SourceMapping.model_validate(each) for each in json.loads(described or "[]"))


def _record(session: Session, replayed: _Replayed, as_of: date) -> None:
    for part in replayed.parts:
        into_register(session, part, as_of)
    replace_all(session, QuarantinedRow, replayed.rows, _OUTCOME)
    batch = session.get_one(CollectionBatch, str(replayed.rows["batch"].iloc[0]))
    batch.rows_accepted += replayed.new
    batch.rows_repeated += replayed.repeated
    batch.rows_quarantined -= replayed.new + replayed.repeated
    session.add(batch)
    if any(len(part.taken) for part in replayed.parts):
        summary = json.dumps({"rows_replayed": replayed.new})
        key = f"{REPLAY}|{as_of}|{replayed.name}"
        session.add(StageCompletion(key=key, stage=REPLAY, as_of=as_of, scope=replayed.name, summary=summary))
