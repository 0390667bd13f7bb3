"""Processing-trade manuals overdue for write-off."""

from datetime import timedelta

import pandas as pd

from sql.terms import HintFamily, Severity
from tasks.supervision.hint_rule import Facts, HintRule

GRACE = timedelta(days=30)


def find(facts: Facts) -> pd.DataFrame:
    """Manuals still open thirty days after they expired."""
    today = pd.Timestamp(facts.as_of)
    rows = facts.manuals
    rows = rows[rows["written_off_on"].isna() & (rows["expires_on"] < today - GRACE)]
    return rows.assign(days_overdue=(today - rows["expires_on"]).dt.days)


RULES = (
    HintRule(
        "overdue_write_off",
        HintFamily.PROCESSING_TRADE,
        "manual_number",
        "Measures on the Supervision of Processing Trade Goods (GACC order 219), article 31: write-off in 30 days",
        due_working_days=10,
        find=find,
        subject="number",
        evidence="Expired {days_overdue} days ago and is not written off.",
        compared=("days_overdue", "duty_suspended"),
        severity=Severity.HIGH,
        stake="duty_suspended",
        lasts=True,
    ),
)
