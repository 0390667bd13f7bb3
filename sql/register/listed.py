"""A page of a long list, found, ordered and counted by the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Select, String, Table, func, or_, select, type_coerce
from sqlmodel import SQLModel, col

from sql.register.register import Register

# Officers read a blank where the register has an underscore: both are found by either.
_ANY_SIGN = "_"


@dataclass(frozen=True)
class Sought:
    """Which part of a list is wanted.

    words: in small letters; each must stand in one of the texts of a row, where a blank or an underscore stands for any
    sign. page: from 1 on. per_page: rows of a page; None for all rows on one.
    """

    words: Sequence[str] = ()
    page: int = 1
    per_page: int | None = None


@dataclass(frozen=True)
class Listed:
    """The rows of a page, and how many rows there are on all pages."""

    rows: pd.DataFrame
    total: int


@dataclass(frozen=True)
class Beside:
    """Another table of which a list shows more beside each row: nothing where a row names none of it.

    by: the column of the list's table that holds its key. columns, texts: as of `listed`.
    """

    table: type[SQLModel]
    by: str
    columns: Sequence[str]
    texts: Sequence[str]


def listed(
    register: Register,
    table: type[SQLModel],
    columns: Sequence[str],
    conditions: Sequence[Any],
    *,
    texts: Sequence[str],
    order: Sequence[Any],
    sought: Sought,
    beside: Beside | None = None,
) -> Listed:
    """A page of the rows of a table that meet all conditions and speak of the words that are sought.

    conditions, order: SQLAlchemy expressions on columns of the table; the last of the order must tell all rows apart.
    texts: the columns whose text is searched. beside: more columns, and texts, of a table that rows name.
    """
    target = table.__table__  # type: ignore[attr-defined]
    met = [*conditions, *(_found_by(word, table, texts, beside) for word in sought.words)]
    chosen = _showing(target, columns, beside)
    if sought.per_page is None:
        rows = register.frame(chosen.where(*met).order_by(*order))
        return Listed(rows, len(rows))
    # The keys of the page are found first, by indexes alone where there are such: only its rows are read whole.
    (key,) = target.primary_key.columns
    before = (sought.page - 1) * sought.per_page
    keys = select(key).where(*met).order_by(*order).limit(sought.per_page).offset(before).correlate(None)
    page = register.frame(chosen.where(key.in_(keys)).order_by(*order))
    if 0 < len(page) < sought.per_page or (page.empty and not before):
        return Listed(page, before + len(page))
    with register.reading() as session:
        total = session.connection().execute(select(func.count()).select_from(target).where(*met)).scalar_one()
    return Listed(page, int(total))


def _showing(target: Table, columns: Sequence[str], beside: Beside | None) -> Select[Any]:
    """All rows with their columns, and those of the table beside them."""
    shown = [target.c[name] for name in columns]
    if beside is None:
        return select(*shown)
    other: Table = beside.table.__table__  # type: ignore[attr-defined]
    (key,) = other.primary_key.columns
    joined = target.outerjoin(other, key == target.c[beside.by])
    return select(*shown, *[other.c[name] for name in beside.columns]).select_from(joined)


def _found_by(word: str, table: type[SQLModel], texts: Sequence[str], beside: Beside | None) -> Any:
    """The condition that a word stands in a text of a row, or of what it names beside it."""
    own = speaks_of(_texts_of(table, texts), word)
    if beside is None:
        return own
    (key,) = beside.table.__table__.primary_key.columns  # type: ignore[attr-defined]
    named = select(key).where(speaks_of(_texts_of(beside.table, beside.texts), word))
    return or_(own, col(getattr(table, beside.by)).in_(named))


def speaks_of(texts: Sequence[Any], word: str) -> Any:
    """The condition that a word stands in any of some columns of text, as they are stored."""
    pattern = word.replace("/", "//").replace("%", "/%").replace(" ", _ANY_SIGN)
    stored = [type_coerce(text, String) for text in texts]
    return or_(*[func.lower(text).like(f"%{pattern}%", escape="/") for text in stored])


def _texts_of(table: type[SQLModel], names: Sequence[str]) -> list[Any]:
    return [col(getattr(table, name)) for name in names]
