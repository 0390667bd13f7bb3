"""How the register stores what is more than a plain value: terms as their word, messages and records as JSON."""

from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from sql.messages import Message


class Term(TypeDecorator[StrEnum]):
    """A column of one vocabulary of `sql.terms`; refuses words outside it."""

    impl = String(40)
    cache_ok = True

    def __init__(self, vocabulary: type[StrEnum]) -> None:
        super().__init__()
        self.vocabulary = vocabulary

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """The word that is stored."""
        return None if value is None else self.vocabulary(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:
        """The term that is read."""
        return None if value is None else self.vocabulary(value)


def record_of(record: type) -> Any:
    """Column type of records of a dataclass, as SQLModel's `sa_type` takes it."""
    return RecordText(record)


def term(vocabulary: type[StrEnum]) -> Any:
    """Column type of a vocabulary, as SQLModel's `sa_type` takes it."""
    return Term(vocabulary)


class MessageText(TypeDecorator[Message]):
    """A column of messages; refuses plain text, which no language could change."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """The JSON that is stored."""
        if value is None or isinstance(value, Message):
            return None if value is None else value.stored()
        raise TypeError(f"{value!r} is no message: use Message, or as_written for what a person wrote")

    def process_result_value(self, value: Any, dialect: Dialect) -> Message | None:
        """The message that is read."""
        return None if value is None else Message.of_stored(value)


class RecordText(TypeDecorator[Any]):
    """A column of records of one class, each stored as JSON."""

    impl = String
    cache_ok = True

    def __init__(self, record: type) -> None:
        super().__init__()
        self.record = record
        self._adapter: TypeAdapter[Any] = TypeAdapter(record)

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """The JSON that is stored; refuses what is no such record."""
        if value is None or isinstance(value, self.record):
            return None if value is None else self._adapter.dump_json(value).decode()
        raise TypeError(f"{value!r} is no {self.record.__name__}")

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """The record that is read."""
        return None if value is None else self._adapter.validate_json(value)
