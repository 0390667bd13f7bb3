"""A page of a long list, found, ordered and counted by the database."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
from sqlalchemy import Select, Table, case, func, select
from sqlmodel import SQLModel

from sql.register.contents import table_of
from sql.register.found import rows_found
from sql.register.register import Register


@dataclass(frozen=True)
class Sought:
    """Which part of a list is wanted.

    words: as `words_typed` gives them; each must begin a word of a row. page: from 1 on. per_page: rows of a page; None
    for all rows on one. instead: by word, others of which any may stand for it. counted: count no more rows than one
    beyond these; with words, show those that fit best before all others.
    """

    words: Sequence[str] = ()
    page: int = 1
    per_page: int | None = None
    instead: Mapping[str, Collection[str]] = field(default_factory=dict)
    counted: int | None = None


MOST_COUNTED = 1_000  # of what speaks of words, or waits: beyond them the number says nothing more


def first_of(most: int) -> Sought:
    """The first `most` rows of a list, with their number up to a thousand."""
    return Sought(per_page=most, counted=MOST_COUNTED)


@dataclass(frozen=True)
class Listed:
    """The rows of a page, and how many rows there are on all pages; best: keys of those that have the very words."""

    rows: pd.DataFrame
    total: int
    best: Sequence[str] = ()


@dataclass(frozen=True)
class Beside:
    """Another table of which a list shows more beside each row: nothing where a row names none of it.

    by: the column of the list's table that holds its key. columns: as of `listed`.
    """

    table: type[SQLModel]
    by: str
    columns: Sequence[str]


def listed(
    register: Register,
    table: type[SQLModel],
    columns: Sequence[str],
    conditions: Sequence[Any],
    *,
    order: Sequence[Any],
    sought: Sought,
    beside: Beside | None = None,
) -> Listed:
    """A page of the rows of a table that meet all conditions and speak of the words that are sought.

    conditions, order: SQLAlchemy expressions on columns of the table; the last of the order must tell all rows apart.
    beside: more columns, of a table that rows name. A table that is searched stands in `sql.register.words`.
    """
    chosen = _showing(table_of(table), columns, beside)
    if not sought.words:
        return _page(register, table, chosen, conditions, order, sought)
    found = rows_found(register, table, sought.words, sought.instead)
    if found.keys is not None and not found.keys:
        return Listed(pd.DataFrame(columns=chosen.selected_columns.keys()), 0)
    (key,) = table_of(table).primary_key.columns
    fitting = [*conditions, found.condition]
    first = case((key.in_(found.best), 0), else_=1)
    ranked = [first, *order] if found.best else order
    if found.keys is not None:
        page = _page(register, table, chosen, fitting, ranked, sought)
    elif sought.per_page is None or sought.counted is None or sought.page > 1:
        page = _page(register, table, chosen, fitting, order, sought)
    else:  # too many to be put in order: the best of some, where there are enough of these that are seen
        of_some = [*fitting, key.in_([*found.best, *found.some])]
        page = _page(register, table, chosen, of_some, ranked, sought)
        if page.total <= sought.counted:
            every = _page(register, table, chosen, fitting, order, sought)
            first_of_all = page.rows[page.rows[key.name].isin(list(found.best))] if len(page.rows) else page.rows
            rest = every.rows[~every.rows[key.name].isin(found.best)] if len(every.rows) else every.rows
            few = pd.concat([first_of_all, rest], ignore_index=True) if len(first_of_all) else rest
            page = Listed(few.head(sought.per_page), every.total)
    return replace(page, best=found.best)


def _page(
    register: Register,
    table: type[SQLModel],
    chosen: Select[Any],
    conditions: Sequence[Any],
    order: Sequence[Any],
    sought: Sought,
) -> Listed:
    if sought.per_page is None:
        rows = register.frame(chosen.where(*conditions).order_by(*order))
        return Listed(rows, len(rows))
    # The keys of the page are found first, by indexes alone where there are such: only its rows are read whole.
    target = table_of(table)
    (key,) = target.primary_key.columns
    before = (sought.page - 1) * sought.per_page
    keys = select(key).where(*conditions).order_by(*order).limit(sought.per_page).offset(before).correlate(None)
    page = register.frame(chosen.where(key.in_(keys)).order_by(*order))
    if 0 < len(page) < sought.per_page or (page.empty and not before):
        return Listed(page, before + len(page))
    counted = select(func.count()).select_from(target).where(*conditions)
    if sought.counted is not None:
        some = select(key).where(*conditions).limit(sought.counted + 1).subquery()
        counted = select(func.count()).select_from(some)
    with register.reading() as session:
        return Listed(page, int(session.connection().execute(counted).scalar_one()))


def _showing(target: Table, columns: Sequence[str], beside: Beside | None) -> Select[Any]:
    """All rows with their columns, and those of the table beside them."""
    shown = [target.c[name] for name in columns]
    if beside is None:
        return select(*shown)
    other: Table = beside.table.__table__  # type: ignore[attr-defined]
    (key,) = other.primary_key.columns
    joined = target.outerjoin(other, key == target.c[beside.by])
    return select(*shown, *[other.c[name] for name in beside.columns]).select_from(joined)
