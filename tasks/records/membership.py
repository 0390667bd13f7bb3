"""Membership of text in text, over hashes."""

from typing import Any

import pandas as pd


def is_among(values: "pd.Series[Any]", others: "pd.Series[Any] | pd.Index[Any]") -> "pd.Series[bool]":
    """Whether each value is one of `others`; index of `values`.

    As `Series.isin`, which for Arrow's text takes the others one by one in Python.
    """
    return values.astype("object").isin(others.astype("object"))
