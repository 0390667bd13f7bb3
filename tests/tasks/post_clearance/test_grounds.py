"""What inspections found is ground for a case by the published lines, to the day and to the yuan."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sql.reference import reference_table
from sql.terms import CaseKind
from tasks.post_clearance.grounds import audit_grounds, smuggling_grounds

AS_OF = pd.Timestamp("2021-03-31")
RULES = reference_table("case_rules")
SMUGGLING = RULES[RULES["kind"] == CaseKind.ANTI_SMUGGLING]
AUDIT = RULES[RULES["kind"] == CaseKind.TARGETED_AUDIT]
LINE, NO_LINE = 100_000.0, ("narcotics",)
FOUND = st.tuples(
    st.sampled_from(["X", "Y", None]),
    st.sampled_from(["none", "violation", "critical"]),
    st.integers(0, 200),
    st.none() | st.sampled_from([0.0, 99_999.99, 100_000.0, 250_000.0]),
)
Inspected = tuple[str | None, str, int, float | None]


def inspections(*rows: Inspected) -> pd.DataFrame:
    """Inspections: importer, violation, days ago, duty recovered."""
    columns = ["importer", "violation", "days_ago", "recovered_duty"]
    frame = pd.DataFrame(rows, columns=columns).astype({"importer": "str", "violation": "str"})
    return frame.assign(
        declaration_id=[f"D{number:03d}" for number in range(len(rows))],
        office="SHA1",
        kind=None,
        recovered_duty=frame["recovered_duty"].astype("float64"),
        inspected_on=AS_OF - pd.to_timedelta(frame.pop("days_ago").astype("int64"), unit="D"),
    )


def told(grounds: pd.DataFrame) -> list[tuple[Any, ...]]:
    return list(
        zip(grounds["declaration_id"], grounds["importer"], grounds["statement"].map(str).str[:19], strict=True)
    )


CRITICAL, EVADED, GOODS = "An inspection found", "Duty evaded in all ", "Goods whose smuggli"


def test_the_line_of_a_criminal_case_is_reached_and_not_only_passed() -> None:
    given_rows = inspections(("X", "violation", 1, 99_999.99), ("Y", "violation", 1, 100_000.0))
    assert told(smuggling_grounds(given_rows, SMUGGLING, LINE, NO_LINE)) == [("D001", "Y", EVADED)]


def test_all_that_an_importer_evaded_is_held_against_the_line_together() -> None:
    little = [("X", "violation", days, 40_000.0) for days in (1, 2)]
    assert smuggling_grounds(inspections(*little), SMUGGLING, LINE, NO_LINE).empty
    more = [*little, ("X", "violation", 3, 20_000.0), ("Y", "violation", 3, 90_000.0), ("X", "none", 1, 90_000.0)]
    grounds = told(smuggling_grounds(inspections(*more), SMUGGLING, LINE, NO_LINE))
    assert grounds == [(f"D00{number}", "X", EVADED) for number in (0, 1, 2)]


def test_goods_without_a_line_are_a_ground_whatever_the_duty_where_something_was_found() -> None:
    given_rows = inspections(("X", "violation", 1, None), ("Y", "none", 1, None)).assign(kind="narcotics")
    assert told(smuggling_grounds(given_rows, SMUGGLING, LINE, NO_LINE)) == [("D000", "X", GOODS)]


def test_a_threat_to_safety_is_a_ground_whatever_the_duty_and_goes_before_it() -> None:
    given_rows = inspections(("X", "critical", 1, None), ("X", "critical", 1, 500_000.0))
    assert [each[2] for each in told(smuggling_grounds(given_rows, SMUGGLING, LINE, NO_LINE))] == [CRITICAL, CRITICAL]


def test_duty_that_is_not_known_is_no_evaded_duty() -> None:
    assert smuggling_grounds(inspections(("X", "violation", 1, None)), SMUGGLING, LINE, NO_LINE).empty


def test_duty_paid_late_by_an_importer_without_violation_is_no_smuggling() -> None:
    assert smuggling_grounds(inspections(("X", "none", 1, 250_000.0)), SMUGGLING, LINE, NO_LINE).empty


def test_nobody_is_audited_for_one_violation_nor_for_two_of_different_importers() -> None:
    once = inspections(("X", "violation", 1, None), ("Y", "critical", 1, None), ("X", "none", 1, None))
    assert audit_grounds(once, AUDIT, AS_OF).empty


@pytest.mark.parametrize(("days_ago", "audited"), [(179, True), (180, False)])
def test_half_a_year_ends_to_the_day(days_ago: int, audited: bool) -> None:
    grounds = audit_grounds(inspections(("X", "violation", 0, None), ("X", "violation", days_ago, None)), AUDIT, AS_OF)
    assert (len(grounds) == 2) is audited


@settings(max_examples=30)
@given(st.lists(FOUND, max_size=12))
def test_the_grounds_are_those_of_going_through_the_inspections_one_by_one(rows: list[Inspected]) -> None:
    numbered = [(f"D{number:03d}", *row) for number, row in enumerate(rows)]
    named = sorted((row for row in numbered if row[1] is not None), key=lambda row: (str(row[1]), row[0]))
    evaded: dict[str | None, float] = {}
    for _, importer, violation, _, duty in named:
        evaded[importer] = evaded.get(importer, 0.0) + (duty or 0.0 if violation != "none" else 0.0)
    criminal = [
        (name, importer, CRITICAL if violation == "critical" else EVADED)
        for name, importer, violation, _, duty in named
        if violation == "critical" or (violation != "none" and (duty or 0) > 0 and evaded[importer] >= LINE)
    ]
    assert told(smuggling_grounds(inspections(*rows), SMUGGLING, LINE, NO_LINE)) == criminal
    lately = [row for row in named if row[2] != "none" and row[3] < 180]
    counts = {importer: sum(each[1] == importer for each in lately) for _, importer, *_ in lately}
    grounds = audit_grounds(inspections(*rows), AUDIT, AS_OF)
    assert grounds["declaration_id"].tolist() == [row[0] for row in lately if counts[row[1]] >= 2]
    assert grounds["violations"].tolist() == [counts[row[1]] for row in lately if counts[row[1]] >= 2]
