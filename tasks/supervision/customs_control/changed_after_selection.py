"""Declarations that were amended or cancelled after their selection for inspection."""

from collections.abc import Callable
from functools import partial

import pandas as pd

from sql.messages import Message, word
from sql.terms import HintFamily, Severity
from tasks.records.declaration_changes import ITEMS
from tasks.supervision.hint_rule import Facts, HintRule

_LAW = "Measures on the Amendment and Revocation of Declarations (GACC order 220): none once inspection is ordered"


def find(facts: Facts, function: str) -> pd.DataFrame:
    """Declarations that an enterprise amended or cancelled after they were selected for inspection.

    Several amendments of one declaration count as the first of them.
    """
    rows = facts.changes
    rows = rows[(rows["function"] == function) & rows["after_selection"]]
    return rows.assign(columns=rows["changed"].map(_columns))


def _columns(changed: str) -> Message:
    """The columns that an amendment changed, spelled out."""
    names = [word("goods items" if name == ITEMS else name) for name in changed.split(";") if name]
    text = ", ".join(f"{{column_{number}}}" for number in range(len(names)))
    return Message(text, {f"column_{number}": name for number, name in enumerate(names)})


def _rule(name: str, function: str, evidence: str, severity: Severity) -> HintRule:
    found: Callable[[Facts], pd.DataFrame] = partial(find, function=function)
    return HintRule(
        name,
        HintFamily.CUSTOMS_CONTROL,
        "declaration_id",
        _LAW,
        due_working_days=5,
        find=found,
        subject="declaration_id",
        evidence=evidence,
        compared=("version", "changed"),
        severity=severity,
    )


RULES = (
    _rule(
        "amended_after_selection",
        "amended",
        evidence="Selected for inspection on {selected_on}; amended on {received_at}: {columns}.",
        severity=Severity.MEDIUM,
    ),
    _rule(
        "cancelled_after_selection",
        "cancelled",
        evidence="Selected for inspection on {selected_on}; cancelled on {received_at}.",
        severity=Severity.HIGH,
    ),
)
