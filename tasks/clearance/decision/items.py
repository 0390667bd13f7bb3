"""The items of a declaration that a decision is about, and what to check on each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class ItemCheck:
    """What a hit has checked on its items (numbers joined by ;); level: of the lane that it demands."""

    items: str
    level: int
    check: str


def united(texts: Iterable[str]) -> str:
    """The items of several texts such as 1;3, each once, ascending."""
    return ";".join(map(str, sorted({int(number) for text in texts for number in text.split(";") if number})))


def about(items: str, check: str) -> str:
    """A check with the items that it is about; as it is where a declaration has one item."""
    if not items:
        return check
    return f"item{'s' if ';' in items else ''} {items.replace(';', ', ')}: {check}"


def single_check(hits: Sequence[ItemCheck]) -> str:
    """What to check on each item of one declaration: what the strongest hit on it says, among equals the first."""
    checks: dict[int, str] = {}
    for hit in sorted(hits, key=lambda each: -each.level):
        for item in hit.items.split(";"):
            checks.setdefault(int(item), hit.check)
    together: dict[str, list[str]] = {}
    for number in sorted(checks):
        together.setdefault(checks[number], []).append(str(number))
    return "; ".join(about(";".join(numbers), check) for check, numbers in together.items())


def checks_by_item(hits: pd.DataFrame) -> "pd.Series[str]":
    """As `single_check`, of each declaration.

    hits: declaration_id, parameter, level, instruction, items (never empty). Returns the text by declaration_id.
    """
    each = hits.assign(item=hits["items"].str.split(";")).explode("item").astype({"item": "int64"})
    each = each.sort_values(
        ["declaration_id", "item", "level", "parameter"], ascending=[True, True, False, True], kind="stable"
    ).drop_duplicates(["declaration_id", "item"])
    groups = each.assign(item=each["item"].astype("str")).groupby(["declaration_id", "instruction"], sort=False)
    items = groups["item"].agg(";".join).reset_index()
    items["text"] = [about(*row) for row in zip(items["item"], items["instruction"], strict=True)]
    return items.groupby("declaration_id")["text"].agg("; ".join)
