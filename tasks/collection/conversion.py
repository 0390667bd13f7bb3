"""From what a source writes to text, numbers and dates; what cannot be converted becomes missing."""

from typing import Any

import pandas as pd

_DAY = r"\d{4}-\d{2}-\d{2}|\d{8}"
_MOMENT = rf"^(?:{_DAY})(?:[T ][0-9:.,]+)?$"
_ZONE = r"([T ].*?) ?(?:Z|[+-]\d{2}(?::?\d{2})?)$"
_LENGTH_OF_A_DAY = 10
_BETWEEN = r"\s*;[\s;]*"


def as_text(values: "pd.Series[Any]") -> "pd.Series[str]":
    """Values as text; days as YYYY-MM-DD."""
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        values = values.dt.strftime("%Y-%m-%d")
    texts: pd.Series[str] = values.astype("str")
    return texts


def as_numbers(values: "pd.Series[Any]") -> "pd.Series[float]":
    """Finite numbers as floats."""
    known = pd.api.types.is_float_dtype(values.dtype)
    numbers = values.astype("float64") if known else pd.to_numeric(values, errors="coerce").astype("float64")
    return numbers.where(numbers.abs() != float("inf"))


def as_dates(values: "pd.Series[Any]") -> "pd.Series[pd.Timestamp]":
    """Days, with a time of day where one is given, without zone; a year or a month alone is no date."""
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return values
    texts = values.astype("str")
    if texts.str.len().max() > _LENGTH_OF_A_DAY:
        texts = texts.str.replace(_ZONE, r"\1", regex=True)
    whole = texts.str.match(_MOMENT).fillna(False).astype("bool")
    return pd.to_datetime(texts.where(whole), errors="coerce", format="ISO8601")


def as_lists(values: "pd.Series[Any]") -> "pd.Series[Any]":
    """Lists of text from text with semicolons; an entry without letters is none, and a list without entries missing."""
    texts = values.astype("str").str.replace(_BETWEEN, ";", regex=True).str.strip("; \t")
    return texts.mask(texts == "").str.split(";")
