"""A price far below its reference that was released without a query."""

import pandas as pd

from sql.terms import HintFamily, Severity
from tasks.supervision.hint_rule import Facts, HintRule

FEWEST_PEERS = 20
SHARE = 0.2


def find(facts: Facts) -> pd.DataFrame:
    """Declarations in the low lane with less than a fifth of the reference value of at least twenty peers."""
    rows = facts.declarations
    rows = rows[(rows["lane"] == "low") & (rows["peers"] >= FEWEST_PEERS) & (rows["duty_rate"] > 0)]
    rows = rows[rows["unit_value"] < SHARE * rows["reference_value"]]
    missing_value = (rows["reference_value"] - rows["unit_value"]) * rows["net_mass"]
    return rows.assign(duty_gap=missing_value * rows["duty_rate"] / 100)


RULES = (
    HintRule(
        "price_under_reference",
        HintFamily.REVENUE,
        "declaration_id",
        "Customs Valuation Measures (GACC order 213), article 44: price query",
        due_working_days=10,
        find=find,
        subject="declaration_id",
        evidence="Released at a unit value of {unit_value:,.2f} {currency} per kg; the median of {peers:.0f} peers is "
        "{reference_value:,.2f}.",
        compared=("unit_value", "reference_value", "peers"),
        severity=Severity.MEDIUM,
        stake="duty_gap",
    ),
)
