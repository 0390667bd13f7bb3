"""A subject gives a value for each of its columns; the last may hold a plus itself."""

import pytest

from tasks.records.subjects import is_whole, values_of


@pytest.mark.parametrize(
    ("kind", "subject", "values", "whole"),
    [
        ("importer", "IMP1", ["IMP1"], True),
        ("importer", "IMP+1", ["IMP+1"], True),
        ("importer+hs_code", "IMP1+8703", ["IMP1", "8703"], True),
        ("hs_code+importer", "8703+IMP+1", ["8703", "IMP+1"], True),
        ("importer+hs_code", "IMP1", ["IMP1"], False),
        ("importer+hs_code", "IMP1+", ["IMP1", ""], False),
        ("importer+hs_code", " +8703", [" ", "8703"], False),
    ],
)
def test_a_subject_is_read_column_by_column(kind: str, subject: str, values: list[str], whole: bool) -> None:
    assert values_of(kind, subject) == values
    assert is_whole(kind, subject) is whole
