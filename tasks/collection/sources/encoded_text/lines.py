"""Lines of a text file in UTF-8, as DuckDB can read them: what it would misread is mended or set aside.

One pass over the bytes finds out whether that is needed at all; most files are read from where they are.
"""

import codecs
import csv
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tasks.collection.sources.encoded_text.encoding import DAMAGED, judged_encoding, marked_encoding
from tasks.collection.sources.raw import UnreadableFileError

_CHUNK, _STRETCH = 1 << 24, 1 << 18  # bytes; a line longer than DuckDB reads fills a whole stretch
_LONGEST_LINE = 1 << 23  # bytes; a longer one is no line of a table
_SAMPLE = 1 << 19  # bytes
_BEYOND_ASCII = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")
_MOST_ZEROS = 0.001  # share of zero bytes in a text that is damaged in places
LONGEST_RECORD = 1_900_000  # bytes, just below what DuckDB reads
_MOST_LINES_IN_A_CELL = 500
_WIDE = 5  # columns
_TELLING = 3  # columns from which on lines are known as rows by their separators
_WINDOW, _WINDOWS = 1 << 20, 16  # bytes, and how many places of a text are looked at

WIDTH = "the row has more or fewer fields than the header"
QUOTES = "its quotation marks do not match"
CHARACTER = "a character is damaged"
LONG = "the row is longer than any row of a table"
ZERO_BYTE = "the row holds a zero byte"


@dataclass(frozen=True)
class TextForm:
    """Form of a text file: its codec, how many lines it has, and what is in it that needs care.

    stray_returns: whether a carriage return stands elsewhere than before a line feed. long_lines: whether a line may be
    longer than DuckDB reads. ascii: whether all bytes are ASCII.
    """

    codec: str
    judged: bool
    lines: int
    zero_bytes: bool
    damaged: bool
    quotes: bool
    carriage_returns: int
    ends_with_line_end: bool
    blank_end: int = 0
    stray_returns: bool = False
    long_lines: bool = False
    ascii: bool = False

    @property
    def line_end(self) -> str | None:
        """What ends every line, or None where lines end in different ways."""
        if not self.carriage_returns:
            return "\n"
        return "\r\n" if self.carriage_returns == self.lines else None

    @property
    def careful(self) -> bool:
        """Whether the text must be rewritten before DuckDB reads it."""
        utf_8 = self.codec in ("utf-8", "utf-8-sig")
        return not utf_8 or self.zero_bytes or self.line_end is None


def text_form(path: Path, codec: str | None, separator: str | None) -> TextForm:
    """Form of a text file in one pass. Raises UnreadableFileError for a line without end, or no text at all."""
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
        codec = codec or marked_encoding(head)
        if codec and codec.startswith(("utf-16", "utf-32")):
            return TextForm(codec, False, 0, False, False, True, 0, True)
        file.seek(0)
        return _scanned(file.fileno(), codec, separator, os.fstat(file.fileno()).st_size)


def _scanned(file: int, codec: str | None, separator: str | None, size: int) -> TextForm:
    feeds = returns = pairs = zeros = quotes = since = 0
    sample, ascii_only, utf_8 = bytearray(), True, codecs.getincrementaldecoder("utf-8")()
    valid, long_lines, tail, place = True, False, b"", 0
    while chunk := os.pread(file, _CHUNK, place):
        place += len(chunk)
        ends, ends_cr = _count(chunk, b"\n"), _count(chunk, b"\r")
        last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        since = len(chunk) - last - 1 if last >= 0 else since + len(chunk)
        if since > _LONGEST_LINE:
            raise UnreadableFileError("it has a line of more than 8 MB: it is no table")
        feeds, returns = feeds + ends, returns + ends_cr
        windows = range(0, len(chunk) - _STRETCH + 1, _STRETCH)
        long_lines = long_lines or any(chunk.find(b"\n", first, first + _STRETCH) < 0 for first in windows)
        if returns:
            pairs += chunk.count(b"\r\n") + (tail.endswith(b"\r") and chunk.startswith(b"\n"))
        zeros, quotes = zeros + _count(chunk, b"\x00"), quotes + (b'"' in chunk)
        tail = (tail + chunk[-64:])[-64:]
        if chunk.isascii():
            continue
        ascii_only = False
        if valid:
            try:
                utf_8.decode(chunk)
            except UnicodeDecodeError:
                valid = False
        for line in _BEYOND_ASCII.finditer(chunk):
            if len(sample) > _SAMPLE:
                break
            sample += line.group()[:10_000] + b"\n"
    if zeros > 16 and zeros > _MOST_ZEROS * size:
        raise UnreadableFileError("it is no text: it is full of zero bytes")
    judged = False
    if codec is None:
        codec = "utf-8"
        if not ascii_only and not valid:
            encoding = judged_encoding(
                bytes(sample).rstrip(b"\n").split(b"\n"), separator.encode() if separator else None
            )
            codec, judged = encoding.codec, encoding.judged
    blank_end = len(re.findall(rb"\n", re.search(rb"(?:\r?\n)*$", tail).group())) - 1  # type: ignore[union-attr]
    return TextForm(
        codec,
        judged,
        feeds,
        zeros > 0,
        not valid,
        quotes > 0,
        returns,
        tail.endswith(b"\n"),
        max(blank_end, 0),
        pairs < returns,
        long_lines,
        ascii_only,
    )


