"""When goods are released: from then on a change of their declaration no longer changes their lane."""

from typing import Any

import pandas as pd


def release_days(
    decided_on: "pd.Series[Any]", to_inspect: "pd.Series[bool]", inspected_on: "pd.Series[Any]"
) -> "pd.Series[Any]":
    """The day of release of each declaration; missing while its inspection has no outcome.

    Goods that nobody is to inspect are released the day after the decision on their lane, others on the day of the
    outcome of their inspection.
    decided_on, inspected_on: days as timestamps. to_inspect: whether an inspection is requested or done.
    """
    next_day = pd.to_datetime(decided_on) + pd.Timedelta(days=1)
    return pd.to_datetime(inspected_on).where(to_inspect, next_day)
