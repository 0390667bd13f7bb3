"""The JSON of one declaration, read strictly: what could be read in two ways is refused, with its place."""

import json
from collections.abc import Sequence
from math import isfinite
from typing import Any

from tasks.collection.one_declaration import DeclarationRefusedError

WHOLE = "the declaration"
_DEEPEST = 4  # a declaration, its items, one of them, a list in it
_LONGEST_NUMBER = 400  # characters: any that a computer holds is shorter
_SHOWN = 100  # characters


class _Odd:
    """A value that JSON cannot have, or that two readers would read differently."""

    def __init__(self, text: str, reason: str) -> None:
        self.text, self.reason = text, reason


class _Repeated(dict[str, Any]):
    """An object in which a key stands twice."""

    def __init__(self, pairs: Sequence[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        seen: set[str] = set()
        self.key = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]


def declaration_of(body: bytes) -> dict[str, Any]:
    """The declaration that a body holds: texts, finite numbers, truths, lists and objects.

    Raises DeclarationRefusedError, with the place as its column, where the body is no JSON in UTF-8, where a key stands
    twice, a number is none that a computer holds, a character is half of one, or something is nested too deeply.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise DeclarationRefusedError(WHOLE, None, f"is no text in UTF-8: see byte {problem.start + 1}") from problem
    try:
        content = json.loads(
            text, object_pairs_hook=_object, parse_int=_whole, parse_float=_number, parse_constant=_constant
        )
    except json.JSONDecodeError as problem:
        where = f"line {problem.lineno}, column {problem.colno}"
        raise DeclarationRefusedError(WHOLE, None, f"is no JSON: {problem.msg} at {where}") from problem
    except RecursionError as problem:
        raise DeclarationRefusedError(WHOLE, None, _too_deep()) from problem
    if not isinstance(content, dict):
        raise DeclarationRefusedError(WHOLE, None, "must be one JSON object")
    _check(content, "", 1)
    return content


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _Repeated(pairs)


def _whole(text: str) -> int | _Odd:
    return int(text) if len(text) <= _LONGEST_NUMBER else _Odd(text, "is too long a number")


def _number(text: str) -> float | _Odd:
    value = float(text) if len(text) <= _LONGEST_NUMBER else None
    if value is None:
        return _Odd(text, "is too long a number")
    return value if isfinite(value) else _Odd(text, "is too large a number")


def _constant(text: str) -> _Odd:
    return _Odd(text, "is no number that JSON has")


def _check(value: Any, place: str, depth: int) -> None:
    """Refuse the first thing that is wrong at a place or below it."""
    if isinstance(value, str):
        if not value.isascii() and (bad := _half(value)) is not None:
            raise DeclarationRefusedError(_escaped(place), None, f"holds half of a character, {bad}")
    elif isinstance(value, _Odd):
        raise DeclarationRefusedError(_escaped(place), value.text[:_SHOWN], value.reason)
    elif isinstance(value, dict | list) and depth > _DEEPEST:
        raise DeclarationRefusedError(_escaped(place), None, _too_deep())
    elif isinstance(value, dict):
        if isinstance(value, _Repeated):
            raise DeclarationRefusedError(_escaped(_inside(place, value.key)), None, "stands there twice")
        for key, inner in value.items():
            _check(key, _inside(place, key), depth)
            _check(inner, _inside(place, key), depth + 1)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            _check(inner, f"{place}[{number}]", depth + 1)


def _half(text: str) -> str | None:
    """The first half of a pair of surrogates that stands alone."""
    return next((f"\\u{ord(each):04x}" for each in text if "\ud800" <= each <= "\udfff"), None)


def _inside(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key


def _escaped(place: str) -> str:
    return place.encode("ascii", "backslashreplace").decode()[:_SHOWN] if _half(place) else place[:_SHOWN]


def _too_deep() -> str:
    return f"is nested deeper than {_DEEPEST} levels"
