"""JSON: an array of objects, one object per line, or one object that holds the array; items may be a list inside.

A nested value has the path of its keys; the objects of a list named as items are the rows, everything else around them
is repeated on each.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from tasks.collection.sources.encoded_text.encoding import marked_encoding
from tasks.collection.sources.nested.rows import RowBuilder, Values
from tasks.collection.sources.raw import FileKind, RawRows, ReadingHints, UnreadableFileError

_CHUNK = 1 << 20  # characters
_LONGEST_RECORD = 1 << 24  # characters
_DEEPEST = 32
_ITEM_LISTS = ("items", "goods_items", "goodsitems", "goods", "lines", "表体", "商品")
_RECORD_LISTS = ("declarations", "records", "rows", "data", "results", "value")
_SPACE = " \t\r\n"

Record = Mapping[str, Any]


def read_json(path: Path, hints: ReadingHints) -> RawRows:
    """Rows of a JSON file. Raises UnreadableFileError where it holds no objects or cannot be read."""
    with path.open("rb") as file:
        codec = hints.encoding or marked_encoding(file.read(4_096)) or "utf-8"
    built, record_path = RowBuilder(), hints.record_path
    try:
        with path.open(encoding=codec) as text:
            for value in _values(text):
                for record, where in _records(value, hints.record_path):
                    record_path = record_path or where
                    _add(built, record)
    except UnicodeDecodeError as problem:
        raise UnreadableFileError(f"its text is not {codec}: save it as UTF-8") from problem
    except RecursionError as problem:
        raise UnreadableFileError(f"its JSON is nested deeper than {_DEEPEST} levels") from problem
    if built.count == len(built.faults):
        raise UnreadableFileError("it holds no record that can be read")
    return built.raw_rows(ReadingHints("json", codec, record_path=record_path))


def _values(file: IO[str]) -> Iterator[Any]:
    """Values of a JSON text, one at a time: those of its outermost array, or one after the other.

    A line of JSON lines that cannot be read is a JSONDecodeError among the values.
    """
    decoder = json.JSONDecoder(parse_float=str, parse_int=str)
    buffer, place, in_array, ended = file.read(_CHUNK).removeprefix("\ufeff"), 0, False, False
    start = len(buffer) - len(buffer.lstrip(_SPACE))
    if buffer[start : start + 1] == "[":
        in_array, place = True, start + 1
    while True:
        while place < len(buffer) and buffer[place] in _SPACE + ",":
            place += 1
        if place < len(buffer) and not (in_array and buffer[place] == "]"):
            try:
                value, end = decoder.raw_decode(buffer, place)
            except json.JSONDecodeError as problem:
                if ended or len(buffer) - place > _LONGEST_RECORD or _line_is_whole(buffer, place, in_array):
                    end = buffer.find("\n", place)
                    if in_array or (end < 0 and place == start):
                        raise UnreadableFileError(f"its JSON is broken: {problem.msg}") from problem
                    line = buffer[place : len(buffer) if end < 0 else end]
                    yield json.JSONDecodeError(problem.msg, line, 0)
                    place = len(buffer) if end < 0 else end + 1
                    continue
            else:
                if ended or end < len(buffer):  # a number at the end of the buffer may go on
                    yield value
                    place = end
                    continue
        if ended or (in_array and buffer[place : place + 1] == "]"):
            if in_array and buffer[place : place + 1] != "]":
                raise UnreadableFileError("its JSON is cut off: the closing ] is missing")
            return
        chunk = file.read(_CHUNK)
        buffer, place, start, ended = buffer[place:] + chunk, 0, -1 if start else start, not chunk


def _line_is_whole(buffer: str, place: int, in_array: bool) -> bool:
    """Whether what cannot be read is a line of JSON lines, the next of which begins an object."""
    end = buffer.find("\n", place)
    return not in_array and end >= 0 and buffer[end + 1 : end + 2] == "{"


def _records(value: Any, record_path: str | None) -> Iterator[tuple[Record | json.JSONDecodeError, str | None]]:
    if isinstance(value, json.JSONDecodeError) or not isinstance(value, Mapping):
        fault = value if isinstance(value, json.JSONDecodeError) else json.JSONDecodeError("no object", "", 0)
        yield fault, None
        return
    where = record_path or next(
        (key for key in value if key.casefold() in _RECORD_LISTS and _objects(value[key])), None
    )
    inner: Any = value
    for key in where.split("/") if where else ():
        inner = inner.get(key) if isinstance(inner, Mapping) else None
    if where and _objects(inner):
        for record in inner:
            yield record, where
    elif where and record_path:
        raise UnreadableFileError(f"it has no list of records at {record_path}")
    else:
        yield value, None


def _objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, Mapping) for each in value)


def _add(built: RowBuilder, record: Record | json.JSONDecodeError) -> None:
    if isinstance(record, json.JSONDecodeError):
        built.add_fault(record.doc[:1_000] or None, f"the line is no JSON object: {record.msg}")
        return
    items = next((key for key in record if key.casefold() in _ITEM_LISTS and _objects(record[key])), None)
    header: Values = {}
    rows: list[Values] = []
    try:
        _collect(header, "", {key: value for key, value in record.items() if key != items})
        for item in record[items] if items else [{}]:
            rows.append({})
            _collect(rows[-1], f"{items}/" if items else "", item)
    except _HalfCharacterError:
        built.add_fault(None, "a text of the record holds half a character, a lone surrogate")
        return
    for values in rows:
        built.add(header, values)


def _collect(values: Values, path: str, value: Any, depth: int = 0) -> None:
    if depth > _DEEPEST:
        raise UnreadableFileError(f"its JSON is nested deeper than {_DEEPEST} levels")
    if isinstance(value, Mapping):
        for key, inner in value.items():
            _check_whole(key)
            _collect(values, f"{path}/{key}" if path and not path.endswith("/") else f"{path}{key}", inner, depth + 1)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            _collect(values, path, inner, depth + 1)
    elif value is not None and (text := _text(value)):
        values.setdefault(path, []).append(text)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    _check_whole(text := str(value).strip())
    return text


class _HalfCharacterError(ValueError):
    """A text that no encoding can write."""


def _check_whole(text: str) -> None:
    try:
        text.isascii() or text.encode()
    except UnicodeEncodeError as problem:
        raise _HalfCharacterError from problem


def _recognises(head: bytes, path: Path) -> bool:
    codec = marked_encoding(head) or "utf-8"
    text = head.decode(codec, errors="replace").lstrip("\ufeff" + _SPACE)
    if text.startswith("["):
        return text[1:].lstrip(_SPACE).startswith("{") or text[1:].lstrip(_SPACE).startswith("]")
    return text.startswith("{") and text[1:].lstrip(_SPACE).startswith(('"', "}"))


KIND = FileKind("json", 40, _recognises, read_json)
