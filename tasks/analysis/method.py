"""What a detector is: it looks at recent declarations in the light of the past and tells findings with evidence.

A new detector is one new module that lists it in `DETECTORS`, in a family folder below `tasks/analysis` or outside the
package (see `tasks.running.extensions`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Literal

import numpy as np
import pandas as pd

from sql.contents.borders import FINDINGS
from sql.messages import messages
from sql.reference import reference_table
from sql.terms import HandlingKind, Method, Priority, ResultKind
from tasks.records.compared_values import compared_values
from tasks.running.extensions import Kind

Trend = Literal["declarations", "unit_value", "duty"]
_SMALLEST_P_VALUE = 1e-12
FINDING_COLUMNS = FINDINGS.names


@dataclass(frozen=True)
class AnalysisInput:
    """What detectors see, all of it known at the end of `as_of`.

    recent: declarations of the focus period, on which findings are made, with the columns of the lake's declarations;
    past: those before it, with the columns of `declarations_that_analysis_compares_with.sql`. Both hold besides:
    unit_value (item_value / net_mass, missing at zero mass), duty (item_value × duty_rate / 100), hs4, licensed
    (whether a licence is declared), and `recent` probability (rating, missing without a model).
    outcomes: declaration_id, inspected_on, violation. sensitive: hs_prefix, priority, label. routes: country, role,
    priority.
    """

    as_of: date
    recent: pd.DataFrame
    past: pd.DataFrame
    outcomes: pd.DataFrame
    sensitive: pd.DataFrame
    routes: pd.DataFrame


@dataclass(frozen=True)
class HandlingRule:
    """Which measure the findings of a detector deserve.

    min_score: below it a finding deserves none. days: how long the measure runs. least_findings: fewer lead to no
    measure. combine: whether the findings in one region become one measure.
    """

    kind: HandlingKind
    min_score: float
    days: int
    least_findings: int = 1
    combine: bool = False


@dataclass(frozen=True)
class Detector:
    """One way to find one pattern.

    `find` returns one row per subject, columns as `FINDING_COLUMNS`: subject_kind (canonical columns joined by +),
    subject (their values joined by +), score (0 to 1), statement (a message: what was compared with what), compared
    (JSON of the values), amount_at_stake, declaration_ids (list). `result`: what a finding becomes beside its place in
    the report. `what_to_check`: for the officer at the site. `department`: whom a warning goes to.
    `trend`: what of the subject, week by week, shows a warning best. `handling`: for a detector from outside the
    package; the reference table `handling_rules` holds the rules of the others, and a row there goes first.
    """

    name: str
    method: Method
    priority: Priority
    law_or_practice: str
    result: ResultKind
    what_to_check: str
    department: str
    find: Callable[[AnalysisInput], pd.DataFrame]
    trend: Trend = "declarations"
    handling: HandlingRule | None = None

    @property
    def description(self) -> str:
        """What it looks for, in the first sentence of its rule."""
        rule = self.find.func if isinstance(self.find, partial) else self.find
        return " ".join((rule.__doc__ or "").split("\n\n")[0].split())


def _objection(detector: Detector) -> str | None:
    if detector.handling is not None or detector.name in set(reference_table("handling_rules")["detector"]):
        return None
    return "has no handling rule: give it `handling`, or a row in the reference table handling_rules"


DETECTOR_KIND = Kind("detectors", "tasks.analysis", "DETECTORS", Detector, tuple(Priority), _objection)


def detectors() -> tuple[Detector, ...]:
    """Every detector, in the order of family and module. Raises ExtensionError."""
    return DETECTOR_KIND.members


def handling_rules() -> pd.DataFrame:
    """The handling rule of every detector, as text: detector, kind, min_score, least_findings, combine, days."""
    table = reference_table("handling_rules")
    brought = [
        {
            "detector": detector.name,
            "kind": detector.handling.kind.value,
            "min_score": str(detector.handling.min_score),
            "least_findings": str(detector.handling.least_findings),
            "combine": "yes" if detector.handling.combine else "no",
            "days": str(detector.handling.days),
        }
        for detector in detectors()
        if detector.handling is not None and detector.name not in set(table["detector"])
    ]
    return pd.concat([table, pd.DataFrame(brought, columns=table.columns, dtype="str")], ignore_index=True)


def findings_of(
    rows: pd.DataFrame,
    subject: Sequence[str],
    *,
    score: "pd.Series[float]",
    statement: str | Callable[[pd.DataFrame], "pd.Series[Any]"],
    compared: Sequence[str],
    shown: Sequence[str] = (),
    words: Sequence[str] = (),
    amount: "pd.Series[float] | None" = None,
) -> pd.DataFrame:
    """Findings from suspicious declarations, one per subject.

    rows: suspicious declarations. subject: columns that make the subject; rows that lack one are left out. score: per
    row, the subject's is the highest. statement: text of the catalogues whose placeholders name columns of a frame with
    the subject, `declarations` (their number), `score` and the means of `compared`, one row per subject; or a function
    from that frame to messages. shown: columns that statements use beside `compared`. words: columns that hold words of
    the register. amount: at stake per row; default the
    duty, or the value where the rate is zero.
    """
    rows = rows.assign(score=score.reindex(rows.index), amount=stake(rows) if amount is None else amount)
    rows = rows.dropna(subset=list(subject))
    kept = [*compared, *shown]
    texts = {name: "object" for name in ("declaration_id", *kept) if pd.api.types.is_string_dtype(rows[name])}
    rows = rows.astype(texts)  # grouping takes Arrow's text apart row by row
    if rows.empty:
        return no_findings()
    numbers = [name for name in kept if pd.api.types.is_numeric_dtype(rows[name])]
    groups = rows.groupby(list(subject), sort=True)
    table = groups.agg(
        score=("score", "max"),
        amount_at_stake=("amount", "sum"),
        declarations=("declaration_id", "size"),
        declaration_ids=("declaration_id", list),
        **{name: (name, "mean" if name in numbers else "first") for name in kept},
    ).reset_index()
    joined = table[list(subject)].astype("str").agg("+".join, axis=1)
    return pd.DataFrame(
        {
            "subject_kind": "+".join(subject),
            "subject": joined,
            "score": table["score"].clip(0, 1).round(6),
            "statement": messages(statement, table, words=words) if isinstance(statement, str) else statement(table),
            "compared": compared_values(table, [*compared, "declarations"]),
            "amount_at_stake": table["amount_at_stake"].fillna(0.0).round(2),
            "declaration_ids": table["declaration_ids"],
        }
    )


def score_of_chance(p_values: "pd.Series[float]", scale: float = 4.0) -> "pd.Series[float]":
    """Scores of findings that rest on a test: 1 - exp(log10 p / scale), with scale 4 at a p-value of 0.0001 0.63."""
    exponents = np.log10(p_values.clip(lower=_SMALLEST_P_VALUE).to_numpy()) / scale
    return pd.Series(1 - np.exp(exponents), index=p_values.index)


def stake(rows: pd.DataFrame) -> "pd.Series[float]":
    """What is at stake in a declaration: its duty; its value where the rate is zero, as goods may be seized."""
    return rows["duty"].where(rows["duty"] > 0, rows["item_value"]).fillna(0.0)


def no_findings() -> pd.DataFrame:
    """An empty frame of findings."""
    numbers = ("score", "amount_at_stake")
    return pd.DataFrame(
        {name: pd.Series([], dtype="float64" if name in numbers else "object") for name in FINDING_COLUMNS}
    )


def with_sensitive(rows: pd.DataFrame, sensitive: pd.DataFrame, priority: Priority) -> pd.DataFrame:
    """Rows of goods that are sensitive for a priority, with `label` of the goods; index kept."""
    codes = sensitive[sensitive["priority"] == priority]
    parts = []
    for length in sorted(codes["hs_prefix"].str.len().unique()):
        labels = codes[codes["hs_prefix"].str.len() == length].set_index("hs_prefix")["label"]
        label = rows["hs_code"].str[: int(length)].map(labels)
        parts.append(label)
    if not parts:
        return rows.iloc[:0].assign(label="")
    label = parts[0]
    for more in parts[1:]:
        label = more.fillna(label)
    return rows[label.notna()].assign(label=label[label.notna()])
