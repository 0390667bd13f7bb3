"""Which reports were due, and whether they came in time."""

from datetime import date, timedelta

import pandas as pd


def due_periods(duties: pd.DataFrame, units: pd.DataFrame, starts_on: date, as_of: date) -> pd.DataFrame:
    """Monthly periods of every duty and unit whose due date has come.

    duties: duty, level, what, due_days, escalate_days. units: code, level. Only whole months from `starts_on` count.
    Returns: duty, what, unit, period_start, period_end, due_on, escalate_on.
    """
    months = pd.period_range(pd.Timestamp(starts_on), pd.Timestamp(as_of), freq="M")
    periods = pd.DataFrame({"period_start": months.start_time.normalize(), "period_end": months.end_time.normalize()})
    periods = periods[periods["period_start"] >= pd.Timestamp(starts_on)]
    owed = duties.merge(units[["code", "level"]].rename(columns={"code": "unit"}), on="level").merge(
        periods, how="cross"
    )
    due = pd.to_timedelta(owed["due_days"].astype("int64"), unit="D")
    escalate = pd.to_timedelta(owed["escalate_days"].astype("int64"), unit="D")
    owed = owed.assign(due_on=owed["period_end"] + due, escalate_on=owed["period_end"] + escalate)
    owed = owed[owed["due_on"] <= pd.Timestamp(as_of)]
    columns = ["duty", "what", "unit", "period_start", "period_end", "due_on", "escalate_on"]
    return owed[columns].sort_values(["duty", "unit", "due_on"], ignore_index=True)


def standing(owed: pd.DataFrame, reports: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """How each period stands at the end of `as_of`.

    reports: what, unit, happened_on, concerns: what a unit reported, and the day that it concerns (True) or arrived on.
    What concerns a day of the period reports the period. What arrives counts from the period's start until the
    escalation; it is on time up to the due date.
    Returns: `owed` with reported_on, state (on_time, late, missing) and escalated (bool).
    """
    joined = owed.reset_index(names="row").merge(reports, on=["what", "unit"])
    last = joined["period_end"].where(joined["concerns"].astype("bool"), joined["escalate_on"])
    within = joined["happened_on"].between(joined["period_start"], last)
    first = joined[within].groupby("row")["happened_on"].min()
    reported = pd.to_datetime(first.reindex(owed.index))
    state = pd.Series("missing", index=owed.index, dtype="str")
    state = state.mask(reported.notna(), "late").mask(reported <= owed["due_on"], "on_time")
    escalated = (state == "missing") & (owed["escalate_on"] <= pd.Timestamp(as_of))
    return owed.assign(reported_on=reported, state=state, escalated=escalated)


def first_full_month(day: date) -> date:
    """First day of the month of `day` where it is one, else of the next month."""
    return day if day.day == 1 else (day.replace(day=1) + timedelta(days=32)).replace(day=1)
