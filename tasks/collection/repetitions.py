"""What was collected before: told again it counts as repeated, told otherwise it is refused."""

from typing import Any

import numpy as np
import pandas as pd

from tasks.collection.validation import NO_FAILURES, all_failures, failures_of


def repeated_rows(rows: pd.DataFrame, known: pd.DataFrame, key: str) -> tuple["pd.Index[int]", pd.DataFrame]:
    """Rows whose identifier is known, and failures of those that say something else than the known row does.

    rows: arriving rows. known: rows collected before, by canonical columns; one per identifier. Only values that an
    arriving row gives are compared, so a source that knows less does not contradict. Returns: numbers of the rows that
    repeat what is known, and row_number, column_name, value, reason of the others.
    """
    again = rows[rows[key].isin(known[key])]
    if again.empty:
        return again.index, NO_FAILURES
    before = known.drop_duplicates(key).set_index(key).loc[again[key]]
    told = np.zeros(len(again), dtype=bool)
    failures = []
    for column in before.columns.intersection(again.columns):
        now, then = _comparable(again[column]), _comparable(before[column])
        differs = now.notna().to_numpy() & (now.to_numpy() != then.to_numpy()) & ~told
        if not differs.any():
            continue
        told |= differs
        failed = failures_of(now[differs].astype("str"), column, "")
        known_as = then[differs].astype("str").fillna("nothing")
        failed["reason"] = f"{key} was collected before, with " + known_as.to_numpy()
        failures.append(failed)
    return again.index[~told], all_failures(failures)


def _comparable(values: "pd.Series[Any]") -> "pd.Series[Any]":
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        values = values.dt.strftime("%Y-%m-%d")
    elif not pd.api.types.is_numeric_dtype(values.dtype):
        values = values.map(lambda each: ";".join(each) if isinstance(each, list | np.ndarray) else each)
    plain: pd.Series[Any] = values.astype("object").where(values.notna(), None)
    return plain
