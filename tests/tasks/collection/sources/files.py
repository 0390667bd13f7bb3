"""Files that the tests of the readers make."""

from pathlib import Path
from typing import Any

from tasks.collection.sources.raw import RawRows, ReadingHints
from tasks.collection.sources.reading import read_raw


def read(folder: Path, content: bytes | str, hints: ReadingHints | None = None) -> RawRows:
    """Raw rows of a file with this content; its name says nothing."""
    path = folder / "file"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_raw(path, hints)


def rows_of(raw: RawRows) -> list[dict[str, Any]]:
    return [dict(row) for row in raw.rows.to_pylist()]


def faults_of(raw: RawRows) -> dict[int, str]:
    return {fault["row_number"]: fault["reason"] for fault in raw.faults.to_pylist()}
