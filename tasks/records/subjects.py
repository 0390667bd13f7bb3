"""Subjects of findings, measures and information: columns of a declaration joined by +, and a value for each."""


def values_of(subject_kind: str, subject: str) -> list[str]:
    """The value of each column, in their order; fewer where the subject names fewer.

    The last takes the rest of a subject: a code may hold a + itself.
    """
    return subject.split("+", subject_kind.count("+"))


def is_whole(subject_kind: str, subject: str) -> bool:
    """Whether a subject names a value for each column."""
    values = values_of(subject_kind, subject)
    return len(values) > subject_kind.count("+") and all(value.strip() for value in values)
