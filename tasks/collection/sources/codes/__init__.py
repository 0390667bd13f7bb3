"""Tables of codes that sources use, read once; another administration replaces the files without touching code."""

from functools import cache
from pathlib import Path

import pandas as pd

_FOLDER = Path(__file__).parent


@cache
def code_table(name: str) -> pd.DataFrame:
    """The table `<name>.csv`, every column as text; empty cells are empty text."""
    return pd.read_csv(_FOLDER / f"{name}.csv", dtype="str", keep_default_na=False)
