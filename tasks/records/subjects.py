"""Subjects of findings, measures and information: columns of a declaration joined by +, and a value for each."""

from typing import Any

from sql.messages import Message, word

_DIRECTION = "direction"  # of exports it is part of the subject


def values_of(subject_kind: str, subject: str) -> list[str]:
    """The value of each column, in order; fewer where the subject has fewer.

    The last value keeps any further +, which a code may contain.
    """
    return subject.split("+", subject_kind.count("+"))


def subject_words(subject_kind: str, subject: str) -> Message | str:
    """The subject as a value of a message: the direction of trade is a word of the register, the rest is data."""
    columns, values = subject_kind.split("+"), values_of(subject_kind, subject)
    if columns[-1] != _DIRECTION or len(values) < len(columns):
        return subject
    return Message("{subject} ({direction})", {"subject": "+".join(values[:-1]), "direction": word(values[-1])})


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
