"""What the register keeps for people: a text of the catalogues with its values, put into a language when it is shown.

A text is written once, as the English of the catalogues, with a placeholder for each value: `{share:.0%} of {peers}`.
`tasks.documents.translation.rendered` shows a message in a language; `str` shows it in English.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from string import Formatter
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from pydantic_core import core_schema

from sql.words import spelled

if TYPE_CHECKING:  # commands that show a message start without it
    import pandas as pd

CAPITALIZED = "capitalized"  # format of a placeholder: a message that begins the sentence


@dataclass(frozen=True)
class Message:
    """A sentence without its language.

    text: looked up in the catalogues. values: by placeholder: numbers and dates, which the placeholder formats; text,
    which no language changes; messages, which are put into the language too; or a list, shown as `joined` says.
    Values that the text does not name are left out; KeyError where one is missing. written: whether a person wrote the
    text; it has no values and no language changes it.
    """

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)
    written: bool = False

    def __post_init__(self) -> None:
        names = () if self.written else placeholders(self.text)
        object.__setattr__(self, "values", {name: _plain(self.values[name]) for name in names})

    def __str__(self) -> str:
        return self.text if self.written else filled(self.text, self.values, _in_english)

    def __format__(self, form: str) -> str:
        text = str(self)
        return text[:1].upper() + text[1:] if form == CAPITALIZED else format(text, form)

    def __hash__(self) -> int:
        return hash(self.stored())

    def stored(self) -> str:
        """The message as JSON, as the register stores it."""
        return json.dumps(_to_json(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def of_stored(cls, stored: str) -> Self:
        """The message that was stored; text that is no message of ours stays as it is, so that it can be seen."""
        try:
            content = json.loads(stored)
            return cls(**_message_of(content))
        except (ValueError, TypeError, KeyError):
            return cls(stored, written=True)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            lambda content: content if isinstance(content, cls) else cls(**_message_of(content)),
            serialization=core_schema.plain_serializer_function_ser_schema(_to_json, when_used="json"),
        )


def as_written(text: str) -> Message:
    """What a person wrote, which is shown as it is in every language."""
    return Message(text, written=True)


def word(term: object) -> Message:
    """A word of the register, such as `anti_smuggling`, as a value that is spelled out in the language."""
    return Message(spelled(str(term)))


def msgid(text: str) -> str:
    """The text of messages that are made elsewhere, marked so that it is found when catalogues are compared."""
    return text


def listed(messages: Sequence[Message]) -> Message:
    """Several messages as one, separated by commas; for none, that there is nothing."""
    if not messages:
        return Message("nothing more")
    told = messages[0]
    for each in messages[1:]:
        told = Message("{listed}, {more}", {"listed": told, "more": each})
    return told


def lines(messages: Iterable[Message]) -> Message:
    """Several messages as one, each on a line of its own."""
    return Message("{lines}", {"lines": list(messages)})


def messages(text: "str | pd.Series[str]", table: "pd.DataFrame", *, words: Sequence[str] = ()) -> "pd.Series[Any]":
    """One message per row of a table: each placeholder of its text takes the value of the column of its name.

    text: for all rows, or one for each. words: columns that hold words of the register.
    """
    texts = [text] * len(table) if isinstance(text, str) else list(text)
    rows = table.assign(**{name: table[name].map(word) for name in words}).to_dict("records")
    made = [
        Message(text, {name: row[name] for name in placeholders(text)}) for text, row in zip(texts, rows, strict=True)
    ]
    from pandas import Series

    return Series(made, index=table.index, dtype="object")


def placeholders(text: str) -> dict[str, str]:
    """The placeholders of a text, each with its format."""
    return {name: form or "" for _, name, form, _ in Formatter().parse(text) if name is not None}


def filled(text: str, values: Mapping[str, Any], shown: Callable[[Any, str], str]) -> str:
    """The text with its values, each made by `shown` from value and format."""
    return "".join(
        literal + ("" if name is None else shown(values[name], form or ""))
        for literal, name, form, _ in Formatter().parse(text)
    )


def joined(values: Sequence[Any], shown: Callable[[Any, str], str], form: str) -> str:
    """A list as text: messages each on a line, anything else separated by commas."""
    between = "\n" if any(isinstance(value, Message) for value in values) else ", "
    return between.join(shown(value, form) for value in values)


def _in_english(value: Any, form: str) -> str:
    return joined(value, _in_english, form) if isinstance(value, list) else format("" if value is None else value, form)


def _plain(value: Any) -> Any:
    """A value as Python has it, whatever column it comes from."""
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, np.generic):
        value = value.item()
    if type(value).__name__ in ("NaTType", "NAType"):
        return None
    if isinstance(value, datetime):
        return value.date()
    return str(value) if isinstance(value, str) else value


def _to_json(value: Any) -> Any:
    if isinstance(value, Message):
        if value.written:
            return {"written": value.text}
        return {"text": value.text, "values": {name: _to_json(each) for name, each in value.values.items()}}
    if isinstance(value, list):
        return [_to_json(each) for each in value]
    return {"date": value.isoformat()} if isinstance(value, date) else value


def _of_json(content: Any) -> Any:
    if isinstance(content, list):
        return [_of_json(each) for each in content]
    if not isinstance(content, dict):
        return content
    return date.fromisoformat(content["date"]) if "date" in content else Message(**_message_of(content))


def _message_of(content: Mapping[str, Any]) -> dict[str, Any]:
    if "written" in content:
        return {"text": content["written"], "written": True}
    return {"text": content["text"], "values": {name: _of_json(each) for name, each in content["values"].items()}}
