"""What a hint rule is: it looks at facts of clearance and tells what a unit should check.

A new rule is one new module that lists it in `RULES`, in a family folder below `tasks/supervision` or outside the
package (see `tasks.running.extensions`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from sql.messages import messages
from sql.terms import HintFamily, Severity
from tasks.records.compared_values import compared_values
from tasks.running.extensions import Kind


@dataclass(frozen=True)
class Facts:
    """What rules see, all of it known at the end of `as_of`; frames with the columns of their tables.

    declarations: of the last 28 days with unit_value, reference_value (median unit value of the same HS code and
    origin over a year), peers (how many it rests on) and lane. inspections: asked for by the system. offices: code,
    traffic.
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
    """One rule: `find` returns subject, unit, evidence, compared, severity and stake, one row per hint."""

    name: str
    family: HintFamily
    subject_kind: str
    law_or_practice: str
    due_working_days: int
    find: Callable[[Facts], pd.DataFrame]


HINT_RULE_KIND = Kind("hint_rules", "tasks.supervision", "RULES", HintRule, tuple(HintFamily))


def hint_rules() -> tuple[HintRule, ...]:
    """Every rule, in the order of family and module. Raises ExtensionError."""
    return HINT_RULE_KIND.members


def hints_of(
    rows: pd.DataFrame,
    *,
    subject: str,
    unit: str,
    evidence: str,
    compared: Sequence[str],
    words: Sequence[str] = (),
    severity: Severity,
    stake: str | None = None,
) -> pd.DataFrame:
    """Hints from rows, one each.

    subject, unit, stake: columns. evidence: text of the catalogues whose placeholders name columns; words: those that
    hold words of the register. compared: columns whose values the hint keeps.
    """
    return pd.DataFrame(
        {
            "subject": rows[subject].astype("str"),
            "unit": rows[unit].astype("str"),
            "evidence": messages(evidence, rows, words=words),
            "compared": compared_values(rows, compared),
            "severity": severity.value,
            "stake": rows[stake].astype("float64").fillna(0.0) if stake else 0.0,
        }
    )


def no_hints() -> pd.DataFrame:
    """An empty frame of hints."""
    columns = ("subject", "unit", "evidence", "compared", "severity")
    return pd.DataFrame({name: pd.Series(dtype="str") for name in columns} | {"stake": pd.Series(dtype="float64")})
