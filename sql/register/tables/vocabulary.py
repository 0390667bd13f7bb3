"""How the register stores a closed vocabulary: as its plain word, read back as the term."""

from enum import StrEnum
from typing import Any

from sqlalchemy import String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


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


def term(vocabulary: type[StrEnum]) -> Any:
    """Column type of a vocabulary, as SQLModel's `sa_type` takes it."""
    return Term(vocabulary)
