"""Customs declarations as UN/EDIFACT CUSDEC messages (D.96B and later).

A column is a segment with its qualifier: `LOC:27` is the code of a place, `NAD:IM` a party's number, `NAD:IM/name` its
name, `MEA:AAD` a measurement and `MEA:AAD/unit` its unit, `MOA:38` an amount and `MOA:38/currency` its currency. Those
of an item begin with `item/`. Codes of a CST segment are `CST:1` to `CST:5` by position and, where they name their code
list, `CST:122` by it. Dates are in ISO 8601, numbers have a point before decimals.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

from pydifact.control.characters import Characters
from pydifact.exceptions import EDISyntaxError
from pydifact.parser import Parser
from pydifact.tokenizer import Tokenizer

from tasks.collection.sources.nested.moments import iso_moment
from tasks.collection.sources.nested.rows import RowBuilder, Values, add_value
from tasks.collection.sources.raw import FileKind, RawRows, ReadingHints, UnreadableFileError

_CODECS = {
    "UNOA": "ascii",
    "UNOB": "ascii",
    "UNOC": "iso8859-1",
    "UNOD": "iso8859-2",
    "UNOE": "iso8859-5",
    "UNOF": "iso8859-7",
    "UNOG": "iso8859-3",
    "UNOH": "iso8859-4",
    "UNOI": "iso8859-6",
    "UNOJ": "iso8859-8",
    "UNOK": "iso8859-9",
    "UNOW": "utf-8",
    "UNOX": "iso2022_jp",
    "UNOY": "utf-8",
}
_SYNTAX = re.compile(rb"UNB.(UNO[A-Z])")
_USUAL = "UNA:+.? '"
_MOST_SEGMENTS = 30_000  # of a message: 999 items have far fewer
_CHUNK = 1 << 18  # characters; no segment is that long
_FUNCTIONS = {"1": "cancelled", "4": "amended", "5": "amended", "20": "amended", "33": "amended"}  # by 1225
_DIRECTIONS = {"830": "export", "929": "import"}  # by 1001
_DETAIL, _SUMMARY = "D", "S"
_ITEM, _MARK = "item/", "@cusdec"

Segment = Sequence[str | list[str]]  # elements after the tag, a composite one as a list


def _part(segment: Segment, element: int, component: int = 1) -> str:
    """A component of an element, both counted from 1; empty where it is not there."""
    if element > len(segment):
        return ""
    parts = segment[element - 1]
    parts = [parts] if isinstance(parts, str) else parts
    return parts[component - 1].strip() if component <= len(parts) else ""


def _number(segment: Segment, element: int, component: int) -> str:
    """A number, which EDIFACT writes without a sign between thousands and with comma or point before decimals."""
    return _part(segment, element, component).replace(",", ".")


def _all_parts(segment: Segment, element: int) -> str:
    parts = segment[element - 1] if element <= len(segment) else ""
    return parts if isinstance(parts, str) else " ".join(part for part in parts if part)


def _beginning(segment: Segment) -> dict[str, str]:
    name, function = _part(segment, 1), _part(segment, 3)
    return {
        "BGM": _part(segment, 2),
        "BGM/version": _part(segment, 2, 2),
        "BGM/name": name,
        "BGM/function": function,
        "@function": _FUNCTIONS.get(function, "lodged"),
        "@direction": _DIRECTIONS.get(name, ""),
    }


def _moment(segment: Segment) -> dict[str, str]:
    return {f"DTM:{_part(segment, 1)}": iso_moment(_part(segment, 1, 2), _part(segment, 1, 3))}


def _location(segment: Segment) -> dict[str, str]:
    column = f"LOC:{_part(segment, 1)}"
    return {column: _part(segment, 2), f"{column}/name": _part(segment, 2, 4)}


def _party(segment: Segment) -> dict[str, str]:
    column = f"NAD:{_part(segment, 1)}"
    name = _all_parts(segment, 4) or _part(segment, 3)
    return {column: _part(segment, 2), f"{column}/name": name, f"{column}/country": _part(segment, 9)}


def _status(segment: Segment) -> dict[str, str]:
    values = {"CST/item": _part(segment, 1)}
    for place in range(2, len(segment) + 1):
        values[f"CST:{place - 1}"] = _part(segment, place)
        if code_list := _part(segment, place, 2):
            values.setdefault(f"CST:{code_list}", _part(segment, place))
    return values


def _measurement(segment: Segment) -> dict[str, str]:
    column = f"MEA:{_part(segment, 2) or _part(segment, 1)}"
    return {column: _number(segment, 3, 2), f"{column}/unit": _part(segment, 3)}


def _amount(segment: Segment) -> dict[str, str]:
    column = f"MOA:{_part(segment, 1)}"
    return {column: _number(segment, 1, 2), f"{column}/currency": _part(segment, 1, 3)}


def _tax(segment: Segment) -> dict[str, str]:
    column = f"TAX:{_part(segment, 2)}"
    return {column: _part(segment, 1), f"{column}/rate": _number(segment, 5, 4)}


def _transport(segment: Segment) -> dict[str, str]:
    column = f"TDT:{_part(segment, 1)}"
    carrier, means = _part(segment, 5), _part(segment, 8)
    return {f"{column}/mode": _part(segment, 3), f"{column}/carrier": carrier, column: means}


_READERS: dict[str, Callable[[Segment], dict[str, str]]] = {
    "BGM": _beginning,
    "CST": _status,
    "CUX": lambda segment: {f"CUX:{_part(segment, 1)}": _part(segment, 1, 2)},
    "DOC": lambda segment: {f"DOC:{_part(segment, 1)}": _part(segment, 2), "DOC": _part(segment, 2)},
    "DTM": _moment,
    "EQD": lambda segment: {f"EQD:{_part(segment, 1)}": _part(segment, 2)},
    "FTX": lambda segment: {f"FTX:{_part(segment, 1)}": _all_parts(segment, 4)},
    "GEI": lambda segment: {f"GEI:{_part(segment, 1)}": _part(segment, 2)},
    "GIS": lambda segment: {"GIS": _part(segment, 1)},
    "LOC": _location,
    "MEA": _measurement,
    "MOA": _amount,
    "NAD": _party,
    "PAC": lambda segment: {"PAC": _part(segment, 1), "PAC/type": _part(segment, 3)},
    "PCI": lambda segment: {"PCI": _all_parts(segment, 2)},
    "RFF": lambda segment: {f"RFF:{_part(segment, 1)}": _part(segment, 1, 2)},
    "TAX": _tax,
    "TDT": _transport,
    "TOD": lambda segment: {"TOD": _part(segment, 3)},
}
_ENDS_TAX = frozenset({"CST", "UNS", "UNT"})


@dataclass
class _Message:
    """Values of one message as its segments come."""

    header: Values = field(default_factory=dict)
    items: list[Values] = field(default_factory=list)
    section: str = ""
    segments: int = 0
    tax: str = ""

    def take(self, tag: str, segment: Segment) -> None:
        """Add the values of a segment to the header, or to the item that the last CST began."""
        self.segments += 1
        if self.segments > _MOST_SEGMENTS:
            raise UnreadableFileError(f"a message of it has more than {_MOST_SEGMENTS:,} segments")
        if tag in _ENDS_TAX:
            self.tax = ""
        if tag == "UNS":
            self.section = _part(segment, 1)
            return
        if tag == "CST" and (self.section == _DETAIL or (not self.section and _part(segment, 1))):
            self.items.append({})
        of_item = bool(self.items) and self.section != _SUMMARY
        values = self.items[-1] if of_item else self.header
        if reader := _READERS.get(tag):
            if tag == "TAX":
                self.tax = f"TAX:{_part(segment, 2)}/"
            prefix = (_ITEM if of_item else "") + (self.tax if tag == "MOA" else "")
            for column, value in reader(segment).items():
                add_value(values, prefix + column, value)


def read_cusdec(path: Path, hints: ReadingHints) -> RawRows:
    """Rows of CUSDEC messages, one per goods item. Raises UnreadableFileError."""
    codec = hints.encoding or _codec(path)
    built, others, message = RowBuilder(), set[str](), None
    for tag, segment in _segments(path, codec):
        if tag == "UNH":
            _add_unfinished(built, message)
            kind = _part(segment, 2)
            message = _Message() if kind == "CUSDEC" else None
            others |= {kind} - {"CUSDEC"}
        elif message is not None and tag == "UNT":
            for item in message.items or [{}]:
                built.add({_MARK: ["yes"]}, message.header, item)
            message = None
        elif message is not None:
            message.take(tag, segment)
    _add_unfinished(built, message)
    if not built.count:
        raise UnreadableFileError("it holds no CUSDEC message")
    notes = [f"messages of other types are passed over: {', '.join(sorted(others))}"] if others else []
    return built.raw_rows(ReadingHints("cusdec", codec), notes)


def _add_unfinished(built: RowBuilder, message: _Message | None) -> None:
    if message is not None:
        number = next(iter(message.header.get("BGM", [])), None)
        built.add_fault(number, "the message is cut off: its UNT segment is missing", "BGM")


def _codec(path: Path) -> str:
    """Codec by the syntax identifier of the UNB segment; UTF-8 where the text is no plain ASCII as it says."""
    with path.open("rb") as file:
        found = _SYNTAX.search(file.read(1_000))
        codec = _CODECS.get(found[1].decode(), "ascii") if found else "ascii"
        file.seek(0)
        if codec == "ascii" and any(not chunk.isascii() for chunk in iter(lambda: file.read(_CHUNK), b"")):
            return "utf-8"
    return codec


def _segments(path: Path, codec: str) -> Iterator[tuple[str, Segment]]:
    try:
        with path.open(encoding=codec, newline="") as file:
            head = file.read(_CHUNK).lstrip("\ufeff \r\n\t")
            characters = Characters.from_str(_USUAL)
            if head.startswith("UNA"):
                characters = Characters.from_str(head[:9])
                head = head[9:].lstrip("\r\n")
            text = cast(str, _characters(head, file, characters.segment_terminator))  # any characters in a row will do
            tokens = Tokenizer().get_tokens(text, characters)
            for tag, *elements in Parser().convert_tokens_to_raw_segments(tokens):
                yield str(tag), elements
    except EDISyntaxError as problem:
        raise UnreadableFileError(f"its EDIFACT text is cut off or wrong: {problem}") from problem
    except UnicodeDecodeError as problem:
        raise UnreadableFileError(
            f"it is not written in {codec}, as it says: name the encoding in the mapping"
        ) from problem


def _characters(text: str, file: IO[str], terminator: str) -> Iterator[str]:
    while text:
        if len(text) >= _CHUNK and terminator not in text:
            raise UnreadableFileError(f"it has a segment of more than {_CHUNK:,} characters: it is no EDIFACT message")
        yield from text
        text = file.read(_CHUNK)


def _recognises(head: bytes, path: Path) -> bool:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return text.startswith((b"UNA", b"UNB", b"UNH")) and b"UNH" in text


KIND = FileKind("cusdec", 20, _recognises, read_cusdec)
