"""What a hint rule is: it finds facts of clearance that a unit should check.

A new rule is one new module that lists it in `RULES`, in a family folder below `tasks/supervision` or outside the
package (see `tasks.running.extensions`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from sql.messages import messages
from sql.terms import HintFamily, Severity
from tasks.records.compared_values import compared_values
from tasks.running.extensions import Kind


@dataclass(frozen=True)
class Facts:
    """The input of rules, as known at the end of `as_of`; frames with the columns of their tables.

    declarations: those of the last 28 days, with unit_value, reference_value (median unit value of the same HS code and
    origin over a year), peers (number of declarations behind it) and lane. inspections: those that the system
    requested. offices: code, traffic.
    """

    as_of: date
    declarations: pd.DataFrame
    inspections: pd.DataFrame
    manuals: pd.DataFrame
    manifests: pd.DataFrame
    officer_actions: pd.DataFrame
    offices: pd.DataFrame


@dataclass(frozen=True)
class HintRule:
    """One rule: which facts deserve a hint, and what the hint says.

    find: the facts that deserve a hint, one row each, with `office`, the unit that checks them. subject, stake: columns
    of these rows. subject_kind: canonical columns joined by +. evidence: text of the catalogues, with columns as
    placeholders; words: those that hold words of the register. compared: columns whose values the hint keeps.
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

    def hints(self, facts: Facts) -> pd.DataFrame:
        """One row per hint: subject, unit, evidence, compared (JSON), severity, stake."""
        rows = self.find(facts)
        if rows.empty:
            texts = ("subject", "unit", "evidence", "compared", "severity")
            return pd.DataFrame(
                {name: pd.Series(dtype="str") for name in texts} | {"stake": pd.Series(dtype="float64")}
            )
        return pd.DataFrame(
            {
                "subject": rows[self.subject].astype("str"),
                "unit": rows["office"].astype("str"),
                "evidence": messages(self.evidence, rows, words=self.words),
                "compared": compared_values(rows, self.compared),
                "severity": self.severity.value,
                "stake": rows[self.stake].astype("float64").fillna(0.0) if self.stake else 0.0,
            }
        )


HINT_RULE_KIND = Kind("hint_rules", "tasks.supervision", "RULES", HintRule, tuple(HintFamily))


def hint_rules() -> tuple[HintRule, ...]:
    """Every rule, in the order of family and module. Raises ExtensionError."""
    return HINT_RULE_KIND.members


def _no_hints() -> pd.DataFrame:
    columns = ("subject", "unit", "evidence", "compared", "severity")
    return pd.DataFrame({name: pd.Series(dtype="str") for name in columns} | {"stake": pd.Series(dtype="float64")})
