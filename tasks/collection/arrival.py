"""Bringing rows that may be taken in into the lake: repetitions left out, outcomes sealed where they must be."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sql.contents import CONTENTS
from sql.lake import SCHEMAS, Lake, conformed, decoded, is_always, repeated
from sql.queries import query
from tasks.collection.later_versions import later_versions
from tasks.collection.repetitions import repeated_rows
from tasks.collection.source_rows import ROW_NUMBER, PartRead
from tasks.collection.validation import NO_FAILURES, all_failures, failures_of
from tasks.collection.versioned import Known, Versioned
from tasks.collection.versions import versions_of

_THREADS = 2  # that write months
_PIECE = 1 << 18  # rows that are divided by months at once


@dataclass(frozen=True)
class Arrival:
    """One batch on its way into the lake.

    screened_from: outcomes of declarations lodged on this day or later are sealed. known: its name there, and what is
    known of the file.
    """

    lake: Lake
    screened_from: date
    known: Known


@dataclass(frozen=True)
class Landed:
    """What became of rows: the new ones, their numbers, and failures and faults that only the stores tell.

    rows: as a frame by row number where the register keeps them, else empty.
    """

    taken: "np.ndarray[tuple[int], np.dtype[np.int64]]"
    failures: pd.DataFrame
    faults: pd.DataFrame
    rows: pd.DataFrame


def land(arrival: Arrival, part: PartRead) -> Landed:
    """Write rows of one kind of content into the lake; content that the register holds passes through.

    A row that the lake holds already is left out as repeated. A declaration, bill, manual, enterprise or licence with
    other values is its next version; any other row that tells an identifier of the lake anew, with other values, is
    refused.
    """
    if part.content == "declarations":
        return _land_declarations(arrival, part)
    described = CONTENTS[part.content]
    rows = frame_of(part.rows)
    if not described.tables:
        return Landed(rows.index.to_numpy(), NO_FAILURES, NO_FAILURES, rows)
    if part.content == "outcomes":
        return _land_outcomes(arrival, rows)
    if described.versioned:
        return _land_versions(arrival, part.content, rows)
    repeated, failures = repeated_rows(rows, _known(arrival, part.content, rows), described.keys)
    fresh = rows.drop(index=repeated.union(pd.Index(failures["row_number"])))
    _write(arrival, part.content, described.month_column, _table(part.content, fresh))
    return _landed(fresh, failures)


def frame_of(rows: pa.Table) -> pd.DataFrame:
    """Rows as a frame by row number; dates as timestamps."""
    frame: pd.DataFrame = rows.drop_columns(ROW_NUMBER).to_pandas(date_as_object=False)
    return frame.set_axis(pd.Index(rows[ROW_NUMBER].to_numpy()))


def _landed(fresh: pd.DataFrame, failures: pd.DataFrame) -> Landed:
    return Landed(fresh.index.to_numpy(), failures, NO_FAILURES, fresh.iloc[:0])


def _land_declarations(arrival: Arrival, part: PartRead) -> Landed:
    versions = versions_of(arrival.lake, part, arrival.known)
    rows = versions.rows
    for table in ("declarations", "declaration_changes"):
        arrival.lake.remove_rows(table, arrival.known.beginnings, versions.replaced)
    _write(arrival, "declarations", "lodged_on", rows)
    _write(arrival, "declaration_changes", "lodged_on", _changes(versions))
    return Landed(versions.taken.to_numpy(), versions.failures, versions.faults, pd.DataFrame())


def _changes(versions: Versioned) -> pa.Table:
    """Each version that is no first lodgement once, in the columns of `declaration_changes`."""
    names = [name for name in SCHEMAS["declaration_changes"].names if name in versions.rows.column_names]
    rows = versions.rows.select(names)
    if is_always(rows["function"], "lodged"):
        return rows.slice(0, 0)
    later = pc.not_equal(decoded(rows, {"function"})["function"], "lodged")
    changes = decoded(rows.filter(later))
    if not len(changes):
        return changes
    once = changes.group_by(["declaration_id", "version"], use_threads=False)
    changes = once.aggregate([(name, "first") for name in names[2:]]).rename_columns(names)
    if len(versions.in_part):
        changes = changes.join(versions.in_part, ["declaration_id", "version"], use_threads=False)
    return changes


def _land_versions(arrival: Arrival, content: str, rows: pd.DataFrame) -> Landed:
    """Rows of which the latest version counts; those that the register keeps too are handed on."""
    described = CONTENTS[content]
    keys = list(described.keys)
    known = _known(arrival, content, rows).reindex(columns=list(described.names))
    later = later_versions(rows, known, keys, arrival.known.received_on)
    _write(arrival, content, described.month_column, _table(content, later.rows))
    return Landed(later.taken.to_numpy(), NO_FAILURES, NO_FAILURES, later.rows)


def _known(arrival: Arrival, table: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of a table of the lake that have an identifier of `rows`; empty dates and lists as missing values."""
    key = CONTENTS[table].key
    arriving = pd.DataFrame({"identifier": rows[key]})
    asked = {"table": table, "key": f"^{key}$"}
    with arrival.lake.connect(table, frames={"arriving": arriving}) as lake:
        found: pa.Table = lake.sql(query("rows_already_collected"), params=asked).to_arrow_table()
    known: pd.DataFrame = found.drop_columns(["batch"]).to_pandas(date_as_object=False)
    return known


