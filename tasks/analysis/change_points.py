"""Find series that changed lately: the latest one to four weeks are tested against the past."""

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pandas as pd
from statsmodels.stats.multitest import multipletests

from tasks.analysis.method import findings_of, score_of_chance

FALSE_DISCOVERIES = 0.002
FEWEST_NOW, FEWEST_IMPORTERS = 8, 3  # declarations and importers of a series in a window
WINDOWS = (7, 14, 21, 28)  # days, up to the business date


def findings_of_changes(
    recent: pd.DataFrame,
    as_of: date,
    series: list[str],
    test: Callable[[pd.Timestamp, int], pd.DataFrame],
    *,
    statement: str,
    compared: Sequence[str],
) -> pd.DataFrame:
    """Findings on series that changed; the evidence is the recent declarations since the day of the change.

    series: columns that make a series. test: as for `changed_series`, and `large`: whether a change is worth a finding.
    statement: as for `findings_of`. compared: columns of `test`; since_day and p_value are compared as well.
    """
    changed = changed_series(as_of, test, FALSE_DISCOVERIES)
    rows = rows_since(recent, changed[changed["large"].astype("bool")], series)
    return findings_of(
        rows,
        series,
        score=score_of_chance(rows["p_value"]),
        statement=statement,
        compared=["since_day", *compared, "p_value"],
    )


def changed_series(
    as_of: date, test: Callable[[pd.Timestamp, int], pd.DataFrame], false_discoveries: float
) -> pd.DataFrame:
    """Series that changed, each with the window that shows the change best.

    test: takes the first day of a window and its length in days; returns one row per series with `p_value` (missing for
    a series with too little data) and the compared values. The smallest p-value of a series is corrected for the number
    of its windows (Bonferroni), and all series together keep the false discovery rate (Benjamini and Hochberg).
    Returns: the rows of `test` for series that changed, with since (day) and window_days.
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
    """Recent declarations of changed series from the day of the change on, with that day as text in `since_day`."""
    rows = recent.merge(changed, on=key)
    rows = rows[rows["lodged_on"] >= rows["since"]]
    return rows.assign(since_day=rows["since"].dt.strftime("%Y-%m-%d"))
