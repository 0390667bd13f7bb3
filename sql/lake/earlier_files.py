"""Files that were written when their table had other columns.

DuckDB can compare the columns of all files at each query, but opening every file then takes half a second for two years
of days. Instead an index beside the files of a table names those that differ. It is made once per set of columns, and
anew when it no longer fits the files.
"""

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sql.durable import publish

_INDEX = ".earlier-columns.json"


def by_columns(folder: Path, files: Iterable[Path], schema: pa.Schema) -> list[list[Path]]:
    """The files of a table in groups: first those with the columns of `schema`, then those of each earlier set.

    folder: of the table. The first group may be empty; files of one group have the same columns.
    """
    files = list(files)
    groups = _indexed(folder, schema)
    if groups is None:
        groups = _surveyed(files, schema)
        with suppress(PermissionError):  # who may only read surveys each time
            _write(folder, schema, groups)
    elsewhere = {path for group in groups for path in group}
    present = set(files)
    return [
        [path for path in files if path not in elsewhere],
        *[kept for group in groups if (kept := [path for path in group if path in present])],
    ]


def forget_other_columns(folder: Path, schema: pa.Schema) -> None:
    """Drop the index where it was made for other columns than those that are written now."""
    try:
        index = json.loads((folder / _INDEX).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    if index["columns"] != _columns(schema):
        (folder / _INDEX).unlink(missing_ok=True)


def _columns(schema: pa.Schema) -> dict[str, str]:
    return {field.name: _as_written(field.type) for field in schema}


def _as_written(kind: pa.DataType) -> str:
    """A type as Parquet keeps it: moments in milliseconds, lists whatever their entries are called."""
    if pa.types.is_list(kind):
        return f"list<{kind.value_type}>"
    return str(pa.timestamp("ms") if kind == pa.timestamp("s") else kind)


def _indexed(folder: Path, schema: pa.Schema) -> list[list[Path]] | None:
    """Earlier files by the index; None where it is missing, made for other columns, or a file has changed since."""
    try:
        index = json.loads((folder / _INDEX).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    if index["columns"] != _columns(schema):
        return None
    groups = [{folder / name: size for name, size in group.items()} for group in index["earlier"]]
    if any(path.exists() and path.stat().st_size != size for group in groups for path, size in group.items()):
        return None
    return [list(group) for group in groups]


def _surveyed(files: list[Path], schema: pa.Schema) -> list[list[Path]]:
    """Files that have other columns than the schema, by their columns, as each file says itself."""
    current = _columns(schema)
    groups: dict[str, list[Path]] = {}
    for path in files:
        columns = _columns(pq.read_schema(path))
        if columns != current:
            groups.setdefault(json.dumps(columns), []).append(path)
    return list(groups.values())


def _write(folder: Path, schema: pa.Schema, groups: list[list[Path]]) -> None:
    earlier = [{str(path.relative_to(folder)): path.stat().st_size for path in group} for group in groups]
    content = json.dumps({"columns": _columns(schema), "earlier": earlier})
    publish(folder / _INDEX, content, writer=str(os.getpid()))
