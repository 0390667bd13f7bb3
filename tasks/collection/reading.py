"""Files in slices: the row groups of a Parquet file one after the other, any other file whole."""

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tasks.collection.file_content import UnreadableFileError
from tasks.collection.sources.kinds.parquet import parquet_rows
from tasks.collection.sources.raw import RawRows
from tasks.collection.sources.reading import read_raw

_PARQUET_MARK = b"PAR1"


@dataclass(frozen=True)
class FileSlice:
    """Some of the rows of a file, by the row groups of a Parquet file; `groups` is None for the whole of any file."""

    path: Path
    groups: tuple[int, ...] | None = None
    first: int = 1

    def raw(self) -> RawRows:
        """The rows as `read_raw` gives those of a whole file. Raises UnreadableFileError."""
        return read_raw(self.path) if self.groups is None else parquet_rows(self.path, self.groups, self.first)


def row_groups(path: Path) -> list[int]:
    """How many rows each row group of a Parquet file holds. Raises UnreadableFileError where it is damaged or empty."""
    try:
        metadata = pq.read_metadata(path)
    except (pa.ArrowException, OSError) as problem:
        raise UnreadableFileError(f"the Parquet file is damaged: {str(problem).splitlines()[0]}") from problem
    groups = [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)]
    if not sum(groups):
        raise UnreadableFileError("it has a header and no rows")
    return groups


def slices_of(path: Path, most_rows: int) -> list[FileSlice]:
    """A file in slices of at most so many rows, or of one row group; CSV is read as a whole.

    Raises UnreadableFileError where it is a damaged or empty Parquet file.
    """
    with path.open("rb") as content:
        if content.read(len(_PARQUET_MARK)) != _PARQUET_MARK:
            return [FileSlice(path)]
    slices: list[FileSlice] = []
    groups: list[int] = []
    first = held = 0
    for number, rows in enumerate(row_groups(path)):
        if groups and held + rows > most_rows:
            slices.append(FileSlice(path, tuple(groups), first + 1))
            first, held, groups = first + held, 0, []
        groups.append(number)
        held += rows
    return [*slices, FileSlice(path, tuple(groups), first + 1)]


__all__ = ["FileSlice", "UnreadableFileError", "slices_of"]
