"""The tables of reference data."""

from functools import cache
from pathlib import Path

import pandas as pd

_FOLDER = Path(__file__).parent


def reference_table(name: str) -> pd.DataFrame:
    """The reference table `<name>.csv`, every column as text; empty cells are missing values."""
    return _read_once(name).copy()


@cache
def _read_once(name: str) -> pd.DataFrame:
    return pd.read_csv(_FOLDER / f"{name}.csv", dtype="str", keep_default_na=False, na_values=[""])
