"""The compared values of a finding or a hint, in the form of the register."""

import json
from collections.abc import Sequence

import pandas as pd


def compared_values(rows: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    """Per row a JSON object of these columns: numbers to four decimals, missing values null."""
    values = rows[list(columns)].round(4)
    known = values.astype("object").where(values.notna(), None)
    return [json.dumps(row, ensure_ascii=False, sort_keys=True, default=str) for row in known.to_dict("records")]
