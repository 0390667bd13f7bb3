"""Screening a slice of a file: its declarations are checked and matched, the results kept in files of a folder."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sql.lake import SCHEMAS, Money, conformed, in_memory_database
from sql.queries import query
from tasks.clearance.decision.active_parameters import meaning_of
from tasks.collection.frames import CheckedRows, SourceReading, checked_declarations
from tasks.collection.reading import FileSlice
from tasks.collection.validation import NO_FAILURES
from tasks.parameters.matching import MatchedParameter, match_parameters

MOST_ROWS = 250_000  # of a slice: screening it takes a quarter of a gigabyte
_LODGED = ["declaration_id", "version", "office", "importer", "exporter", "direction", "lodged_on"]


@dataclass(frozen=True)
class SliceTask:
    """Slice number `number` and the parameters to match; its files go into `folder`. alone: parameters alone decide.

    money: gives values in the currency of the installation; None where no parameter asks for them. keeps_edges: whether
    there are other slices, which may hold items of its first and of its last declaration.
    """

    number: int
    rows: FileSlice
    parameters: Sequence[MatchedParameter]
    folder: Path
    alone: bool
    by: SourceReading
    money: Money | None
    keeps_edges: bool = False

    def file(self, what: str) -> Path:
        """Where a result of the slice lies."""
        return self.folder / f"{self.number:05d}.{what}.parquet"


@dataclass(frozen=True)
class ScreenedSlice:
    """The results of a slice; failures: why rows were refused.

    lanes: file of declaration_id, lane, parameters, items, by declaration_id; or, where a policy decides, lodged (file
    of declaration_id, version, office, importer, lodged_on) and hits (file of declaration_id, parameter, version,
    items). edges: file of the items of its first and of its last declaration, where there are other slices.
    unnumbered: whether the file does not number items.
    """

    rows: FileSlice
    failures: pd.DataFrame
    lanes: Path
    lodged: Path
    hits: Path
    edges: Path
    unnumbered: bool = False


def screen_slice(task: SliceTask) -> ScreenedSlice:
    """Check and match the declarations of one slice. Raises UnreadableFileError or UnknownFormatError."""
    checked, items = items_of_slice(task)
    found = screen_items(task, items, checked.row_numbers)
    return replace(found, failures=checked.failures, unnumbered=checked.unnumbered)


def only_currency(task: SliceTask) -> str | None:
    """The one currency that the declarations of a slice name; None where they name none or several."""
    named = pc.unique(pc.drop_null(items_of_slice(task)[1].column("currency")))
    return str(named[0].as_py()) if len(named) == 1 else None


def items_of_slice(task: SliceTask) -> tuple[CheckedRows, pa.Table]:
    """The rows of a slice that may be used, and the same as the lake would hold them."""
    checked = checked_declarations(task.rows, task.by)
    items = checked.table if task.money is None else task.money.with_values(checked.table)
    return checked, conformed(items, SCHEMAS["declarations"])


def screen_items(task: SliceTask, items: pa.Table, row_numbers: pa.Array) -> ScreenedSlice:
    """Match goods items, with all columns of the lake's declarations."""
    lanes, lodged, hit, edges = (task.file(name) for name in ("lanes", "lodged", "hits", "edges"))
    with in_memory_database() as connection:
        hits = match_parameters(connection, items, task.parameters)
        if task.alone:
            pq.write_table(_highest_lanes(connection, items, hits, task), lanes)
        else:
            pq.write_table(_once_each(items.select(_LODGED)), lodged)
            hits.to_parquet(hit, index=False)
    if task.keeps_edges:
        pq.write_table(_edges(items.append_column("row_number", row_numbers)), edges)
    return ScreenedSlice(task.rows, NO_FAILURES, lanes, lodged, hit, edges)


def _edges(items: pa.Table) -> pa.Table:
    """The items of the first and of the last declaration."""
    if not len(items):
        return items
    ids = items.column("declaration_id")
    return items.filter(pc.is_in(ids, value_set=pa.array([ids[0].as_py(), ids[-1].as_py()], ids.type)))


def _once_each(items: pa.Table) -> pa.Table:
    """The header of each declaration, from its first item."""
    headers = items.to_pandas().drop_duplicates("declaration_id")
    return pa.Table.from_pandas(headers, items.schema, preserve_index=False)


def _highest_lanes(
    connection: duckdb.DuckDBPyConnection, arriving: pa.Table, hits: pd.DataFrame, task: SliceTask
) -> pa.Table:
    meaning = meaning_of([each.parameter for each in task.parameters])
    connection.register("hits", hits.merge(meaning[["parameter", "lane"]], on="parameter"))
    connection.register("arriving", arriving)
    lanes = connection.sql(query("highest_lane_that_hits_demand")).to_arrow_table()
    return lanes
