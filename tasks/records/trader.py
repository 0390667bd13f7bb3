"""The trader of a declaration: the enterprise that answers for it, as the macro `trader` of queries has it."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

EXPORT = "export"
DIRECTIONS = ("import", EXPORT)  # the first where a declaration says none


def directions_of(declarations: pd.DataFrame) -> "pd.Series[str]":
    """Import or export of each declaration: import where it says neither; declarations: direction."""
    return declarations["direction"].where(declarations["direction"] == EXPORT, DIRECTIONS[0]).astype("str")


def direction_of(item: Mapping[str, Any]) -> str:
    """Import or export of one declaration, by any of its goods items in canonical columns."""
    return EXPORT if item.get("direction") == EXPORT else DIRECTIONS[0]


def traders(declarations: pd.DataFrame) -> "pd.Series[str]":
    """The exporter of exports, where one is named, else the importer; empty where nobody is.

    declarations: direction, importer, exporter.
    """
    exports = (declarations["direction"] == EXPORT) & declarations["exporter"].notna()
    return declarations["importer"].where(~exports, declarations["exporter"]).fillna("").astype("str")


def trader_of(item: Mapping[str, Any]) -> str:
    """The trader of one declaration, by any of its goods items in canonical columns."""
    exporter = item.get("exporter") if item.get("direction") == EXPORT else None
    return exporter or item.get("importer") or ""
