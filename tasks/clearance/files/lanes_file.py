"""The file of lanes that screening a file writes: of all its slices together, by declaration."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sql.lake import in_memory_database
from sql.queries import query
from tasks.clearance.files.file_slices import ScreenedSlice

_COLUMNS = ["declaration_id", "lane", "parameters", "items"]
_AT_ONCE = 250_000


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


def write_lanes(screened: Sequence[ScreenedSlice], out: Path, last_is_whole: bool = False) -> int:
    """Write the lanes of all slices, by declaration; return how many declarations there are.

    last_is_whole: whether the last of them holds the declarations that others hold parts of.
    """
    with LanesFile(out) as file:
        if len(screened) == 1:
            file.write(pq.read_table(screened[0].lanes, columns=_COLUMNS))
        else:
            for part in _merged(screened, last_is_whole):
                file.write(part)
    return file.rows


def _merged(screened: Sequence[ScreenedSlice], last_is_whole: bool) -> Iterator[pa.Table]:
    """Lanes of all slices, by declaration, part by part; the sort spills where memory is short."""
    folder = screened[0].lanes.parent
    with in_memory_database(folder / "sort") as connection:
        lanes = [str(each.lanes) for each in screened]
        files = {"lanes": lanes, "whole": lanes[-1] if last_is_whole else None}
        reader = connection.sql(query("lanes_of_slices"), params=files).to_arrow_reader(_AT_ONCE)
        for batch in reader:
            if batch.num_rows:
                yield pa.Table.from_batches([batch])
