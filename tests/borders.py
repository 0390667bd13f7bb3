"""Whether a frame is what `sql/contents/borders.py` says of the border that it crosses."""

from datetime import date
from typing import Any

import pandas as pd

from sql.contents import Column, ColumnKind
from sql.contents.borders import Border
from sql.messages import Message


def conforms(frame: pd.DataFrame, border: Border) -> list[str]:
    """What is wrong with a frame at a border: nothing where it has exactly the columns, each of its kind."""
    faults = [f"{name} is missing" for name in border.names if name not in frame]
    faults += [f"{name} is unknown" for name in frame.columns if name not in border.names]
    return faults + [
        f"{column.name} holds {frame[column.name].dtype}, not {column.kind}"
        for column in border.columns
        if column.name in frame and not _fits(frame[column.name], column)
    ]


def _fits(values: "pd.Series[Any]", column: Column) -> bool:
    filled = values.dropna()
    types = pd.api.types
    match column.kind:
        case ColumnKind.TEXT:
            return all(isinstance(value, str) for value in filled)
        case ColumnKind.MESSAGE:
            return all(isinstance(value, Message) for value in filled)
        case ColumnKind.TEXTS:
            return all(not isinstance(value, str) and all(isinstance(each, str) for each in value) for value in filled)
        case ColumnKind.NUMBER:
            return filled.empty or types.is_numeric_dtype(values.dtype)
        case ColumnKind.INTEGER:
            return filled.empty or types.is_integer_dtype(values.dtype)
        case ColumnKind.DATE | ColumnKind.MOMENT:
            return types.is_datetime64_any_dtype(values.dtype) or all(isinstance(value, date) for value in filled)
