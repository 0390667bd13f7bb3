"""Counting declarations where every row is a goods item."""

import pandas as pd


def has_several_items(rows: pd.DataFrame) -> bool:
    """Whether a declaration of these items has more than one. rows: item_count."""
    return bool((rows["item_count"] > 1).any())


def one_per_declaration(rows: pd.DataFrame, *series: str) -> pd.DataFrame:
    """The first item of each declaration, or of each declaration and value of `series`; index kept.

    rows: declaration_id, item_count and `series`.
    """
    return rows.drop_duplicates(["declaration_id", *series]) if has_several_items(rows) else rows


def declarations_by(rows: pd.DataFrame, *series: str) -> "pd.Series[int]":
    """Number of declarations with an item of each value of `series`, by that value. rows: as `one_per_declaration`."""
    return one_per_declaration(rows, *series).groupby(series[0] if len(series) == 1 else list(series)).size()


def number_of_declarations(rows: pd.DataFrame) -> int:
    """How many declarations these items are of. rows: declaration_id, item_count."""
    return int(rows["declaration_id"].nunique()) if has_several_items(rows) else len(rows)