def _count(chunk: bytes, sign: bytes) -> int:
    """How often a byte occurs: at the speed of memory where it does not, else four times as fast as `bytes.count`."""
    return int(np.count_nonzero(np.frombuffer(chunk, np.uint8) == ord(sign))) if sign in chunk else 0


def refuse_long_gaps(path: Path, form: TextForm, separator: str, width: int) -> None:
    """Raise UnreadableFileError where a large text has long stretches in which no line is a row.

    It is looked at in places: such is a cell in quotation marks that never ends, a sea of blank lines, or no table.
    """
    size = path.stat().st_size
    if size <= _LONGEST_LINE or width < _TELLING or form.codec.startswith(("utf-16", "utf-32")):
        return
    sign, fields = separator.encode(form.codec), width - 1
    with path.open("rb") as file:
        for start in range(0, size - _WINDOW, max(size // _WINDOWS, _WINDOW)):
            window = os.pread(file.fileno(), _WINDOW, start)
            if window.count(sign) < fields or not any(line.count(sign) >= fields for line in window.split(b"\n")):
                raise UnreadableFileError(f"from its byte {start:,} on it has no rows for 1 MB: a cell has no end")


def first_lines(path: Path, codec: str, most: int = 300) -> list[str]:
    """The first lines of a text with their ends. Raises UnreadableFileError where they cannot be decoded."""
    try:
        with path.open("rb") as file:
            text = codecs.getincrementaldecoder(codec)("replace").decode(file.read(_LONGEST_LINE))
    except (LookupError, UnicodeError) as problem:
        raise UnreadableFileError(f"it cannot be read in the encoding {codec}: {problem}") from problem
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [f"{line}\n" for line in lines[:most]]


@dataclass
class Rewritten:
    """Rows rewritten for DuckDB: how many, the positions of the bad ones, and what is wrong with them."""

    rows: int = 0
    faults: list[tuple[int, str | None, str | None, str]] = field(default_factory=list)


def rewrite(path: Path, codec: str, below: int, separator: str, quote: str, width: int, out: Path) -> Rewritten:
    """Write the records below the header to `out` in UTF-8 with plain line ends, without those that are broken.

    below: place of the first line after the header. A record over several lines stays one where its quotation marks
    hold; a stray quotation mark costs its own line. Blank lines are dropped.
    """
    done = Rewritten()
    with out.open("w", encoding="utf-8", newline="") as target:
        for record in _records(_lines(path, codec, below), separator, quote, width):
            done.rows += 1
            text, reason = record
            if reason is None:
                target.write(text)
                target.write("\n")
            else:
                done.faults.append((done.rows, None, text[:1_000], reason))
    return done


def _lines(path: Path, codec: str, below: int) -> Iterator[str]:
    with path.open(encoding=codec, errors="replace", newline=None) as file:
        for place, line in enumerate(file):
            if place >= below:
                yield line.rstrip("\n")


def _records(lines: Iterator[str], separator: str, quote: str, width: int) -> Iterator[tuple[str, str | None]]:
    ahead: list[str] = []
    while True:
        line = ahead.pop(0) if ahead else next(lines, None)
        if line is None:
            return
        if not line or line.isspace():
            continue
        if quote and line.count(quote) % 2:
            line, reason = _with_marks(line, lines, ahead, separator, quote, width)
            yield line, reason or _fault(line)
        else:
            yield line, _fault(line)


def _with_marks(
    line: str, lines: Iterator[str], ahead: list[str], separator: str, quote: str, width: int
) -> tuple[str, str | None]:
    """A record that begins with an odd number of quotation marks: it goes on below, or is broken by a stray mark."""
    if _whole([line], separator, quote) is not None:
        return line, None  # a mark within plain text, such as an inch sign
    taken = [line]
    for place in range(_MOST_LINES_IN_A_CELL):
        if place >= len(ahead):
            further = next(lines, None)
            if further is None:
                break
            ahead.append(further)
        taken.append(ahead[place])
        if ahead[place].count(quote) % 2 == 0:
            continue
        fields = _whole([f"{each}\n" for each in taken], separator, quote)
        if fields is None:
            break
        if len(fields) != width or any(_looks_whole(each, separator, quote, width) for each in taken[1:]):
            break
        del ahead[: place + 1]
        return "\n".join(taken), None
    return line, QUOTES


def _looks_whole(line: str, separator: str, quote: str, width: int) -> bool:
    return line.count(separator) >= width - 1 and (width >= _WIDE or line.count(quote) % 2 == 0)


def _whole(lines: list[str], separator: str, quote: str) -> list[str] | None:
    """Fields of a record, or None where its quotation marks do not match or leave lines over."""
    try:
        records = list(csv.reader(lines, delimiter=separator, quotechar=quote, strict=True))
    except csv.Error:
        return None
    return records[0] if len(records) == 1 else None


def _fault(text: str) -> str | None:
    if DAMAGED in text:
        return CHARACTER
    if "\x00" in text:
        return ZERO_BYTE
    return LONG if len(text) * 4 > LONGEST_RECORD and len(text.encode()) > LONGEST_RECORD else None
