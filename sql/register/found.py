"""The rows of a table that speak of words, found by the words that were kept with them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import TextClause, and_, bindparam, exists, false, or_, text, true
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
    too many rows. common: the words that these still have to speak of. some: of too many, keys that speak of all words.
    """

    best: Sequence[str]
    keys: Sequence[str] | None
    common: Sequence[str]
    some: Sequence[str] = ()


@dataclass(frozen=True)
class Found:
    """The rows that speak of all words: keys as of `Keys`, and the condition of the rows."""

    best: Sequence[str]
    keys: Sequence[str] | None
    condition: Any
    some: Sequence[str] = ()


def rows_found(
    register: Register, model: type[SQLModel], words: Sequence[str], instead: Mapping[str, Collection[str]]
) -> Found:
    """The rows of a table that speak of all words; instead: by word, others of which any may stand for it."""
    kind, (key,) = kind_of(model), table_of(model).primary_key.columns
    found = keys_found(register, kind, words, instead)
    common = [_has(kind, key, word, instead.get(word, ())) for word in found.common]
    chosen = [] if found.keys is None else [key.in_(found.keys) if found.keys else false()]
    return Found(found.best, found.keys, and_(true(), *chosen, *common), found.some)


def keys_found(register: Register, kind: str, words: Sequence[str], instead: Mapping[str, Collection[str]]) -> Keys:
    """Keys of rows of a kind that speak of all words; see `rows_found`."""
    fitting: set[str] | None = None
    best: set[str] | None = None
    some: set[str] | None = None
    common = []
    for word in words:
        own, others, read = _keys(register, kind, word, instead.get(word, ()))
        if own is not None:
            best = own if best is None else best & own
        some = read if some is None else some & read
        if others is None:
            common.append(word)
        else:
            fitting = others if fitting is None else fitting & others
    exact = best or set()
    if fitting is None:
        return Keys(sorted(exact), None, common, sorted(some or ()))
    return Keys(sorted(exact & fitting), sorted(fitting), common)


def _keys(
    register: Register, kind: str, word: str, instead: Collection[str]
) -> tuple[set[str] | None, set[str] | None, set[str]]:
    """Keys of the rows that have a word itself, and of all that speak of it, None of either that are too many; and
    all keys that were read.
    """
    latin = in_latin(word)
    asked = {"kind": kind, "most": MOST + 1, "word": word, "last": f"{word}{_LAST}"}
    asked |= {} if latin is None else {"latin": latin, "last_latin": f"{latin}{_LAST}"}
    with register.engine.connect() as connection:
        statement = _asking(latin is not None, bool(instead))
        rows = connection.execute(statement, {**asked, **({"instead": sorted(instead)} if instead else {})}).all()
    own = {key for key, place in rows if place == 0}
    every = {key for key, _ in rows}
    beginning = sum(place == 1 for _, place in rows)
    return own if len(own) <= MOST else None, every if max(beginning, len(every)) <= MOST else None, every


@cache
def _asking(latin: bool, instead: bool) -> TextClause:
    """The question for keys: written out once, for building it takes longer than asking it."""
    conditions = [(0, "word = :word"), (1, "word >= :word and word < :last")]
    conditions += [(1, "word >= :latin and word < :last_latin")] if latin else []
    conditions += [(1, "word in :instead")] if instead else []
    parts = [
        f"select key, {place} from "  # noqa: S608  # nosec B608  # our own conditions
        f"(select key from sought_word where kind = :kind and {condition} limit :most) as part_{number}"
        for number, (place, condition) in enumerate(conditions)
    ]
    asking = text(" union all ".join(parts))
    return asking.bindparams(bindparam("instead", expanding=True)) if instead else asking


def _has(kind: str, key: Any, word: str, instead: Collection[str]) -> Any:
    """The condition that a row speaks of a word."""
    return exists().where(kind == _KIND, key == _KEY, or_(*_conditions(word, instead))).correlate(key.table)


def _conditions(word: str, instead: Collection[str]) -> list[Any]:
    begins = [each for each in (word, in_latin(word)) if each is not None]
    ranges = [and_(each <= _WORD, f"{each}{_LAST}" > _WORD) for each in begins]
    return [*ranges, _WORD.in_(sorted(instead))] if instead else ranges
