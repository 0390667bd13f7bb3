"""What measures brought, added up as a clerk would: an inspection counts once per code, unknown duty stays unknown."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.handling.results import results_by_code

CODE = st.sampled_from(["SH-REV-H1", "CN-REV-0001", "REQUEST-ab12-1", "REQUEST-ab12-2", "REQUEST-cd34-1"])
INSPECTION = st.tuples(
    st.lists(CODE, unique=True, max_size=3),
    st.sampled_from(["none", "violation", "critical"]),
    st.none() | st.floats(0, 50),
    st.none() | st.floats(0, 1e6),
)
Inspection = tuple[list[str], str, float | None, float | None]


def measured(inspections: list[Inspection]) -> dict[str, dict[str, float]]:
    frame = pd.DataFrame(
        {
            "parameters": pd.Series([";".join(codes) for codes, _, _, _ in inspections], dtype="str"),
            "violation": pd.Series([violation for _, violation, _, _ in inspections], dtype="str"),
            "officer_hours": pd.Series([hours for _, _, hours, _ in inspections], dtype="float64"),
            "recovered_duty": pd.Series([duty for _, _, _, duty in inspections], dtype="float64"),
        }
    )
    table = results_by_code(frame, usual_hours=2.0).to_dict("index")
    return {str(code): {str(name): float(value) for name, value in row.items()} for code, row in table.items()}


@given(st.lists(INSPECTION, max_size=12))
def test_as_a_clerk_would_add_it_up(inspections: list[Inspection]) -> None:
    expected: dict[str, dict[str, float]] = {}
    for codes, violation, hours, duty in inspections:
        for code in {"-".join(each.split("-")[:2]) if each.startswith("REQUEST") else each for each in codes}:
            row = expected.setdefault(
                code, {"inspected": 0, "found": 0, "officer_hours": 0, "recovered_duty": math.nan}
            )
            row["inspected"] += 1
            row["found"] += violation != "none"
            row["officer_hours"] += 2.0 if hours is None else hours
            if duty is not None:
                row["recovered_duty"] = duty + (0.0 if math.isnan(row["recovered_duty"]) else row["recovered_duty"])
    told = measured(inspections)
    assert set(told) == set(expected)
    for code, row in expected.items():
        assert told[code] == pytest.approx(row, nan_ok=True)
