"""The file of lanes that screening a file writes: of all its slices together, by declaration."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sql.lake import in_memory_database
from sql.queries import query
from tasks.clearance.files.file_slices import ScreenedSlice
from tasks.collection.frames import checked_declarations
from tasks.collection.validation import NO_FAILURES, all_failures, failures_of

_COLUMNS = ["declaration_id", "lane", "parameters"]
_AT_ONCE = 250_000


@dataclass(frozen=True)
class Written:
    """How many declarations got a lane, and the failures of those that repeat one of an earlier slice."""

    declarations: int
    failures: pd.DataFrame


class LanesFile:
    """A file that is written part by part: CSV, or Parquet where its name ends so."""

    def __init__(self, path: Path) -> None:
        self.rows = 0
        self._path = path
        self._parquet: pq.ParquetWriter | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._parquet is not None:
            self._parquet.close()

    def write(self, part: pa.Table) -> None:
        """Add rows; the first part sets the columns."""
        first, self.rows = self.rows == 0, self.rows + len(part)
        if self._path.suffix != ".parquet":
            part.to_pandas().to_csv(self._path, index=False, mode="w" if first else "a", header=first)
            return
        if self._parquet is None:
            self._parquet = pq.ParquetWriter(self._path, part.schema)
        self._parquet.write_table(part)


def write_rows(rows: pd.DataFrame, path: Path) -> None:
    """Write a whole table: CSV, or Parquet where the name of the file ends so."""
    if path.suffix == ".parquet":
        rows.to_parquet(path, index=False)
    else:
        rows.to_csv(path, index=False)


def write_lanes(screened: Sequence[ScreenedSlice], out: Path) -> Written:
    """Write the lanes of all slices, by declaration; among equal identifiers the first counts."""
    if len(screened) == 1:
        lanes = pq.read_table(screened[0].lanes, columns=_COLUMNS)
        with LanesFile(out) as file:
            file.write(lanes)
        return Written(len(lanes), NO_FAILURES)
    repeated: set[str] = set()
    last: str | None = None
    with LanesFile(out) as file:
        for part in _merged(screened):
            names = part["declaration_id"].combine_chunks()
            again = pa.array(np.concatenate([[names[0].as_py() == last], pc.equal(names[1:], names[:-1])]))
            repeated.update(part.filter(again)["declaration_id"].to_pylist())
            file.write(part.filter(pc.invert(again)).select(_COLUMNS))
            last = names[-1].as_py()
    return Written(file.rows, repetitions(screened, repeated))


def repetitions(screened: Sequence[ScreenedSlice], names: set[str]) -> pd.DataFrame:
    """Failures of declarations that are in several slices, except the first of each; reads the slices again."""
    if not names:
        return NO_FAILURES
    seen: set[str] = set()
    failures = []
    for each in screened:
        ids = checked_declarations(each.rows).accepted["declaration_id"]
        ids = ids[ids.isin(names)]
        failures.append(failures_of(ids[ids.isin(seen)], "declaration_id", "stands in the file twice"))
        seen.update(ids)
    return all_failures(failures)


def _merged(screened: Sequence[ScreenedSlice]) -> Iterator[pa.Table]:
    """Lanes of all slices, by declaration and slice, part by part; the sort spills where memory is short."""
    folder = screened[0].lanes.parent
    with in_memory_database(folder / "sort") as connection:
        files = {"lanes": [str(each.lanes) for each in screened]}
        reader = connection.sql(query("lanes_of_slices"), params=files).to_arrow_reader(_AT_ONCE)
        for batch in reader:
            if batch.num_rows:
                yield pa.Table.from_batches([batch])
