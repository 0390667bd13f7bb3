"""A page of a long list, found, ordered and counted by the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import String, cast, func, select
from sqlmodel import SQLModel, col

from sql.register.register import Register

# What tells the words of a text apart where officers read a blank and the register has another sign.
_AS_BLANK = "_"


@dataclass(frozen=True)
class Sought:
    """Which part of a list is wanted.

    words: in small letters; each must stand in one of the texts of a row. page: from 1 on. per_page: rows of a page;
    None for all rows on one.
    """

    words: Sequence[str] = ()
    page: int = 1
    per_page: int | None = None


@dataclass(frozen=True)
class Listed:
    """The rows of a page, and how many rows there are on all pages."""

    rows: pd.DataFrame
    total: int


def listed(
    register: Register,
    table: type[SQLModel],
    columns: Sequence[str],
    conditions: Sequence[Any],
    *,
    texts: Sequence[str],
    order: Sequence[Any],
    sought: Sought,
) -> Listed:
    """A page of the rows of a table that meet all conditions and speak of the words that are sought.

    texts: the columns whose text is searched. order: SQLAlchemy expressions; the last must tell all rows apart.
    """
    target = table.__table__  # type: ignore[attr-defined]
    met = [*conditions, *(_speaks_of(table, texts, word) for word in sought.words)]
    chosen = select(*[target.c[name] for name in columns]).where(*met).order_by(*order)
    if sought.per_page is None:
        rows = register.frame(chosen)
        return Listed(rows, len(rows))
    page = register.frame(chosen.limit(sought.per_page).offset((sought.page - 1) * sought.per_page))
    with register.reading() as session:
        total = session.connection().execute(select(func.count()).select_from(target).where(*met)).scalar_one()
    return Listed(page, int(total))


def _speaks_of(table: type[SQLModel], texts: Sequence[str], word: str) -> Any:
    """The condition that a word stands in any of the texts of a row."""
    whole: Any = func.coalesce(cast(col(getattr(table, texts[0])), String), "")
    for name in texts[1:]:
        whole = whole + " " + func.coalesce(cast(col(getattr(table, name)), String), "")
    return func.replace(func.lower(whole), _AS_BLANK, " ").contains(word, autoescape=True)
