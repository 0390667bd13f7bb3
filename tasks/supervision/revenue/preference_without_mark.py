"""A preferential rate for goods without a mark of origin."""

import pandas as pd

from sql.terms import HintFamily, Severity
from tasks.supervision.hint_rule import Facts, HintRule

USUAL = 0.8  # share of preferential declarations that carry a mark, if the source records marks


def find(facts: Facts) -> pd.DataFrame:
    """Declarations at a rate of an agreement without a mark of origin, if such declarations usually carry one."""
    rows = facts.declarations
    rows = rows[rows["duty_type"].str.match(r"F[A-Z]{2}", na=False)]
    marked = rows["origin_mark"].notna()
    return rows[~marked] if marked.mean() >= USUAL else rows.iloc[:0]


RULES = (
    HintRule(
        "preference_without_mark",
        HintFamily.REVENUE,
        "declaration_id",
        "Regulations on the Origin of Import and Export Goods, article 15: marks of origin",
        due_working_days=10,
        find=find,
        subject="declaration_id",
        evidence="Duty type {duty_type} claimed for goods without a mark of origin.",
        compared=("duty_type", "country_of_origin", "duty_rate"),
        severity=Severity.MEDIUM,
        stake="value",
    ),
)
