"""Rows that change later: the next version of a bill, a manual, an enterprise or a licence."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

_VERSION = ["version", "received_on"]


@dataclass(frozen=True)
class Later:
    """rows: new versions, whole, by row number of what they came from. taken: numbers of rows that brought anything."""

    rows: pd.DataFrame
    taken: "pd.Index[int]"


def later_versions(rows: pd.DataFrame, known: pd.DataFrame, keys: list[str], received_on: date) -> Later:
    """The next version of each row that says something else than what is known of it.

    rows: arriving rows by row number; of several with the same key the last counts. known: latest versions, one per
    key. keys: columns that identify a row; a missing value is one, too. What an arriving row leaves out stays as it
    was.
    """
    names = [name for name in known.columns if name not in _VERSION]
    arriving = rows.reindex(columns=names)
    before = known.assign(row_order=-1, row_number=-1)[[*names, "version", "row_order", "row_number"]]
    now = arriving.assign(version=np.nan, row_order=np.arange(len(arriving)), row_number=arriving.index)
    filled_ones = [each for each in (before, now) if len(each)] or [now]
    together = pd.concat(filled_ones, ignore_index=True).sort_values("row_order", kind="stable")
    values = [name for name in names if name not in keys]
    groups = together.groupby(keys, dropna=False, sort=False)
    filled = groups[values].ffill()
    together[values] = filled
    earlier = filled.groupby([together[key] for key in keys], dropna=False, sort=False).shift()
    same = (filled == earlier) | (filled.isna() & earlier.isna())
    first = groups.cumcount() == 0
    changes = (first | ~same.all(axis=1)) & (together["row_order"] >= 0)
    together["version"] = groups["version"].transform("max").fillna(0) + 1
    taken = pd.Index(together.loc[changes, "row_number"].astype("int64"))
    last = together[changes].drop_duplicates(keys, keep="last")
    whole = last.set_index(pd.Index(last["row_number"].astype("int64")))[[*names, "version"]]
    whole = whole.assign(version=whole["version"].astype("int64"), received_on=pd.Timestamp(received_on))
    return Later(whole, taken)
