"""Widths of table columns on paper, by what stands in them."""

import re
from html import unescape
from unicodedata import east_asian_width

_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<t[hd]\b([^>]*)>(.*?)</t[hd]>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_ONE_CELL = re.compile(r' (?:col|row)span="1"')  # said, it counts as more than one
_SPANNING = re.compile(r'colspan="?([2-9]|\d\d)')
_LETTERS_ON_A_LINE = 92  # of the print in tables, across a sheet
_LONGEST_WORD = 26  # a longer one is broken
_PADDING = 2


def with_column_widths(page: str) -> str:
    """The page, each table with the width of every column said in its first row.

    As browsers do by themselves: every column as wide as its longest text where all fit, else each at least as wide as
    its longest word, and the rest of the line shared by what each would still take.
    """
    return _TABLE.sub(lambda table: _sized(_ONE_CELL.sub("", table.group(0))), page)


def letters(text: str) -> int:
    """How many letters' room a text takes; a Chinese character takes two."""
    return sum(2 if east_asian_width(each) in "WF" else 1 for each in text)


def shares(cells: list[list[str]]) -> list[float]:
    """Share of the line that each column gets, from the texts of all rows; rows must have the same length."""
    longest, least = [], []
    for column in zip(*cells, strict=True):
        longest.append(_PADDING + max(letters(text) for text in column))
        least.append(_PADDING + min(_LONGEST_WORD, max(_unbreakable(text) for text in column)))
    room, wanted, needed = float(_LETTERS_ON_A_LINE), sum(longest), sum(least)
    if wanted <= room or needed >= room:
        taken = [float(each) for each in (longest if wanted <= room else least)]
    else:
        part = (room - needed) / (wanted - needed)
        taken = [low + (high - low) * part for low, high in zip(least, longest, strict=True)]
    return [each / sum(taken) for each in taken]


def _unbreakable(text: str) -> int:
    """Room that the longest word takes; of Chinese, which may be broken anywhere, four letters stay together."""
    words = re.findall(r"[\u2e80-\uffdc]{1,4}|[^\s\u2e80-\uffdc]+", text)
    return max((letters(word) for word in words), default=1)


def _sized(table: str) -> str:
    rows = [_CELL.findall(row) for row in _ROW.findall(table)]
    count = len(rows[0]) if rows else 0
    if not count or _SPANNING.search(table) or any(len(row) != count for row in rows):
        return table
    head = _ROW.search(table)
    assert head is not None
    if "width=" in head.group(0):  # it was said already
        return table
    cells = [[unescape(_TAG.sub("", content)).strip() for _, content in row] for row in rows]
    widths = iter(f'width="{share:.1%}"' for share in shares(cells))
    sized = re.sub(r"<(t[hd])\b", lambda cell: f"<{cell.group(1)} {next(widths)}", head.group(0))
    return table[: head.start()] + sized + table[head.end() :]
