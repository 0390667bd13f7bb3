"""Reading files as they come: separated text in any usual encoding, or Parquet; what cannot be read says why."""

from pathlib import Path

from tasks.collection.encodings import decoded
from tasks.collection.file_content import BrokenRow, FileContent, UnreadableFileError
from tasks.collection.parquet import parquet
from tasks.collection.separated_text import separated

_PARQUET_MARK = b"PAR1"


def read_content(path: Path) -> FileContent:
    """Rows of a CSV or Parquet file. Raises UnreadableFileError for what is neither, is empty or is damaged."""
    content = path.read_bytes()
    if not content.strip():
        raise UnreadableFileError("the file is empty")
    return parquet(path) if content.startswith(_PARQUET_MARK) else separated(decoded(content))


__all__ = ["BrokenRow", "FileContent", "UnreadableFileError", "read_content"]
