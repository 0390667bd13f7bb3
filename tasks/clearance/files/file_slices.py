"""Screening a slice of a file: its declarations are checked and matched, the results kept in files of a folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sql.lake import SCHEMAS, conformed, in_memory_database
from sql.queries import query
from tasks.clearance.decision.active_parameters import meaning_of
from tasks.collection.frames import SourceReading, checked_declarations
from tasks.collection.reading import FileSlice
from tasks.parameters.matching import MatchedParameter, match_parameters

MOST_ROWS = 250_000  # of a slice: screening it takes a quarter of a gigabyte
_LODGED = ["declaration_id", "office", "importer", "lodged_on"]


@dataclass(frozen=True)
class SliceTask:
    """Slice number `number` and the parameters to match; its files go into `folder`. alone: parameters alone decide."""

    number: int
    rows: FileSlice
    parameters: Sequence[MatchedParameter]
    folder: Path
    alone: bool
    by: SourceReading

    def file(self, what: str) -> Path:
        """Where a result of the slice lies."""
        return self.folder / f"{self.number:05d}.{what}.parquet"


@dataclass(frozen=True)
class ScreenedSlice:
    """The results of a slice; failures: why rows were refused.

    lanes: file of declaration_id, lane, parameters, by declaration_id; or, where a policy decides, lodged and
    hits: files of declaration_id, office, importer, lodged_on and of declaration_id, parameter, version.
    """

    rows: FileSlice
    failures: pd.DataFrame
    lanes: Path
    lodged: Path
    hits: Path


def screen_slice(task: SliceTask) -> ScreenedSlice:
    """Check and match the declarations of one slice. Raises UnreadableFileError or UnknownFormatError."""
    checked = checked_declarations(task.rows, task.by)
    arriving = conformed(checked.table, SCHEMAS["declarations"])
    lanes, lodged, hit = task.file("lanes"), task.file("lodged"), task.file("hits")
    with in_memory_database() as connection:
        hits = match_parameters(connection, arriving, task.parameters)
        if task.alone:
            pq.write_table(_highest_lanes(connection, arriving, hits, task), lanes)
        else:
            pq.write_table(_once_each(arriving.select(_LODGED)), lodged)
            hits.to_parquet(hit, index=False)
    return ScreenedSlice(task.rows, checked.failures, lanes, lodged, hit)


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
