"""Since when a series departs from its own past: the latest days, in windows of whole weeks, against all before."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
from statsmodels.stats.multitest import multipletests

WINDOWS = (7, 14, 21, 28)  # days, the latest of the focus period


def changed_series(
    as_of: date, test: Callable[[pd.Timestamp, int], pd.DataFrame], false_discoveries: float
) -> pd.DataFrame:
    """Series that changed, each with the window that shows it best.

    test: from the first day of a window and its length to one row per series, with `p_value` and what is compared; NaN
    where a series has too little to be tested. The best p-value of a series counts for all its windows (Bonferroni),
    and over all series the false discovery rate is held (Benjamini and Hochberg).
    Returns: what `test` returns of the series that changed, with since (day) and window_days.
    """
    tried = []
    for days in WINDOWS:
        since = pd.Timestamp(as_of) - pd.Timedelta(days=days - 1)
        tried.append(test(since, days).assign(since=since, window_days=days))
    table: pd.DataFrame = pd.concat(tried)
    names = [str(name) for name in table.index.names]
    table = table.reset_index().dropna(subset=["p_value"]).sort_values([*names, "p_value"], kind="stable")
    windows = table.groupby(names)["p_value"].transform("size")
    table = table.assign(p_value=np.minimum(table["p_value"] * windows, 1.0)).drop_duplicates(names)
    if table.empty:
        return table
    changed = multipletests(table["p_value"], alpha=false_discoveries, method="fdr_bh")[0]
    found: pd.DataFrame = table[changed]
    return found


def rows_since(recent: pd.DataFrame, changed: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Recent declarations of the series that changed, from the day on since when each did, with `since_day` as text."""
    rows = recent.merge(changed, on=key)
    rows = rows[rows["lodged_on"] >= rows["since"]]
    return rows.assign(since_day=rows["since"].dt.strftime("%Y-%m-%d"))
