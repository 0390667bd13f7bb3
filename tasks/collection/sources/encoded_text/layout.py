"""How a separated text is laid out: its separator, the line of its header, the names of its columns."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tasks.collection.file_content import checked_header
from tasks.collection.sources.raw import MOST_COLUMNS, ReadingHints, UnreadableFileError

SEPARATORS = ",;\t|"
_NAMED_SEPARATOR = re.compile(r"^sep=(.)\s*$", re.IGNORECASE)  # Excel's own first line
_LINES_ABOVE = 50  # most lines above a header
_NUMBER_OR_DATE = re.compile(r"^[+-]?[\d\s.,'/:年月日TZ-]*\d[\d\s.,'/:年月日TZ%-]*$")


@dataclass(frozen=True)
class Layout:
    """names: the header's columns, trimmed, empty for a column without a name. header: 0-based place of its first line;
    below: place of the line after it. titles: text of the lines above it.
    """

    separator: str
    quote: str
    names: tuple[str, ...]
    header: int
    below: int
    titles: tuple[str, ...] = ()


def layout_of(lines: Sequence[str], hints: ReadingHints) -> Layout:
    """Layout of a text by its first lines. Raises UnreadableFileError where no line is a header."""
    quote = '"' if hints.quote is None else hints.quote
    start, separators = 0, SEPARATORS
    first = next((place for place, line in enumerate(lines) if line.strip()), None)
    if first is None:
        raise UnreadableFileError("it is empty")
    if named := _NAMED_SEPARATOR.match(lines[first]):
        start, separators = first + 1, named[1]
    separators = hints.separator or separators
    lines = _without_endless_rows(lines, first, separators)
    layouts = [
        (_fit(records, header), -order, separator, records, header)
        for order, separator in enumerate(separators)
        if (records := _records(lines, start, separator, quote))
        and (header := _header_place(records, hints, start)) is not None
    ]
    if not layouts:
        raise UnreadableFileError("it has no line that names columns: put a header above the rows")
    _, _, separator, records, header = max(layouts, key=lambda each: each[:2])
    begun, end, cells = records[header]
    if len(cells) == 1 and any(each in cells[0] for each in separators):
        raise UnreadableFileError("its first line names no column")
    if end - begun > 1 and header == len(records) - 1:
        raise UnreadableFileError("its header cannot be read: its quotation marks do not match")
    titles = tuple(" ".join(each for each in above if each.strip()) for _, _, above in records[:header])
    names = checked_names(cells, [row for _, _, row in records[header + 1 :]])
    return Layout(separator, quote, names, begun, end, tuple(title for title in titles if title))


def _without_endless_rows(lines: Sequence[str], first: int, separators: str) -> list[str]:
    """The lines, blank where one has far too many fields: such a row costs itself, such a table is refused."""
    widths = [max(line.count(each) for each in separators) + 1 for line in lines]
    endless = [width > MOST_COLUMNS for width in widths]
    if endless[first] or sum(endless) > len(lines) / 2:
        raise UnreadableFileError(f"its header has {max(widths):,} columns: at most {MOST_COLUMNS:,} can be read")
    return ["\n" if dropped else line for line, dropped in zip(lines, endless, strict=True)]


def header_place(rows: Sequence[Sequence[str]]) -> int | None:
    """Place of the row that names columns: as wide as most rows are, filled, each name once, not values.

    A title above has fewer cells. None where there is no such row.
    """
    widths = Counter(width for row in rows if (width := _filled_width(row)))
    if not widths:
        return None
    usual = max(widths, key=lambda width: (widths[width], width))
    for place, row in enumerate(rows[:_LINES_ABOVE]):
        filled = [cell.strip() for cell in row if cell.strip()]
        wide = len(filled) >= max(0.6 * usual, min(2, usual))
        if wide and sum(bool(_NUMBER_OR_DATE.match(cell)) for cell in filled) <= len(filled) * 0.2:
            return place
    return None


def checked_names(cells: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Names of a header, with one nameless column more where every row ends with a separator.

    Raises UnreadableFileError for too many names, one that is there twice, or none.
    """
    if len(cells) > MOST_COLUMNS:
        raise UnreadableFileError(f"its header has {len(cells):,} columns: at most {MOST_COLUMNS:,} can be read")
    names = checked_header([cell.replace("\ufeff", "") for cell in cells])
    if rows and all(_ends_with_separator(row, len(names)) for row in rows):
        names.append("")
    return tuple(names)


def _ends_with_separator(row: Sequence[str], width: int) -> bool:
    return len(row) == width + 1 and not row[-1].strip()


def _filled_width(row: Sequence[str]) -> int:
    return next((place for place in range(len(row), 0, -1) if row[place - 1].strip()), 0)


_Record = tuple[int, int, list[str]]  # place of its first line, of the line after it, its cells


def _records(lines: Sequence[str], start: int, separator: str, quote: str) -> list[_Record]:
    reader = csv.reader(
        lines[start:],
        delimiter=separator,
        quotechar=quote or None,
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
    )
    records, ends = [], [start]
    try:
        for cells in reader:
            ends.append(start + reader.line_num)
            records.append(cells)
    except csv.Error:
        pass
    return [
        (begun, end, cells)
        for (begun, end), cells in zip(pairwise(ends), records, strict=True)
        if any(map(str.strip, cells))
    ]


def _header_place(records: Sequence[_Record], hints: ReadingHints, start: int) -> int | None:
    if hints.header_row is None:
        return header_place([cells for _, _, cells in records])
    places = [place for place, (begun, end, _) in enumerate(records) if begun < hints.header_row <= end]
    if not places:
        raise UnreadableFileError(f"line {hints.header_row}, which the mapping calls its header, is empty or not there")
    return places[0]


def _fit(records: Sequence[_Record], header: int) -> tuple[bool, bool, float, int]:
    """How well a separator fits: rows are as wide as the header that it divides, or it divides the header at least.

    The latter is all that can be said where a stray quotation mark in the first row makes one record of all of them.
    """
    width = len(records[header][2])
    below = records[header + 1 :]
    fitting = sum(len(cells) == width or _ends_with_separator(cells, width) for _, _, cells in below)
    share = fitting / len(below) if below else 1.0
    return width > 1 and share > 0, width > 1, share, width
