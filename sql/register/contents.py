"""The content of rows as one text that every database gives alike: what seals and signatures are over."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, column, select, table, tuple_
from sqlmodel import SQLModel

_AT_ONCE = 1_000  # rows held in memory
_KEYS_AT_ONCE = 500


def content_of(name: str, values: Mapping[str, Any]) -> str:
    """The content of a row of the table `name`; without missing values, so that a new empty column changes none."""
    plain = {each: _plain(value) for each, value in values.items() if value is not None}
    return json.dumps([name, plain], ensure_ascii=False, sort_keys=True)


def table_of(model: type[SQLModel]) -> Table:
    """The table of a model."""
    found: Table = model.__table__  # type: ignore[attr-defined]
    return found


def stored_rows(
    connection: Connection, model: type[SQLModel], keys: Sequence[tuple[Any, ...]] | None = None
) -> Iterator[dict[str, Any]]:
    """Rows as they are stored, whatever they hold, in the order of their keys; `keys`: of these alone."""
    described = table_of(model)
    identifying: list[ColumnElement[Any]] = [column(each.name) for each in described.primary_key.columns]
    every = select(*(column(each.name) for each in described.columns)).select_from(table(described.name))
    for chosen in [every] if keys is None else _chosen(every, identifying, keys):
        ordered = chosen.order_by(*identifying).execution_options(yield_per=_AT_ONCE)
        with connection.execute(ordered) as rows:
            yield from map(dict, rows.mappings())


def _chosen(
    every: Select[Any], identifying: Sequence[ColumnElement[Any]], keys: Sequence[tuple[Any, ...]]
) -> Iterator[Select[Any]]:
    for start in range(0, len(keys), _KEYS_AT_ONCE):
        some = keys[start : start + _KEYS_AT_ONCE]
        if len(identifying) == 1:
            yield every.where(identifying[0].in_([key[0] for key in some]))
        else:
            yield every.where(tuple_(*identifying).in_(some))


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return int(value)
    return value if isinstance(value, str | int | float) else str(value)
