"""What a hint rule is: it finds facts of clearance that a unit should check.

A new rule is one new module that lists it in `RULES`, in a family folder below `tasks/supervision` or outside the
package (see `tasks.running.extensions`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from sql.messages import messages, msgid
from sql.terms import HintFamily, Severity
from tasks.records.compared_values import compared_values
from tasks.running.extensions import Kind

_ITEM = msgid("Item {item}: {evidence}")
_ITEM_AND_OTHERS = msgid("Item {item}: {evidence} Likewise items {others}.")


@dataclass(frozen=True)
class Facts:
    """The input of rules, as known at the end of `as_of`; frames with the columns of their tables.

    declarations: goods items of those of the last 28 days, with item_count (of the declaration), unit_value,
    reference_value (median unit value of the same HS code, origin and direction over a year), peers (number of
    declarations behind it), lane, and currency (of the installation, that of all values). changes: amendments and
    cancellations received in the last 28 days, as `changes_between` returns them. inspections: those that the system
    requested. offices: code, traffic.
    """

    as_of: date
    declarations: pd.DataFrame
    inspections: pd.DataFrame
    manuals: pd.DataFrame
    manifests: pd.DataFrame
    officer_actions: pd.DataFrame
    offices: pd.DataFrame
    changes: pd.DataFrame


@dataclass(frozen=True)
class HintRule:
    """One rule: which facts deserve a hint, and what the hint says.

    find: the facts that deserve a hint, one row each, with `office`, the unit that checks them. Several rows of one
    subject make one hint, with the evidence of the row that has most at stake and the stakes of all; rows of goods
    items have `item_number` and `item_count`, and the evidence names the items. subject, stake: columns of these rows.
    subject_kind: canonical columns joined by +. evidence: text of the catalogues, with columns as placeholders; words:
    those that hold words of the register. compared: columns whose values the hint keeps. lasts: the hint holds only as
    long as the rule finds its subject, whatever happens then; an open one is withdrawn.
    """

    name: str
    family: HintFamily
    subject_kind: str
    law_or_practice: str
    due_working_days: int
    find: Callable[[Facts], pd.DataFrame]
    subject: str
    evidence: str
    compared: tuple[str, ...]
    severity: Severity
    stake: str | None = None
    words: tuple[str, ...] = ()
    lasts: bool = False

    def hints(self, facts: Facts) -> pd.DataFrame:
        """One row per hint: subject, unit, evidence, compared (JSON), severity, stake."""
        rows = self.find(facts)
        if rows.empty:
            texts = ("subject", "unit", "evidence", "compared", "severity")
            return pd.DataFrame(
                {name: pd.Series(dtype="str") for name in texts} | {"stake": pd.Series(dtype="float64")}
            )
        stake = rows[self.stake].astype("float64").fillna(0.0) if self.stake else pd.Series(0.0, index=rows.index)
        rows = rows.assign(_subject=rows[self.subject].astype("str"), _stake=stake)
        first = rows
        if rows["_subject"].duplicated().any():
            first = rows.sort_values("_stake", ascending=False, kind="stable").drop_duplicates("_subject").sort_index()
        evidence = messages(self.evidence, first, words=self.words)
        return pd.DataFrame(
            {
                "subject": first["_subject"],
                "unit": first["office"].astype("str"),
                "evidence": _with_items(evidence, first, rows) if "item_count" in rows else evidence,
                "compared": compared_values(first, self.compared),
                "severity": self.severity.value,
                "stake": first["_subject"].map(rows.groupby("_subject")["_stake"].sum()).astype("float64"),
            }
        )


HINT_RULE_KIND = Kind("hint_rules", "tasks.supervision", "RULES", HintRule, tuple(HintFamily))


def hint_rules() -> tuple[HintRule, ...]:
    """Every rule, in the order of family and module. Raises ExtensionError."""
    return HINT_RULE_KIND.members


def _with_items(evidence: "pd.Series[Any]", first: pd.DataFrame, rows: pd.DataFrame) -> "pd.Series[Any]":
    """The evidence, with the number of the item, and of others alike, where the declaration has several items."""
    several = first["item_count"] > 1
    if not several.any():
        return evidence
    shown = first[several]
    items = rows[["_subject", "item_number"]].astype({"item_number": "int64"}).sort_values("item_number")
    of_subject = items.groupby("_subject")["item_number"].agg(list)
    others = [
        [number for number in of_subject[subject] if number != item]
        for subject, item in zip(shown["_subject"], shown["item_number"], strict=True)
    ]
    table = pd.DataFrame(
        {"item": shown["item_number"].astype("int64"), "evidence": evidence[several], "others": others},
        index=shown.index,
    )
    texts = table["others"].map(lambda numbers: _ITEM_AND_OTHERS if numbers else _ITEM)
    return evidence.mask(several, messages(texts, table))
