"""Figures of law and practice for cases, as they stand on a day."""

from datetime import date, timedelta

import pandas as pd

from sql.reference import reference_table
from sql.terms import CaseKind, CaseState
from sql.working_days import add_working_days


def case_rules(day: date) -> dict[str, float]:
    """Every figure that holds on `day`, by its name in `sql/reference/case_rules.csv`."""
    rules = in_force(reference_table("case_rules"), day)
    return dict(zip(rules["rule"], rules["value"].astype("float64"), strict=True))


def deadline(kind: CaseKind, state: CaseState, since: date) -> tuple[date, str] | None:
    """Until when a case may stay in `state`, and what for; None where no term runs."""
    terms = in_force(reference_table("legal_deadlines"), since)
    terms = terms[(terms["kind"] == kind.value) & (terms["state"] == state.value)]
    if terms.empty:
        return None
    term = terms.iloc[0]
    days = int(term["days"])
    until = add_working_days(since, days) if term["counted_in"] == "working" else since + timedelta(days=days)
    return until, str(term["deadline_for"])


def in_force(table: pd.DataFrame, day: date) -> pd.DataFrame:
    """Rows of a reference table whose validity holds `day`."""
    text = day.isoformat()
    return table[(table["valid_from"] <= text) & (table["valid_to"].isna() | (table["valid_to"] >= text))]
