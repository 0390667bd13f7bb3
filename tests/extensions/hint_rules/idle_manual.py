"""Processing-trade manuals that nobody uses."""

import pandas as pd

from sql.terms import HintFamily, Severity
from tasks.supervision.hint_rule import Facts, HintRule


def find(facts: Facts) -> pd.DataFrame:
    """Manuals without any import."""
    return facts.manuals[facts.manuals["imported_quantity"] == 0]


RULES = (
    HintRule(
        "idle_manual",
        HintFamily.PROCESSING_TRADE,
        "manual_number",
        "Local practice",
        due_working_days=20,
        find=find,
        subject="number",
        evidence="No goods were imported under the manual of {enterprise}.",
        compared=("imported_quantity",),
        severity=Severity.LOW,
    ),
)
