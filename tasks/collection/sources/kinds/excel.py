"""Excel and OpenDocument workbooks: dates as ISO text, numbers without loss, a header sheet joined to its items."""

import datetime
import re
import zipfile
import zlib
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from tasks.collection.sources.encoded_text.layout import checked_names, header_place
from tasks.collection.sources.raw import FileKind, RawRows, ReadingHints, UnreadableFileError
from tasks.collection.sources.tables import SheetTable, combine, without_totals

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MOST_BYTES = 1 << 30  # of an unpacked workbook
_HIGHEST_RATIO = 1_032  # of what deflate can pack
_MOST_CELLS = 60_000_000  # of a sheet, empty ones included, for they are held in memory
_LARGE, _MOST_PACKED = 1 << 26, 100  # bytes of a part, and from one byte of its archive
_CHUNK = 1 << 22
_LONGEST_CELL = 1 << 20  # bytes
_LAST_ROW = re.compile(rb'<row[^>]*? r="(\d+)"')
_COLUMN = re.compile(rb'<c[^>]*? r="([A-Z]{1,3})\d')
_REPEATED = re.compile(rb'number-(?:rows|columns)-repeated="(\d+)"[^>]*office:value')
_MOST_REPEATED = 20_000
_EXACT = 1e15  # a spreadsheet keeps 15 digits
_HIDDEN = (SheetVisibleEnum.Hidden, SheetVisibleEnum.VeryHidden)


def read_excel(path: Path, hints: ReadingHints) -> RawRows:
    """Rows of a workbook. Raises UnreadableFileError where it is damaged, too large, protected or holds no table."""
    try:
        if zipfile.is_zipfile(path):
            _refuse_bombs(path)
        with CalamineWorkbook.from_path(str(path)) as workbook:
            shown = [sheet.name for sheet in workbook.sheets_metadata if sheet.visible not in _HIDDEN]
            names = _requested(hints.sheets, workbook.sheet_names) or shown or workbook.sheet_names
            tables = [
                table
                for name in names
                if (table := _table(name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False), hints))
            ]
    except (CalamineError, zipfile.BadZipFile, zlib.error, EOFError, OSError) as problem:
        protected = "password" in str(problem).lower() or "encrypt" in str(problem).lower()
        reason = "it is protected by a password: take that off" if protected else f"the workbook is damaged: {problem}"
        raise UnreadableFileError(reason) from problem
    if not tables:
        raise UnreadableFileError("no sheet of it has a header and rows")
    combined = combine(tables)
    rows, row_numbers, totals = without_totals(combined.rows, combined.row_numbers)
    titles = [title for table in tables if table.sheet in combined.sheets for title in table.titles]
    notes = [f"lines above the header are passed over: {'; '.join(titles)[:200]}"] if titles else []
    header_rows = {table.header_row for table in tables if table.sheet in combined.sheets}
    header_row = header_rows.pop() if len(header_rows) == 1 else None  # each sheet shows its own
    if totals:
        notes.append(f"rows below the table are passed over: {'; '.join(totals)}")
    return RawRows(
        rows,
        row_numbers,
        notes=(*notes, *combined.notes),
        found=ReadingHints("excel", header_row=header_row, sheets=combined.sheets),
        titles=tuple(titles),
    )


def _requested(sheets: Sequence[str] | None, names: Sequence[str]) -> list[str]:
    missing = [sheet for sheet in sheets or () if sheet not in names]
    if missing:
        raise UnreadableFileError(f"it has no sheet {missing[0]}: its sheets are {', '.join(names)}")
    return list(sheets or ())


