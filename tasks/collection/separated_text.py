"""Separated text (CSV), record by record; one broken record costs its own line and no other."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tasks.collection.encodings import DAMAGED
from tasks.collection.file_content import BrokenRow, FileContent, UnreadableFileError, checked_header

_SEPARATORS = ",;\t|"
_NAMED_SEPARATOR = re.compile(r"^sep=(.)\s*$")  # Excel's own first line
_FIELD_LIMIT = csv.field_size_limit()
_WIDE = 5  # columns
_RECORDS_AT_A_TIME = 5_000

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
    records = (record for record in _records(lines, start, separator, len(header)) if any(record[0]))
    content = _content(records, header)
    if content.rows.empty:
        raise UnreadableFileError("it has a header and no rows")
    return content


def _content(records: Iterator[_Record], header: list[str]) -> FileContent:
    """Records as columns of trimmed text, some at a time: as text in lists they take ten times the memory."""
    named = [place for place, name in enumerate(header) if name]
    broken: dict[int, BrokenRow] = {}
    tables = [pa.table({header[place]: pa.array([], pa.string()) for place in named})]
    count = 0
    while taken := list(islice(records, _RECORDS_AT_A_TIME)):
        broken |= {place: fault for place, (_, fault) in enumerate(taken, start=count + 1) if fault}
        columns = list(zip(*(fields for fields, _ in taken), strict=True))
        tables.append(pa.table({header[place]: _trimmed(columns[place]) for place in named}))
        count += len(taken)
    rows = pa.concat_tables(tables).to_pandas().astype("str")
    rows.index = pd.RangeIndex(1, count + 1)
    return FileContent(rows, broken)


def _trimmed(values: Sequence[str]) -> pa.Array:
    texts = pc.utf8_trim_whitespace(pa.array(values, pa.string()))
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


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
