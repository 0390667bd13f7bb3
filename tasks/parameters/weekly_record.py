"""What inspections found week by week where a parameter hit, over all its versions."""

import pandas as pd
from sqlalchemy import literal
from sqlmodel import col

from sql.register.tables import Inspection, Suppression
from sql.stores import Stores
from sql.terms import TaskState, Violation


def weekly_record(stores: Stores, code: str) -> pd.DataFrame:
    """Done inspections that a parameter asked for, by the week in which they were done, the latest first.

    Returns: week (its Monday), inspected, found, officer_hours, recovered_duty (both missing where never recorded).
    """
    rows = stores.register.read(
        Inspection,
        ["inspected_on", "violation", "officer_hours", "recovered_duty"],
        col(Inspection.state) == TaskState.DONE,
        (literal(";") + col(Inspection.parameters) + literal(";")).contains(f";{code};", autoescape=True),
        order_by=["inspected_on"],
    )
    if rows.empty:
        return pd.DataFrame(columns=["week", "inspected", "found", "officer_hours", "recovered_duty"])
    rows = rows.assign(
        week=rows["inspected_on"] - pd.to_timedelta(rows["inspected_on"].dt.weekday, unit="D"),
        found=(rows["violation"] != Violation.NONE).astype("int64"),
        officer_hours=rows["officer_hours"].astype("float64"),
        recovered_duty=rows["recovered_duty"].astype("float64"),
    )
    weeks = rows.groupby("week", sort=True).agg(
        inspected=("found", "size"),
        found=("found", "sum"),
        officer_hours=("officer_hours", lambda values: values.sum(min_count=1)),
        recovered_duty=("recovered_duty", lambda values: values.sum(min_count=1)),
    )
    return weeks.iloc[::-1].reset_index()


def suppressions_of(stores: Stores, code: str) -> pd.DataFrame:
    """Every suppression of a parameter, the latest first: enterprise, valid_from, valid_to, reason, author."""
    columns = ["enterprise", "valid_from", "valid_to", "reason", "author"]
    rows = stores.register.read(
        Suppression, columns, col(Suppression.parameter) == code, order_by=["valid_from", "enterprise"]
    )
    return rows.iloc[::-1].reset_index(drop=True)
