"""Separated text (CSV), record by record; one broken record costs its own line and no other."""

import csv
import io
import re
from collections.abc import Iterator

import pandas as pd

from tasks.collection.encodings import DAMAGED
from tasks.collection.file_content import BrokenRow, FileContent, UnreadableFileError, checked_header

_SEPARATORS = ",;\t|"
_NAMED_SEPARATOR = re.compile(r"^sep=(.)\s*$")  # Excel's own first line
_FIELD_LIMIT = csv.field_size_limit()
_WIDE = 5  # columns

_WIDTH = "the row has more or fewer fields than the header"
_QUOTES = "its quotation marks do not match"
_LONG = f"a field is longer than {_FIELD_LIMIT:,} characters"
_CHARACTER = "a character is damaged"


_Record = tuple[list[str], BrokenRow | None]


def separated(text: str) -> FileContent:
    """Rows of separated text under its header; comma, semicolon, tab or bar, whichever the header has most of.

    A record whose fields do not match the header, or whose quotation marks do not, is broken; reading goes on with the
    next line. Lines without any value are no rows. Raises UnreadableFileError without a header, or rows.
    """
    lines = list(io.StringIO(text, newline=""))
    start = next((place for place, line in enumerate(lines) if line.strip()), len(lines))
    named = _NAMED_SEPARATOR.match(lines[start]) if start < len(lines) else None
    start += named is not None
    if start >= len(lines):
        raise UnreadableFileError("it is empty")
    separator = named[1] if named else max(_SEPARATORS, key=re.sub(r'"[^"]*"', "", lines[start]).count)
    header, start = _header(lines, start, separator)
    records = [(fields, broken) for fields, broken in _records(lines, start, separator, len(header)) if any(fields)]
    if not records:
        raise UnreadableFileError("it has a header and no rows")
    columns = pd.Index(header)
    index = pd.RangeIndex(1, len(records) + 1)
    rows = pd.DataFrame([fields for fields, _ in records], columns=columns, dtype="str", index=index)
    rows = rows.loc[:, columns != ""]
    rows = rows.apply(lambda column: column.str.strip()).replace("", pd.NA)
    return FileContent(rows, {place: broken for place, (_, broken) in enumerate(records, start=1) if broken})


def _header(lines: list[str], start: int, separator: str) -> tuple[list[str], int]:
    """Names of the header, and the line after it."""
    reader = csv.reader(lines[start:], delimiter=separator, strict=True)
    try:
        names = next(reader)
    except csv.Error as problem:
        raise UnreadableFileError(f"its header cannot be read: {problem}") from problem
    return checked_header(names), start + reader.line_num


def _records(lines: list[str], start: int, separator: str, width: int) -> Iterator[_Record]:
    damaged = any(DAMAGED in line for line in lines)
    while start < len(lines):
        reader = csv.reader((lines[place] for place in range(start, len(lines))), delimiter=separator, strict=True)
        begun, reason = start, None
        try:
            for fields in reader:
                end = start + reader.line_num
                if end - begun > 1 and _swallows_rows(fields, lines[begun + 1 : end], separator, width):
                    reason = _QUOTES
                    break
                yield _checked(fields, lines[begun], width, damaged)
                begun = end
        except csv.Error:
            reason = _LONG if len(lines[begun]) > _FIELD_LIMIT else _QUOTES
        if reason is None:
            return
        yield _broken(lines[begun].split(separator), reason, lines[begun], width)
        start = begun + 1


def _swallows_rows(fields: list[str], further: list[str], separator: str, width: int) -> bool:
    """Whether a record over several lines is a stray quotation mark that took the rows below with it.

    A quoted field may hold line breaks, but none of the lines it continues on is a whole row by itself. In a narrow
    table a line of text may look like one, unless its quotation marks are paired.
    """
    return len(fields) != width or any(
        line.count(separator) >= width - 1 and (width >= _WIDE or line.count('"') % 2 == 0) for line in further
    )


def _checked(fields: list[str], line: str, width: int, damaged: bool) -> _Record:
    if not fields or len(fields) == width:
        if damaged and any(DAMAGED in each for each in fields):
            return _broken(fields, _CHARACTER, line, width)
        return fields, None
    return _broken(fields, _WIDTH, line, width)


def _broken(fields: list[str], reason: str, line: str, width: int) -> _Record:
    return (fields + [""] * width)[:width], BrokenRow(reason, line.rstrip("\r\n"))
