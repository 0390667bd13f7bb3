"""Files that the tests of the readers make."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from tasks.collection.sources.raw import RawRows, ReadingHints
from tasks.collection.sources.reading import read_raw

Sheets = Mapping[str, Sequence[Sequence[Any]]]  # rows by the name of their sheet


def workbook(sheets: Sheets) -> bytes:
    """An Excel workbook."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def read(folder: Path, content: bytes | str, hints: ReadingHints | None = None) -> RawRows:
    """Raw rows of a file with this content; its name says nothing."""
    path = folder / "file"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_raw(path, hints)


def rows_of(raw: RawRows) -> list[dict[str, Any]]:
    return [dict(row) for row in raw.rows.to_pylist()]


def faults_of(raw: RawRows) -> dict[int, str]:
    return {fault["row_number"]: fault["reason"] for fault in raw.faults.to_pylist()}
