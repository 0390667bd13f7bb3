"""Membership of text in text, over hashes."""

from typing import Any

import pandas as pd


def is_among(values: "pd.Series[Any]", others: "pd.Series[Any] | pd.Index[Any]") -> "pd.Series[bool]":
    """Whether each value is one of `others`; index of `values`.

    Faster than `Series.isin`, which takes the others one by one in Python where the values are Arrow text.
    """
    return values.astype("object").isin(others.astype("object"))
