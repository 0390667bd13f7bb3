"""Sentences that the system wrote in English, recognised by their patterns, so that they are shown in any language."""

import re
from collections.abc import Sequence
from functools import cache
from string import Formatter

from sql.messages import Message, as_written


def recognised(text: str, patterns: Sequence[str]) -> Message:
    """The message that a text says: the first pattern that fits, with its values recognised by the same patterns.

    patterns: texts of the catalogues, the more special first; placeholders without formats. Text that fits none stays
    as it is written.
    """
    for pattern in patterns:
        found = _expression(pattern).fullmatch(text)
        if found is not None:
            return Message(pattern, {name: _value(part, patterns) for name, part in found.groupdict().items()})
    return as_written(text)


def _value(text: str, patterns: Sequence[str]) -> Message | str:
    message = recognised(text, patterns)
    return text if message.written else message


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    parts = [
        re.escape(literal) + ("" if name is None else f"(?P<{name}>.+?)")
        for literal, name, _, _ in Formatter().parse(pattern)
    ]
    return re.compile("".join(parts), re.DOTALL)
