"""Inspections that were not done in time."""

import pandas as pd

from sql.terms import HintFamily, Severity
from tasks.supervision.hint_rule import Facts, HintRule

DAYS = 3


def find(facts: Facts) -> pd.DataFrame:
    """Inspections that are open, or were done, more than three days after the request."""
    done = facts.inspections["inspected_on"].fillna(pd.Timestamp(facts.as_of))
    rows = facts.inspections.assign(days=(done - facts.inspections["requested_on"]).dt.days)
    return rows[(rows["days"] > DAYS) & (rows["state"] != "withdrawn")]


RULES = (
    HintRule(
        "inspection_overdue",
        HintFamily.CUSTOMS_CONTROL,
        "declaration_id",
        "Measures on Customs Inspection (GACC order 138): inspection instructions are carried out without delay",
        due_working_days=5,
        find=find,
        subject="declaration_id",
        evidence="Requested {days} days before it was done, or still open.",
        compared=("days", "state"),
        severity=Severity.MEDIUM,
        stake="days",
    ),
)
