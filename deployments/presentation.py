"""Prints lists and records: as tables for people, as JSON for scripts."""

import json
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import is_dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from sql.messages import Message

if TYPE_CHECKING:
    import pandas as pd


_ANY_WIDTH = 10_000
MONEY = ("amount_at_stake", "recovered_duty")  # columns of amounts in the currency of the installation


def print_list(rows: "pd.DataFrame", columns: Sequence[str], *, title: str, as_json: bool, currency: str = "") -> None:
    """Print rows: `columns` as a table, or all columns as a JSON list. currency: of the columns of amounts.

    In a terminal the table is as wide as that, and codes stand whole in one line. Where something else reads it, a line
    of headings and one of plain values for each row, parted by tabs.
    """
    records = [_plain(row) for row in rows.to_dict("records")]
    headings = [name.replace("_", " ") + (f" ({currency})" if currency and name in MONEY else "") for name in columns]
    if as_json:
        _print_json(records)
    elif not _in_a_terminal():
        _print_lines([headings, *([row[name] for name in columns] for row in records)])
    elif not records:
        Console().print(f"{title}: none.")
    else:
        titled = f"{title}: {len(records):,}"
        shown = [[row[name] for name in columns] for row in records]
        beside = _side_by_side(titled, headings, shown)
        _print_whole(beside if _fits(beside) else _below_each_other(titled, headings, shown))


def print_record(record: Mapping[str, Any], *, title: str, as_json: bool) -> None:
    """Print a record, one value per line; plain as a list where something else reads it."""
    plain = _plain(record)
    if as_json:
        _print_json(plain)
    elif not _in_a_terminal():
        _print_lines([[name.replace("_", " "), value] for name, value in plain.items()])
    else:
        headings = [name.replace("_", " ") for name in plain]
        _print_whole(_below_each_other(title, headings, [list(plain.values())]))


def print_remark(sentence: str) -> None:
    """Print a sentence about a list, beside it: where something else reads the list, that does not get it."""
    print(sentence, file=sys.stdout if _in_a_terminal() else sys.stderr)


def _in_a_terminal() -> bool:
    return Console().is_terminal


def _print_lines(lines: Iterable[Sequence[Any]]) -> None:
    for line in lines:
        print("\t".join(_in_a_line(value) for value in line))


def _in_a_line(value: Any) -> str:
    """A value as it is written: no tab or new line in it, numbers and days as a program reads them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ";".join(_in_a_line(each) for each in value)
    return " ".join(str(value).split())


def _side_by_side(title: str, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> Table:
    """A table with one line for each row."""
    table = Table(title=title, title_justify="left")
    for heading, values in zip(headings, zip(*rows, strict=True), strict=True):
        number = isinstance(next((value for value in values if value is not None), None), int | float)
        codes = not any(" " in str(_cell(value)) for value in values)  # rich would narrow their columns first
        table.add_column(
            heading,
            justify="right" if number else "left",
            overflow="fold",
            no_wrap=codes,
            min_width=max(_longest(values), cell_len(heading) if codes else 1),
        )
    for row in rows:
        table.add_row(*map(_cell, row))
    return table


def _below_each_other(title: str, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> Table:
    """A table with one line for each value of a row, for terminals that are narrower than a row."""
    table = Table(title=title, title_justify="left", show_header=False)
    table.add_column(overflow="fold", min_width=max(map(cell_len, headings)))
    table.add_column(overflow="fold", min_width=max(map(_longest, rows)))
    for row in rows:
        for place, (heading, value) in enumerate(zip(headings, row, strict=True), start=1):
            table.add_row(heading, _cell(value), end_section=place == len(row))
    return table


def _longest(values: Iterable[Any]) -> int:
    """Width of the longest word, below which a column is never narrowed: a code is no word that could be parted."""
    words = [word for value in values for word in str(_cell(value)).split()]
    return max(map(cell_len, words), default=1)


def _fits(table: Table) -> bool:
    return _least_width(table) <= Console().width


def _print_whole(table: Table) -> None:
    """Print a table as wide as the terminal; a code that is longer than a line of it goes on in the next."""
    Console(width=max(Console().width, _least_width(table))).print(table)


def _least_width(table: Table) -> int:
    console = Console()
    return Measurement.get(console, console.options.update(max_width=_ANY_WIDTH), table).minimum


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
    if ";" in value and " " not in value:  # codes
        return Text(value.replace(";", "\n"))
    return Text(str(value))
