"""The trader of a declaration: the enterprise that answers for it, as the macro `trader` of queries has it."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

EXPORT = "export"


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