def _table(sheet: str, cells: Sequence[Sequence[Any]], hints: ReadingHints) -> SheetTable | None:
    """The table of a sheet; None where it holds none."""
    head = [[_text(cell) or "" for cell in row] for row in cells[:300]]
    place = header_place(head) if hints.header_row is None else hints.header_row - 1
    if place is None or place >= len(cells) - 1 or not any(head[place] if place < len(head) else []):
        return None
    names = checked_names(head[place], [])
    rows = cells[place + 1 :]
    filled = [number for number, row in enumerate(rows, start=1) if any(cell != "" for cell in row)]
    rows = [rows[number - 1] for number in filled]
    if not rows:
        return None
    columns = list(zip(*rows, strict=True))
    table = pa.table({name: _texts(columns[column]) for column, name in enumerate(names) if name})
    titles = tuple(title for row in head[:place] if (title := " ".join(cell for cell in row if cell)))
    return SheetTable(sheet, table, pa.array(filled, pa.int64()), place + 1, titles)


def _texts(values: Sequence[Any]) -> pa.Array:
    """Cells of a column as text; null where empty."""
    if set(map(type, values)) <= {str, float}:  # other kinds may be equal to each other: True and 1
        texts = {value: _text(value) for value in set(values)}
        return pa.array([texts[value] for value in values], pa.string())
    return pa.array([_text(value) for value in values], pa.string())


def _text(value: Any) -> str | None:
    """A cell as text. A number beyond what a spreadsheet keeps exactly stays in scientific notation."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return None if value is None else str(value)


def _number(value: float) -> str:
    if abs(value) >= _EXACT:
        return f"{value:.14E}"
    return format(Decimal(format(value, ".15g")).normalize(), "f")


def _refuse_bombs(path: Path) -> None:
    """Raise UnreadableFileError for an archive that unpacks to more than a workbook, or a sheet that spans too much."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            sizes = sum(max(part.file_size, 0) for part in parts)
            if sizes > _MOST_BYTES:
                raise UnreadableFileError(f"it unpacks to {sizes:,} bytes: at most {_MOST_BYTES:,} are read")
            left = _MOST_BYTES
            for part in parts:
                if part.file_size > _LARGE and part.file_size > _MOST_PACKED * part.compress_size:
                    packed = f"{part.compress_size:,} bytes of it unpack to {part.file_size:,}"
                    raise UnreadableFileError(f"{packed}: that is no workbook of a table")
                sheet = part.filename.startswith("xl/worksheets/") or part.filename == "content.xml"
                if sheet or part.compress_size * _HIGHEST_RATIO > _MOST_BYTES:
                    left -= _unpacked(archive, part, left)
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as problem:
        raise UnreadableFileError(f"the workbook is damaged: {problem}") from problem
    except RuntimeError as problem:  # a password
        raise UnreadableFileError("it is protected by a password: take that off") from problem


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> int:
    """Bytes that a part unpacks to. Raises UnreadableFileError where they are too many or span too many cells."""
    size, last_row, columns, before, since = 0, 0, set[bytes](), b"", 0
    with archive.open(part) as content:
        while chunk := content.read(_CHUNK):
            size += len(chunk)
            if size > most:
                raise UnreadableFileError(f"it unpacks to more than {_MOST_BYTES:,} bytes")
            since = len(chunk) - chunk.rfind(b"<") if b"<" in chunk else since + len(chunk)
            if since > _LONGEST_CELL:
                raise UnreadableFileError(f"a cell of it is longer than {_LONGEST_CELL:,} bytes")
            text, before = before + chunk, chunk[-200:]
            last_row = max(last_row, *(int(row) for row in _LAST_ROW.findall(text)), 0)
            columns.update(_COLUMN.findall(text))
            if any(int(times) > _MOST_REPEATED for times in _REPEATED.findall(text)):
                raise UnreadableFileError("a value in it is repeated over more cells than a table has")
    width = max((_column_number(column) for column in columns), default=0)
    if last_row * width > _MOST_CELLS:
        raise UnreadableFileError(f"a sheet of it spans {last_row:,} rows and {width:,} columns")
    return size


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _recognises(head: bytes, path: Path) -> bool:
    return head.startswith((_ZIP, _OLE))


KIND = FileKind("excel", 30, _recognises, read_excel)
