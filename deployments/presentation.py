"""Prints lists and records: as tables for people, as JSON for scripts."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import is_dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sql.messages import Message

if TYPE_CHECKING:
    import pandas as pd


MONEY = ("amount_at_stake", "recovered_duty")  # columns of amounts in the currency of the installation


def print_list(rows: "pd.DataFrame", columns: Sequence[str], *, title: str, as_json: bool, currency: str = "") -> None:
    """Print rows: `columns` as a table, or all columns as a JSON list. currency: of the columns of amounts."""
    records = [_plain(row) for row in rows.to_dict("records")]
    if as_json:
        _print_json(records)
    elif not records:
        Console().print(f"{title}: none.")
    else:
        table = Table(title=f"{title}: {len(records):,}", title_justify="left")
        for name in columns:
            number = isinstance(next((row[name] for row in records if row[name] is not None), None), int | float)
            heading = name.replace("_", " ") + (f" ({currency})" if currency and name in MONEY else "")
            table.add_column(heading, justify="right" if number else "left", overflow="fold")
        for row in records:
            table.add_row(*[_cell(row[name]) for name in columns])
        Console().print(table)


def print_record(record: Mapping[str, Any], *, title: str, as_json: bool) -> None:
    """Print a record, one value per line."""
    plain = _plain(record)
    if as_json:
        _print_json(plain)
        return
    table = Table(title=title, title_justify="left", show_header=False)
    for name, value in plain.items():
        table.add_row(name.replace("_", " "), _cell(value))
    Console().print(table)


def print_summary(summary: Mapping[str, Any], *, as_json: bool = False) -> None:
    """Print the result of an act in one line."""
    plain = _plain(summary)
    if as_json:
        _print_json(plain)
    else:
        parts = [f"{name.replace('_', ' ')} {value}" for name, value in plain.items() if value not in (None, "")]
        Console().print(Text(", ".join(parts)), soft_wrap=True)


def _print_json(content: Any) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=2))


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _plain(value)
    if is_dataclass(value) and not isinstance(value, Message | type):
        return _plain(vars(value))
    if isinstance(value, list | tuple):
        return [_value(each) for each in value]
    if value is None or value != value or (isinstance(value, float) and math.isinf(value)):
        return None
    if isinstance(value, datetime):
        return value.isoformat() if (value.hour, value.minute, value.second) != (0, 0, 0) else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, bool | int | float) else str(value)


def _cell(value: Any) -> Text:
    if value is None:
        return Text("")
    if isinstance(value, bool):
        return Text("yes" if value else "no")
    if isinstance(value, int):
        return Text(f"{value:,}")
    if isinstance(value, float):
        return Text(f"{value:,.0f}" if value.is_integer() else f"{value:,.3g}" if abs(value) < 1 else f"{value:,.2f}")
    if isinstance(value, Iterable) and not isinstance(value, str):
        return Text("\n".join(str(each) for each in value))
    return Text(str(value))
