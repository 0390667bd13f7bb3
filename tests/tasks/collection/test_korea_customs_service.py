"""Outcomes of the Korea Customs Service: what is not plainly told is unknown, and nobody is innocent by a gap."""

import pandas as pd
import pytest

from tasks.collection.formats.korea_customs_service import FORMATS

OUTCOMES = next(part for part in FORMATS[0].parts if part.content == "outcomes")


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
    rows = pd.DataFrame({"declaration_id": ["D"], "fraud": [fraud], "critical_fraud": [critical]}, dtype="str")
    assert OUTCOMES.derive is not None
    (told,) = OUTCOMES.derive(rows)["violation"]
    assert (None if pd.isna(told) else told) == violation