def _land_outcomes(arrival: Arrival, rows: pd.DataFrame) -> Landed:
    """Outcomes follow their declaration: visible where it is history, sealed where it is to be screened.

    A sealed outcome is never compared with one that arrives: the first stays, for a refusal would tell what it is.
    """
    if "item_number" not in rows:
        rows = rows.assign(item_number=pd.Series(np.nan, index=rows.index))
    with arrival.lake.connect("declaration_versions", frames={"arriving": rows[["declaration_id"]]}) as lake:
        lodged = lake.execute(query("lodgement_of_known_declarations")).df()
    dates = lodged.set_index("declaration_id")["lodged_on"].reindex(rows["declaration_id"]).set_axis(rows.index)
    stray = rows.loc[dates.isna(), "declaration_id"]
    failures = failures_of(stray, "declaration_id", "no declaration of this number was collected")
    known = rows.drop(index=stray.index)
    keys = CONTENTS["outcomes"].keys
    hidden_before = _sealed_before(arrival, known)
    repeated, contradictions = repeated_rows(known.drop(index=hidden_before), _known(arrival, "outcomes", known), keys)
    fresh = known.drop(index=repeated.union(hidden_before).union(pd.Index(contradictions["row_number"])))
    lodged_on = pd.to_datetime(dates.loc[fresh.index])
    sealed = lodged_on >= pd.Timestamp(arrival.screened_from)
    inspected = fresh["inspected_on"] if "inspected_on" in fresh else pd.Series(pd.NaT, index=fresh.index)
    history = fresh[~sealed].assign(inspected_on=pd.to_datetime(inspected[~sealed]).fillna(lodged_on[~sealed]))
    _write(arrival, "outcomes", "inspected_on", _table("outcomes", history))
    months = pd.to_datetime(lodged_on[sealed]).dt.strftime("%Y-%m")
    hidden = fresh[sealed].assign(inspected_on=pd.Series(pd.NaT, index=fresh.index[sealed]))
    for month, part in hidden.groupby(months, sort=True):
        _write_month(arrival, "sealed_outcomes", str(month), _table("sealed_outcomes", part))
    return _landed(fresh, all_failures([failures, contradictions]))


def _sealed_before(arrival: Arrival, rows: pd.DataFrame) -> "pd.Index[int]":
    """Numbers of rows that bring the outcome of a declaration, or of one of its items, that lies under seal already."""
    arriving = rows[["declaration_id", "item_number"]].rename_axis("row_number").reset_index()
    with arrival.lake.unsealed("sealed_outcomes", frames={"arriving": arriving}) as lake:
        return pd.Index(lake.execute(query("outcomes_already_sealed")).df()["row_number"].astype("int64"))


def _table(table: str, rows: pd.DataFrame) -> pa.Table:
    return conformed(rows, SCHEMAS[table])


def _write(arrival: Arrival, table: str, month_column: str, rows: pa.Table) -> None:
    """Write rows into the months of a date."""
    if not len(rows):
        return
    brought = rows.select([name for name in rows.column_names if rows[name].null_count < len(rows)])
    months: dict[int, list[pa.Table]] = {}
    with ThreadPoolExecutor(_THREADS) as pool:
        starts = range(0, len(rows), _PIECE)
        for pieces in pool.map(lambda start: _by_month(brought.slice(start, _PIECE), month_column), starts):
            for month, piece in pieces:
                months.setdefault(month, []).append(piece)

        def write(month: int) -> None:
            part = pa.concat_tables(months.pop(month))
            _write_month(arrival, table, f"{month // 100:04}-{month % 100:02}", part)

        list(pool.map(write, sorted(months)))


def _by_month(rows: pa.Table, month_column: str) -> list[tuple[int, pa.Table]]:
    """Rows of each month, such as 202103, in their order: cut at once, which takes a third of one filter per month."""
    days = rows[month_column]
    months = pc.add(pc.multiply(pc.year(days), 100), pc.month(days)).to_numpy()
    if (np.diff(months) < 0).any():
        order = np.argsort((months - months.min()).astype(np.min_scalar_type(np.ptp(months))), kind="stable")
        rows, months = pc.take(rows.combine_chunks(), pa.array(order), boundscheck=False), months[order]
    starts = np.flatnonzero(np.diff(months, prepend=months[0] - 1))
    ends = [*starts[1:], len(months)]
    return [(int(months[start]), rows.slice(start, end - start)) for start, end in zip(starts, ends, strict=True)]


def _write_month(arrival: Arrival, table: str, month: str, rows: pa.Table) -> None:
    named = rows.drop_columns("batch") if "batch" in rows.column_names else rows
    batch = repeated(arrival.known.batch, len(rows))
    arrival.lake.write(table, month, arrival.known.batch, named.append_column("batch", batch))
