"""What was collected before: told again it counts as repeated, told otherwise it is refused."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from tasks.collection.validation import NO_FAILURES, all_failures, failures_of


def repeated_rows(rows: pd.DataFrame, known: pd.DataFrame, keys: Sequence[str]) -> tuple["pd.Index[int]", pd.DataFrame]:
    """Rows whose identifier is known, and failures of those that say something else than the known row does.

    rows: arriving rows; one that has the identifier of an earlier one among them is compared with that. known: rows
    collected before, by canonical columns; one per identifier. keys: columns that identify a row; a missing value is
    one, too. Only values that an arriving row gives are compared, so a source that knows less does not contradict.
    Returns: numbers of the rows that repeat what is known, and row_number, column_name, value, reason of the others.
    """
    keys = [key for key in keys if key in rows]
    before = known.drop_duplicates(keys).set_index(keys)
    there = pd.MultiIndex.from_frame(rows[keys]).isin(_tuples(before.index))
    again = rows[there]
    repeated, failures = _compared(again, before, keys, "was collected before, with ")
    twice = rows[~there & rows.duplicated(keys).to_numpy()]
    firsts = rows[~there].drop_duplicates(keys).set_index(keys)
    repeated_here, contradictions = _compared(twice, firsts, keys, "stands in the file twice, before with ")
    return repeated.union(repeated_here), all_failures([failures, contradictions])


def _tuples(index: "pd.Index[Any]") -> "pd.MultiIndex":
    return index if isinstance(index, pd.MultiIndex) else pd.MultiIndex.from_arrays([index])


def _compared(
    again: pd.DataFrame, known: pd.DataFrame, keys: Sequence[str], told_as: str
) -> tuple["pd.Index[int]", pd.DataFrame]:
    if again.empty:
        return again.index, NO_FAILURES
    places = _tuples(known.index).get_indexer(pd.MultiIndex.from_frame(again[list(keys)]))
    before = known.iloc[places]
    told = np.zeros(len(again), dtype=bool)
    failures = []
    for column in before.columns.intersection(again.columns):
        now, then = _comparable(again[column]), _comparable(before[column])
        differs = now.notna().to_numpy() & (now.to_numpy() != then.to_numpy()) & ~told
        if not differs.any():
            continue
        told |= differs
        failed = failures_of(now[differs].astype("str"), column, "")
        failed["reason"] = f"{keys[0]} {told_as}" + then[differs].astype("str").fillna("nothing").to_numpy()
        failures.append(failed)
    return again.index[~told], all_failures(failures)


def _comparable(values: "pd.Series[Any]") -> "pd.Series[Any]":
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        values = values.dt.strftime("%Y-%m-%d")
    elif not pd.api.types.is_numeric_dtype(values.dtype):
        values = values.map(lambda each: ";".join(each) if isinstance(each, list | np.ndarray) else each)
    plain: pd.Series[Any] = values.astype("object").where(values.notna(), None)
    return plain
