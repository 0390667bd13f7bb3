"""Reading files as they come: separated text in any usual encoding, or Parquet; what cannot be read says why."""

from dataclasses import dataclass
from pathlib import Path

from tasks.collection.encodings import decoded
from tasks.collection.file_content import BrokenRow, FileContent, UnreadableFileError
from tasks.collection.parquet import parquet, parquet_slice, row_groups
from tasks.collection.separated_text import separated
from tasks.collection.sources.kinds.parquet import parquet_rows
from tasks.collection.sources.raw import RawRows
from tasks.collection.sources.reading import read_raw

_PARQUET_MARK = b"PAR1"


def read_content(path: Path) -> FileContent:
    """Rows of a CSV or Parquet file. Raises UnreadableFileError for what is neither, is empty or is damaged."""
    content = path.read_bytes()
    if not content.strip():
        raise UnreadableFileError("the file is empty")
    return parquet(path) if content.startswith(_PARQUET_MARK) else separated(decoded(content))


@dataclass(frozen=True)
class FileSlice:
    """Some of the rows of a file, by the row groups of a Parquet file; `groups` is None for the whole of any file."""

    path: Path
    groups: tuple[int, ...] | None = None
    first: int = 1

    def read(self) -> FileContent:
        """The rows. Raises UnreadableFileError as `read_content` does."""
        return read_content(self.path) if self.groups is None else parquet_slice(self.path, self.groups, self.first)

    def raw(self) -> RawRows:
        """The rows as `read_raw` gives those of a whole file. Raises UnreadableFileError."""
        return read_raw(self.path) if self.groups is None else parquet_rows(self.path, self.groups, self.first)


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


__all__ = ["BrokenRow", "FileContent", "FileSlice", "UnreadableFileError", "read_content", "slices_of"]
