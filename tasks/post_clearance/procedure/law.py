"""Reading tables of law: rows hold from a day to a day, and name their source."""

from calendar import monthrange
from datetime import date

import pandas as pd


def in_force(table: pd.DataFrame, day: date) -> pd.DataFrame:
    """The rows that hold on a day. table: valid_from and, where rows end, valid_to; days as text."""
    holds = table["valid_from"] <= str(day)
    if "valid_to" in table:
        holds &= table["valid_to"].isna() | (table["valid_to"] >= str(day))
    return table[holds]


def months_later(day: date, months: int) -> date:
    """The same day of the month so many months later; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
