"""Random declarations and parameters with the edges that screening must get right, each made from its number alone."""

from datetime import date, timedelta
from random import Random
from typing import Any

from sql.terms import Lane, Priority
from tasks.parameters.columns import COLUMNS, ITEM_COLUMNS, SUMS, ColumnKind
from tasks.parameters.conditions import Condition
from tasks.parameters.published_format import Parameter

DAY = date(2021, 1, 15)
OFFICES = ("SHA1", "SHA", "HZH1", "QDG1", "QD", "GZH1")
OWNERS = ("CN", "SH", "SHA", "SHA1", "QD", "HZH1")
# Words that are each other's beginnings, short, long, and of characters that take several bytes or several signs.
WORDS = (
    "8",
    "87",
    "8703",
    "870310",
    "8703101234",
    "0901",
    "CN",
    "NA",
    "null",
    "a;b",
    "a/b",
    "中国",
    "中国石油",
    "e\u0301t",
    "\u00e9t",
)
NUMBERS = (0.0, 1e-9, 0.1, 0.3, 1.0, 2.5, 3.5, 10.0, 1e12)
TEXTS = tuple(
    name for name, kind in COLUMNS.items() if kind is ColumnKind.TEXT and name not in ("office", "declaration_id")
)
LISTS = tuple(name for name, kind in COLUMNS.items() if kind is ColumnKind.TEXTS)
COMPUTED = ("unit_value", *SUMS)


def items_of(seed: str, number: int, columns: list[str], most: int) -> list[dict[str, Any]]:
    """The items of declaration `number`, at most `most`; their header is that of `declaration`."""
    chance = Random(f"items {seed} {number}")
    header = declaration(seed, number, columns)
    numbers = sorted(chance.sample(range(1, 2 * most + 1), chance.choice((1, 1, chance.randint(1, most)))))
    items = []
    for item_number in numbers:
        item = header if item_number == numbers[0] else declaration(seed, number, columns, item_number)
        of_item = {name: value for name, value in item.items() if name in ITEM_COLUMNS}
        items.append(header | of_item | {"item_number": item_number})
    chance.shuffle(items)
    return items


def declaration(seed: str, number: int, columns: list[str], item: int = 0) -> dict[str, Any]:
    """Declaration `number` of case `seed`; `columns` are filled with anything that a source may bring."""
    chance = Random(f"declaration {seed} {number} {item or ''}".rstrip())
    row: dict[str, Any] = {"declaration_id": WORDS[number] if chance.random() < 0.2 else f"D{number}"}
    row |= {"office": chance.choice(OFFICES), "lodged_on": DAY + timedelta(days=chance.randint(-2, 2))}
    for column in sorted({*columns, "item_value", "value", "net_mass", "duty_rate"}.difference(row, COMPUTED)):
        if column in LISTS:
            words = [chance.choice((*WORDS, "", None)) for _ in range(chance.randint(0, 3))]
            row[column] = chance.choice((None, words, words))
        elif column in TEXTS:
            row[column] = chance.choice((None, "", *WORDS))
        else:
            row[column] = chance.choice((None, float("nan"), *NUMBERS))
    return row


def parameter(seed: str, number: int, columns: list[str]) -> Parameter:
    """Parameter `number` of case `seed`, with conditions on some of `columns`."""
    chance = Random(f"parameter {seed} {number}")
    chosen = chance.sample(columns, min(chance.choice((1, 1, 1, 2, 3)), len(columns)))
    return Parameter(
        code=f"P{number}",
        owner=chance.choice(("CN", *OWNERS)),
        priority=Priority.REVENUE,
        lane=Lane.HIGH,
        reason="reason",
        instruction="instruction",
        valid_from=DAY + timedelta(days=chance.choice((-9, -9, -1, 0, 1))),
        valid_to=chance.choice((None, None, DAY + timedelta(days=1))),
        conditions={column: _condition(chance, column) for column in chosen},
        any_item=_any_item(chance, columns),
    )


def _any_item(chance: Random, columns: list[str]) -> dict[str, Condition]:
    of_items = [column for column in columns if column in ITEM_COLUMNS]
    if not of_items or chance.random() < 0.7:
        return {}
    return {column: _condition(chance, column) for column in chance.sample(of_items, 1)}


def _condition(chance: Random, column: str) -> Condition:
    present = chance.choice((None, None, None, True, False))
    if column == "item_count":
        fewest, most = sorted(map(float, chance.sample(range(1, 14), 2)))
        return Condition(minimum=chance.choice((None, fewest)), maximum=chance.choice((None, most)))
    if COLUMNS[column] is ColumnKind.NUMBER:
        low, high = sorted(chance.sample(NUMBERS, 2))
        return Condition(minimum=chance.choice((None, low)), maximum=chance.choice((None, high)), present=present)
    words = OFFICES if column == "office" else WORDS
    among, prefixes = (tuple(chance.sample(words, chance.randint(1, 3))) for _ in range(2))
    return Condition(
        among=chance.choice((None, None, among)), prefixes=chance.choice((None, None, prefixes)), present=present
    )
