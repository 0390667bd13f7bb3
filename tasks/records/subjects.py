"""Subjects of findings, measures and information: columns of a declaration joined by +, and a value for each."""

from typing import Any


def values_of(subject_kind: str, subject: str) -> list[str]:
    """The value of each column, in order; fewer where the subject has fewer.

    The last value keeps any further +, which a code may contain.
    """
    return subject.split("+", subject_kind.count("+"))


def is_whole(subject_kind: str, subject: str) -> bool:
    """Whether a subject has a value for each column."""
    values = values_of(subject_kind, subject)
    return len(values) > subject_kind.count("+") and all(value.strip() for value in values)


def conditions_on(subject_kind: str, subjects: list[str]) -> dict[str, dict[str, Any]]:
    """Published conditions that hit these subjects: columns joined by +, values joined by +."""
    columns = subject_kind.split("+")
    values = [values_of(subject_kind, subject) for subject in subjects]
    conditions: dict[str, dict[str, Any]] = {}
    for place, column in enumerate(columns):
        declared = sorted({value[place] for value in values})
        conditions["hs_code" if column == "hs4" else column] = {"prefix" if column == "hs4" else "in": declared}
    return conditions
