"""Processing-trade manuals that nobody uses."""

import pandas as pd

from sql.terms import HintFamily, Severity
from tasks.supervision.hint_rule import Facts, HintRule, hints_of


def find(facts: Facts) -> pd.DataFrame:
    """Manuals under which nothing was imported."""
    rows = facts.manuals[facts.manuals["imported_quantity"] == 0]
    return hints_of(
        rows,
        subject="number",
        unit="office",
        evidence="Nothing was imported under the manual of {enterprise}.",
        compared=["imported_quantity"],
        severity=Severity.LOW,
    )


RULES = (HintRule("idle_manual", HintFamily.PROCESSING_TRADE, "manual_number", "Local practice", 20, find),)
