"""Files as frames of canonical rows, for commands that work without stores."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from sql.reference import organisation
from tasks.collection.formats import format_of
from tasks.collection.intake import part_rows
from tasks.collection.reading import FileSlice, UnreadableFileError
from tasks.collection.validation import Validated, validate


def checked_declarations(rows: FileSlice) -> Validated:
    """Declarations of a file or a slice of one, canonical columns, and why other rows are refused.

    Raises UnreadableFileError or UnknownFormatError where the file holds none.
    """
    return _declarations(_every_part(rows), rows.path)["declarations"]


def history_of(paths: Sequence[Path]) -> pd.DataFrame:
    """Valid declarations of files that hold outcomes beside them, with `violation`."""
    frames = []
    for path in paths:
        parts = _parts(path)
        if "outcomes" not in parts:
            raise UnreadableFileError(f"{path.name} holds no outcomes to learn from")
        outcomes = parts["outcomes"].accepted[["declaration_id", "violation"]]
        frames.append(parts["declarations"].accepted.merge(outcomes, on="declaration_id", how="left"))
    return pd.concat(frames, ignore_index=True)


def outcomes_of(path: Path) -> pd.DataFrame:
    """Valid outcomes of a file, with declarations beside them or alone: declaration_id, violation.

    Raises UnreadableFileError or UnknownFormatError where the file holds none.
    """
    parts = _every_part(FileSlice(path))
    if "outcomes" not in parts:
        raise UnreadableFileError(f"{path.name} holds no outcomes")
    return parts["outcomes"].accepted[["declaration_id", "violation"]]


def _parts(path: Path) -> dict[str, Validated]:
    return _declarations(_every_part(FileSlice(path)), path)


def _declarations(parts: dict[str, Validated], path: Path) -> dict[str, Validated]:
    if "declarations" not in parts:
        raise UnreadableFileError(f"{path.name} holds no declarations")
    return parts


def _every_part(rows: FileSlice) -> dict[str, Validated]:
    content = rows.read()
    source = format_of(str(name) for name in content.rows.columns)
    units = frozenset(organisation()["code"])
    return {
        part.content: validate(part.content, part_rows(part, source, content.rows), units, content.broken)
        for part in source.parts
    }
