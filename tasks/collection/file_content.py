"""What stands in a file: its rows as they are, and which of them are broken."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd


class UnreadableFileError(ValueError):
    """A file that cannot be read at all; the message is one sentence for its sender."""


@dataclass(frozen=True)
class BrokenRow:
    """A row that is not what its header promises: why, and the line as it stands in the file."""

    reason: str
    text: str


@dataclass(frozen=True)
class FileContent:
    """Rows of a file as they stand there.

    rows: the source's own headers; whole numbers are text, so that CSV and Parquet read alike; index is the row number,
    from 1. broken: rows whose fields cannot be told, by number.
    """

    rows: pd.DataFrame
    broken: Mapping[int, BrokenRow] = field(default_factory=dict)


def checked_header(names: list[str]) -> list[str]:
    """The names of a header, trimmed. Raises UnreadableFileError where a name stands there twice or none does."""
    header = [name.strip() for name in names]
    named = [name for name in header if name]
    if not named:
        raise UnreadableFileError("its first line names no column")
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        raise UnreadableFileError(f"its header names the column {twice[0]} twice")
    return header
