"""Outcomes of the Korea Customs Service: what is not plainly told is unknown, and nobody is innocent by a gap."""

import pytest

from tasks.collection.sources.mapping import built_in_mappings
from tasks.collection.sources.normalise import normalise
from tests.tasks.collection.sources.rows import SHANGHAI, raw_rows

OUTCOMES = next(each for each in built_in_mappings() if each.name == "korea_customs_service_outcomes")


@pytest.mark.parametrize(
    ("fraud", "critical", "violation"),
    [
        ("0", "0", "none"),
        ("1", "0", "violation"),
        ("1", "1", "violation"),
        ("1", "2", "critical"),
        ("0", "2", "critical"),
        ("0", None, None),
        ("1", None, None),
        (None, "0", None),
        (None, "2", None),
        ("7", "0", None),
        ("0", "7", None),
    ],
)
def test_what_an_inspection_found(fraud: str | None, critical: str | None, violation: str | None) -> None:
    raw = raw_rows({"Declaration ID": ["D"], "Fraud": [fraud], "Critical Fraud": [critical]})
    told = normalise(raw, OUTCOMES, SHANGHAI).items.column("violation").to_pylist()
    assert told == ([] if violation is None else [violation])
