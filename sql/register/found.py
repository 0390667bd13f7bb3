"""The rows of a table that speak of words, found by the words that were kept with them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, exists, false, literal, or_, select, true, union_all
from sqlmodel import SQLModel, col

from sql.register.contents import table_of
from sql.register.register import Register
from sql.register.tables.search import SoughtWord
from sql.register.words import kind_of
from sql.sought_words import in_latin

MOST = 1_000  # keys of a word that are read at once; of a word of more rows, each row is asked whether it has it
_LAST = "\U0010ffff"
_KIND: Any = col(SoughtWord.kind)
_WORD: Any = col(SoughtWord.word)
_KEY: Any = col(SoughtWord.key)


@dataclass(frozen=True)
class Keys:
    """Keys of the rows that speak of all words.

    best: of rows that have each of the words itself (but for words of too many rows to tell), and not only one that it
    begins or that stands for it. keys: of all of them, as far as one of the words is rare enough; None where each has
    too many rows. common: the words that these still have to speak of.
    """

    best: Sequence[str]
    keys: Sequence[str] | None
    common: Sequence[str]


@dataclass(frozen=True)
class Found:
    """The rows that speak of all words: keys as of `Keys`, and the condition of the rows."""

    best: Sequence[str]
    keys: Sequence[str] | None
    condition: Any


def rows_found(
    register: Register, model: type[SQLModel], words: Sequence[str], instead: Mapping[str, Collection[str]]
) -> Found:
    """The rows of a table that speak of all words; instead: by word, others of which any may stand for it."""
    kind, (key,) = kind_of(model), table_of(model).primary_key.columns
    found = keys_found(register, kind, words, instead)
    common = [_has(kind, key, word, instead.get(word, ())) for word in found.common]
    chosen = [] if found.keys is None else [key.in_(found.keys) if found.keys else false()]
    return Found(found.best, found.keys, and_(true(), *chosen, *common))


def keys_found(register: Register, kind: str, words: Sequence[str], instead: Mapping[str, Collection[str]]) -> Keys:
    """Keys of rows of a kind that speak of all words; see `rows_found`."""
    fitting: set[str] | None = None
    best: set[str] | None = None
    common = []
    for word in words:
        own, others = _keys(register, kind, word, instead.get(word, ()))
        if own is not None:
            best = own if best is None else best & own
        if others is None:
            common.append(word)
        else:
            fitting = others if fitting is None else fitting & others
    exact = best or set()
    if fitting is None:
        return Keys(sorted(exact), None, common)
    return Keys(sorted(exact & fitting), sorted(fitting), common)


def _keys(
    register: Register, kind: str, word: str, instead: Collection[str]
) -> tuple[set[str] | None, set[str] | None]:
    """Keys of the rows that have a word itself, and of all that speak of it; None of either that are too many."""
    parts = [_some(kind, 0, word == _WORD), *(_some(kind, 1, each) for each in _conditions(word, instead))]
    with register.engine.connect() as connection:
        rows = connection.execute(union_all(*parts)).all()
    own = {key for key, place in rows if place == 0}
    every = {key for key, _ in rows}
    beginning = sum(place == 1 for _, place in rows)
    return own if len(own) <= MOST else None, every if max(beginning, len(every)) <= MOST else None


def _some(kind: str, place: int, condition: Any) -> Select[Any]:
    found = select(_KEY.label("key")).where(kind == _KIND, condition).limit(MOST + 1).subquery()
    return select(found.c.key, literal(place)).select_from(found)


def _has(kind: str, key: Any, word: str, instead: Collection[str]) -> Any:
    """The condition that a row speaks of a word."""
    return exists().where(kind == _KIND, key == _KEY, or_(*_conditions(word, instead))).correlate(key.table)


def _conditions(word: str, instead: Collection[str]) -> list[Any]:
    begins = [each for each in (word, in_latin(word)) if each is not None]
    ranges = [and_(each <= _WORD, f"{each}{_LAST}" > _WORD) for each in begins]
    return [*ranges, _WORD.in_(sorted(instead))] if instead else ranges
