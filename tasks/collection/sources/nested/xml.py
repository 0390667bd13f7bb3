"""XML read safely and as a stream: no document types, no entities, bounded in depth, size and number of elements."""

import re
from codecs import getincrementaldecoder
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError  # nosec B405  # parsed by defusedxml

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, iterparse

from tasks.collection.sources.encoded_text.encoding import marked_encoding
from tasks.collection.sources.nested.rows import Values, add_value
from tasks.collection.sources.raw import UnreadableFileError

_DEEPEST = 64
_MOST_ELEMENTS = 200_000  # in one record
_LONGEST_VALUE = 1 << 21  # bytes between two elements
_DECLARATION = 200  # bytes
_ENCODING = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
_WIDE_CODECS = {
    **dict.fromkeys(("gbk", "gb2312", "gb18030", "cp936", "x-gbk"), "gb18030"),
    **dict.fromkeys(("euc-kr", "ks-c-5601-1987", "cp949", "windows-949"), "cp949"),
    **dict.fromkeys(("shift-jis", "sjis", "windows-31j", "cp932"), "cp932"),
    **dict.fromkeys(("big5", "big5-hkscs", "cp950"), "big5hkscs"),
    **{"euc-jp": "euc_jp", "iso-2022-jp": "iso2022_jp", "hz-gb-2312": "hz"},
    **{"utf-32": "utf-32", "ucs-4": "utf-32"},
}
_TAG = re.compile(r"<(?![?!/])(?:[^\s<>/:]+:)?([^\s<>/:]+)")
_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)


def element_names(head: bytes) -> list[str]:
    """Names of the first elements of an XML file without their prefixes; none where it is no XML."""
    codec = marked_encoding(head) or "utf-8"
    text = head.decode(codec, errors="replace").lstrip("\ufeff \r\n\t")
    return _TAG.findall(_COMMENT.sub("", text)) if text.startswith("<") else []


def records(path: Path, name: str) -> Iterator[Element]:
    """Every outermost element of this name, whatever its namespace, with all that is in it; names lose their namespace.

    Raises UnreadableFileError where the XML is not well-formed, has a document type, or goes beyond the bounds.
    """
    depth = elements = 0
    outermost: int | None = None
    ancestors: list[Element] = []
    try:
        with path.open("rb") as file:
            source, parser = _Watched(file), _parser(file)
            for event, element in iterparse(source, events=("start", "end"), parser=parser, forbid_dtd=True):
                source.since = 0
                if event == "start":
                    depth, elements = depth + 1, elements + 1
                    element.tag = element.tag.rpartition("}")[2]
                    ancestors.append(element)
                    if depth > _DEEPEST:
                        raise UnreadableFileError(f"its XML is nested deeper than {_DEEPEST} levels")
                    if outermost is None:
                        elements = 0
                        outermost = depth if element.tag == name else None
                    elif elements > _MOST_ELEMENTS:
                        raise UnreadableFileError(f"a declaration in it has more than {_MOST_ELEMENTS:,} elements")
                    continue
                ancestors.pop()
                if depth == outermost:
                    yield element
                    outermost = None
                if outermost is None and ancestors:
                    ancestors[-1].remove(element)
                depth -= 1
    except ParseError as problem:
        line, column = problem.position
        raise UnreadableFileError(f"its XML is not well-formed in line {line}, column {column + 1}") from problem
    except (DefusedXmlException, LookupError, ValueError) as problem:
        if isinstance(problem, UnreadableFileError):
            raise
        if isinstance(problem, DefusedXmlException):
            raise UnreadableFileError("its XML has a document type or entities, which are not read") from problem
        raise UnreadableFileError(f"its XML cannot be read: {problem}") from problem


def _parser(file: IO[bytes]) -> DefusedXMLParser | None:
    """A parser that takes UTF-8 whatever the file says, for a file that is in letters of several bytes."""
    return DefusedXMLParser(encoding="utf-8", forbid_dtd=True) if _wide_codec(file) is not None else None


def _wide_codec(file: IO[bytes]) -> str | None:
    """The codec that the XML names, where it is one that the parser cannot read by itself."""
    head = file.read(_DECLARATION)
    file.seek(0)
    found = _ENCODING.match(head)
    codec = found[1].decode().lower().replace("_", "-") if found else ""
    return _WIDE_CODECS.get(codec)


class _Watched:
    """A file that is not read further where one value never ends; as UTF-8 where the parser does not know its codec."""

    def __init__(self, file: IO[bytes]) -> None:
        self.since = 0
        codec = _wide_codec(file)
        self._file = file
        self._decoder = getincrementaldecoder(codec)() if codec is not None else None

    def read(self, size: int = -1) -> bytes:
        """The next bytes, as the parser takes them."""
        chunk = self._file.read(size)
        self.since += len(chunk)
        if self._decoder is not None:
            ended = not chunk
            chunk = self._decoder.decode(chunk, final=ended).encode()
            while not ended and not chunk:  # a letter that the chunk has only the beginning of
                more = self._file.read(size)
                ended = not more
                chunk = self._decoder.decode(more, final=ended).encode()
        if self.since > _LONGEST_VALUE:
            raise UnreadableFileError("a value in its XML is longer than 2 MB")
        return chunk


@dataclass(frozen=True)
class NestedForm:
    """How records of an XML format become rows.

    items: path from the record to its items. types: elements of which several are alike, and the child that says which
    is which: `Origin:1/CountryCode` beside `Origin/CountryCode`, which is that of the first. Without a child the first
    alone has the plain path and the others are `:further`. Values of other repeated elements are joined.
    """

    items: tuple[str, ...]
    types: Mapping[str, str | None] = field(default_factory=dict)

    def rows(self, record: Element) -> Iterator[tuple[Values, ...]]:
        """The parts of every row of a record: the header's values, those between, the item's; one row without items."""
        yield from self._rows(record, "", self.items, ())

    def _rows(
        self, element: Element, prefix: str, way: tuple[str, ...], above: tuple[Values, ...]
    ) -> Iterator[tuple[Values, ...]]:
        values: Values = {}
        self._collect(element, prefix, values, way[0] if way else None)
        further = [child for child in element if way and child.tag == way[0]]
        if not further:
            yield (*above, values)
        for child in further:
            yield from self._rows(child, f"{prefix}{child.tag}/", way[1:], (*above, values))

    def _collect(self, element: Element, prefix: str, values: Values, left_out: str | None = None) -> None:
        seen: set[str] = set()
        types: set[str] = set()
        for child in element:
            if child.tag == left_out:
                continue
            path = f"{prefix}{child.tag}"
            if child.tag not in self.types:
                self._collect_one(child, path, values)
                continue
            kind = self.types[child.tag]
            if child.tag not in seen:
                self._collect_one(child, path, values)
            elif kind is None:
                self._collect_one(child, f"{path}:further", values)
            if kind is not None and (which := (child.findtext(kind) or "").strip()):
                typed = f"{path}:{which}"
                self._collect_one(child, f"{typed}:further" if typed in types else typed, values)
                types.add(typed)
            seen.add(child.tag)

    def _collect_one(self, element: Element, path: str, values: Values) -> None:
        for name, value in element.attrib.items():
            add_value(values, f"{path}@{name.rpartition('}')[2]}", value)
        if len(element):
            self._collect(element, f"{path}/", values)
        else:
            add_value(values, path, element.text)


__all__ = ["Element", "NestedForm", "element_names", "records"]
