"""How pressing what analysis asks is, until when it is answered, and when the level above is told: published data."""

from datetime import date
from functools import cache

import pandas as pd

from sql.reference import reference_table
from sql.terms import GRAVE, Priority, Severity
from sql.working_days import add_working_days

_HIGH_FROM, _MEDIUM_FROM = 0.85, 0.5


def severity_of(priority: Priority, score: float) -> Severity:
    """How pressing what a finding asks is: what is rare and grave always; anything else by the finding's score."""
    if priority in GRAVE or score >= _HIGH_FROM:
        return Severity.HIGH
    return Severity.MEDIUM if score >= _MEDIUM_FROM else Severity.LOW


def due_on(kind: str, severity: Severity, issued_on: date) -> date:
    """The working day by which an instruction or a warning issued on a day is answered."""
    return add_working_days(issued_on, int(_rules()[kind, severity]["due_working_days"]))


def severities(priorities: "pd.Series[str]", scores: "pd.Series[float]") -> list[Severity]:
    """The severity of what each finding asks; see `severity_of`."""
    return [
        severity_of(Priority(str(priority)), float(score)) for priority, score in zip(priorities, scores, strict=True)
    ]


def due_days(kind: str, of: list[Severity], issued_on: date) -> list[date]:
    """The day by which each is answered, by its severity; see `due_on`."""
    days = {severity: due_on(kind, severity, issued_on) for severity in set(of)}
    return [days[severity] for severity in of]


def escalated_on(kind: str, severity: Severity, due: date) -> date:
    """The day from which the unit above is told that what was due on a day is unanswered."""
    return add_working_days(due, int(_rules()[kind, severity]["escalate_after_days"]))


@cache
def _rules() -> dict[tuple[str, Severity], dict[str, str]]:
    rows = reference_table("answer_rules").to_dict("records")
    return {
        (str(row["kind"]), Severity(str(row["severity"]))): {str(name): str(value) for name, value in row.items()}
        for row in rows
    }
