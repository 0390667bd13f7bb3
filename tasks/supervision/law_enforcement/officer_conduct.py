"""Acts of officers that need a second look."""

import pandas as pd

from sql.terms import HintFamily, Severity
from tasks.supervision.hint_rule import Facts, HintRule

SECONDS = 30
NIGHT_FROM, NIGHT_TO = 22, 5
_BARE = ("inspection_waived", "result_changed", "looked_up")


def hasty_release(facts: Facts) -> pd.DataFrame:
    """Releases within thirty seconds of the entry by the same officer, or at night.

    Exactly midnight is left out: sources that record only the day write it.
    """
    actions = facts.officer_actions
    if actions.empty:
        return actions
    entered = actions[actions["action"] == "entered"].drop_duplicates("declaration_id").set_index("declaration_id")
    rows = actions[actions["action"] == "released"].join(
        entered[["happened_at", "officer"]].add_prefix("entry_"), on="declaration_id"
    )
    same = rows["entry_officer"] == rows["officer"]
    rows = rows.assign(
        seconds=(rows["happened_at"] - rows["entry_happened_at"]).dt.total_seconds(),
        hour=rows["happened_at"].dt.hour,
        moment=rows["happened_at"].dt.strftime("%Y-%m-%d %H:%M"),
    )
    at_night = (rows["hour"] >= NIGHT_FROM) | (rows["hour"] < NIGHT_TO)
    timed = rows["happened_at"] != rows["happened_at"].dt.normalize()
    hasty: pd.DataFrame = rows[timed & ((same & (rows["seconds"] <= SECONDS)) | at_night)]
    return hasty


def without_reason(facts: Facts) -> pd.DataFrame:
    """Waived inspections, changed results and looked-up records without a reason."""
    rows = facts.officer_actions
    return rows[rows["action"].isin(_BARE) & rows["reason"].isna()]


_LAW = "Regulations on integrity risk of customs law enforcement"
RULES = (
    HintRule(
        "hasty_release",
        HintFamily.LAW_ENFORCEMENT,
        "declaration_id",
        _LAW,
        due_working_days=10,
        find=hasty_release,
        subject="declaration_id",
        evidence="Released by {officer} at {moment}.",
        compared=("officer", "seconds", "hour"),
        severity=Severity.MEDIUM,
    ),
    HintRule(
        "action_without_reason",
        HintFamily.LAW_ENFORCEMENT,
        "action_id",
        _LAW,
        due_working_days=10,
        find=without_reason,
        subject="action_id",
        evidence="{officer}: {action} without a reason.",
        words=("action",),
        compared=("officer", "action", "declaration_id"),
        severity=Severity.HIGH,
    ),
)
