"""Processing-trade imports without exports that account for them."""

import pandas as pd

from sql.terms import HintFamily, Severity
from tasks.supervision.hint_rule import Facts, HintRule

SILENT_DAYS = 180
UNACCOUNTED = 0.4


def find(facts: Facts) -> pd.DataFrame:
    """Open manuals without an export for half a year and with two fifths of their imports unaccounted for.

    Exported goods account for the quantity of imports given by the declared unit consumption and scrap.
    """
    today = pd.Timestamp(facts.as_of)
    rows = facts.manuals[facts.manuals["written_off_on"].isna() & (facts.manuals["imported_quantity"] > 0)]
    last = rows["last_export_on"].fillna(rows["opened_on"])
    used = rows["exported_quantity"] * rows["unit_consumption"] / (1 - rows["scrap_share"].clip(0, 0.9))
    rows = rows.assign(
        days_without_export=(today - last).dt.days,
        unaccounted_share=(1 - used / rows["imported_quantity"]).clip(0, 1),
    )
    return rows[(rows["days_without_export"] >= SILENT_DAYS) & (rows["unaccounted_share"] >= UNACCOUNTED)]


RULES = (
    HintRule(
        "import_without_export",
        HintFamily.PROCESSING_TRADE,
        "manual_number",
        "Measures on the Supervision of Processing Trade Goods (GACC order 219)",
        due_working_days=10,
        find=find,
        subject="number",
        evidence="No export for {days_without_export} days; {unaccounted_share:.0%} of the imported material is not "
        "accounted for.",
        compared=("days_without_export", "unaccounted_share", "duty_suspended"),
        severity=Severity.HIGH,
        stake="duty_suspended",
        lasts=True,
    ),
)
