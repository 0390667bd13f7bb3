"""A preferential rate for goods without a mark of origin."""

import pandas as pd

from sql.terms import HintFamily, Severity
from tasks.supervision.hint_rule import Facts, HintRule, hints_of, no_hints

USUAL = 0.8  # share of preferential declarations that carry a mark, where the source records marks


def find(facts: Facts) -> pd.DataFrame:
    """Declarations at a rate of an agreement without a mark of origin, if such declarations usually carry one."""
    rows = facts.declarations
    rows = rows[rows["duty_type"].str.match(r"F[A-Z]{2}", na=False)]
    bare = rows[rows["origin_mark"].isna()]
    if bare.empty or rows["origin_mark"].notna().mean() < USUAL:
        return no_hints()
    return hints_of(
        bare,
        subject="declaration_id",
        unit="office",
        evidence="Duty type {duty_type} claimed for goods without mark of origin.",
        compared=["duty_type", "country_of_origin", "duty_rate"],
        severity=Severity.MEDIUM,
        stake="item_value",
    )


RULES = (
    HintRule(
        "preference_without_mark",
        HintFamily.REVENUE,
        "declaration_id",
        "Regulations on the Origin of Import and Export Goods, article 15: marks of origin",
        10,
        find,
    ),
)
