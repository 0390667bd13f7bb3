"""Reading files as they come: CSV in any usual encoding, or Parquet; what cannot be read says why."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

PARQUET_MARK = b"PAR1"
_ENCODINGS = ("utf-8-sig", "gb18030")


class UnreadableFileError(ValueError):
    """A file that cannot be read at all; the message is one sentence for its sender."""


@dataclass(frozen=True)
class FileContent:
    """Rows of a file as they stand there.

    rows: the source's own headers; text throughout where the file is CSV; index is the row number, from 1.
    cut: numbers of rows that have fewer or more fields than the header.
    """

    rows: pd.DataFrame
    cut: frozenset[int]


def read_content(path: Path) -> FileContent:
    """Rows of a CSV or Parquet file. Raises UnreadableFileError for what is neither, is empty or is damaged."""
    content = path.read_bytes()
    if not content.strip():
        raise UnreadableFileError("the file is empty")
    if content.startswith(PARQUET_MARK):
        return _parquet(path)
    return _csv(_decoded(content))


def _parquet(path: Path) -> FileContent:
    try:
        rows = pq.read_table(path).to_pandas()
    except (pa.ArrowInvalid, OSError) as problem:
        raise UnreadableFileError(f"the Parquet file is damaged: {str(problem).splitlines()[0]}") from problem
    rows.index = pd.RangeIndex(1, len(rows) + 1)
    return FileContent(rows, frozenset())


def _decoded(content: bytes) -> str:
    if b"\x00" in content:
        raise UnreadableFileError("the file is neither CSV nor Parquet")
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    # A file cut in the middle of a character: all but the broken end is readable.
    for encoding in _ENCODINGS:
        try:
            return content[: content.rindex(b"\n") + 1].decode(encoding)
        except (UnicodeDecodeError, ValueError):
            continue
    raise UnreadableFileError("its encoding is neither UTF-8 nor GB18030")


def _csv(text: str) -> FileContent:
    lines = csv.reader(io.StringIO(text, newline=""))
    try:
        header = [name.strip() for name in next(lines)]
        fields = [line for line in lines if line]
    except csv.Error as problem:
        raise UnreadableFileError(f"the CSV cannot be read: {problem}") from problem
    width = len(header)
    cut = frozenset(number for number, line in enumerate(fields, start=1) if len(line) != width)
    even = [line if len(line) == width else (line + [""] * width)[:width] for line in fields]
    rows = pd.DataFrame(even, columns=pd.Index(header), dtype="str", index=pd.RangeIndex(1, len(even) + 1))
    return FileContent(rows.replace("", pd.NA), cut)
