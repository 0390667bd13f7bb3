"""What an inspection found is known by doing it, once; an officer re-routes with a reason, in their jurisdiction."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlmodel import select

from sql.contents.borders import INSPECTIONS, KNOWN_OUTCOMES
from sql.register.tables import AuditEntry, InformationItem, Inspection, LaneChange
from sql.stores import Stores
from sql.terms import Lane, SelectionGround, TaskState, Violation
from tasks.clearance.decision.screen import screen_day
from tasks.clearance.inspections.inspections import (
    change_lane,
    record_due_inspections,
    record_inspection_result,
)
from tasks.clearance.inspections.refused import InspectionRefusedError
from tasks.lifecycle.integrity import altered_records
from tasks.records.known_outcomes import known_outcomes, outcomes_of_declarations
from tests.borders import conforms
from tests.conftest import copy_of
from tests.tasks.clearance.decision.test_screen import policy
from tests.tasks.clearance.lodged import DAY, EVE, KEY, enforce, lodge, parameter

NEXT = DAY + timedelta(days=1)
NOBODY_DRAWN = b"a key by which chance has no re-routed declaration of these tests inspected"


@pytest.fixture(scope="module")
def day_screened(empty_stores: Path, tmp_path_factory: pytest.TempPathFactory) -> Stores:
    """Importer I9 is sent to inspection, I1 is not; the outcomes of both are sealed, that of I8 is not known."""
    stores = copy_of(Stores.embedded(empty_stores), tmp_path_factory.mktemp("screened") / "data")
    policy(stores)
    enforce(stores, parameter("CN-1", '{"importer": {"in": ["I8", "I9"]}}'))
    lodge(
        stores,
        [
            {"declaration_id": "A"},
            {"declaration_id": "B", "importer": "I9"},
            {"declaration_id": "C", "importer": "I8"},
            {"declaration_id": "D", "importer": "I9"},
        ],
    )
    outcomes = {"A": "violation", "B": "critical", "D": "none"}
    sealed = pd.DataFrame({"declaration_id": list(outcomes), "violation": list(outcomes.values()), "kind": "arms"})
    stores.lake.write("sealed_outcomes", f"{DAY:%Y-%m}", "sealed", sealed)
    screen_day(stores, DAY, KEY)
    return stores


@pytest.fixture
def screened(day_screened: Stores, tmp_path: Path) -> Stores:
    return copy_of(day_screened, tmp_path / "data")


def test_results_and_draws_leave_every_seal_as_it_should_be(screened: Stores) -> None:
    record_due_inspections(screened, NEXT)
    states = screened.register.read(Inspection, ["state"])["state"].tolist()
    assert TaskState.DONE in states
    assert altered_records(screened.register) == []


def report(
    stores: Stores,
    declaration_id: str,
    violation: Violation = Violation.NONE,
    unit: str = "CN",
    *,
    recovered_duty: float | None = 12.5,
    officer_hours: float | None = 1.5,
    as_of: date = NEXT,
    item_number: int | None = None,
) -> dict[str, object]:
    return record_inspection_result(
        stores,
        declaration_id=declaration_id,
        violation=violation,
        kind=None,
        recovered_duty=recovered_duty,
        officer_hours=officer_hours,
        officer="Zhao",
        unit=unit,
        as_of=as_of,
        item_number=item_number,
    )


def reroute(stores: Stores, declaration_id: str, lane: Lane, unit: str = "SHA") -> dict[str, object]:
    signed: dict[str, Any] = {"officer": "Zhao", "unit": unit, "reason": "doubtful_behaviour", "note": "smell of glue"}
    return change_lane(stores, declaration_id, lane, **signed, as_of=NEXT, key=NOBODY_DRAWN)


def inspection(stores: Stores, declaration_id: str) -> Inspection:
    with stores.register.reading() as session:
        row = session.get_one(Inspection, declaration_id)
        session.expunge(row)
        return row


def test_only_what_was_ordered_is_opened_and_only_from_the_next_day_on(screened: Stores) -> None:
    assert record_due_inspections(screened, DAY)["inspections_done"] == 0
    assert record_due_inspections(screened, NEXT) == {"inspections_done": 2, "violations_found": 1}
    inspections = screened.register.read(Inspection, INSPECTIONS.names)
    assert conforms(inspections, INSPECTIONS) == []
    known = known_outcomes(screened, NEXT)
    assert conforms(known, KNOWN_OUTCOMES) == []
    known = known.set_index("declaration_id")
    assert known["violation"].to_dict() == {"B": "critical", "D": "none"}
    assert known.at["B", "selected_by"] == "parameter"
    assert known_outcomes(screened, DAY).empty


def test_a_critical_finding_becomes_risk_information_once(screened: Stores) -> None:
    first = record_due_inspections(screened, NEXT)
    assert record_due_inspections(screened, NEXT) == first
    items = screened.register.read(InformationItem, ["subject", "unit", "kind"])
    assert items.to_dict("records") == [{"subject": "I9", "unit": "SHA1", "kind": "inspection_finding"}]


def test_what_has_no_sealed_outcome_waits_for_an_officer(screened: Stores) -> None:
    record_due_inspections(screened, NEXT)
    assert inspection(screened, "C").state is TaskState.OPEN
    report(screened, "C", Violation.VIOLATION)
    row = inspection(screened, "C")
    assert (row.state, row.violation, row.recovered_duty, row.inspected_on) == (
        *(TaskState.DONE, Violation.VIOLATION, 12.5, NEXT),
    )
    with screened.register.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.entity == "inspection")).one()
        assert (entry.actor, entry.entity_key) == ("Zhao", "C")


def test_a_result_is_refused_where_none_was_asked_for_or_it_is_known(screened: Stores) -> None:
    with pytest.raises(
        InspectionRefusedError, match="no inspection of A is requested in the care of CN: re-route it first"
    ):
        report(screened, "A")
    report(screened, "C")
    with pytest.raises(InspectionRefusedError, match="was closed on 2021-03-03"):
        report(screened, "C", Violation.CRITICAL)
    assert inspection(screened, "C").violation is Violation.NONE


def test_a_result_whose_amounts_cannot_be_is_refused_and_what_was_not_recorded_is_unknown(screened: Stores) -> None:
    for wrong in (-0.01, float("nan"), float("inf")):
        with pytest.raises(InspectionRefusedError, match="recovered duty of"):
            report(screened, "C", Violation.VIOLATION, recovered_duty=wrong)
        with pytest.raises(InspectionRefusedError, match="officer hours of"):
            report(screened, "C", Violation.VIOLATION, officer_hours=wrong)
    assert inspection(screened, "C").state is TaskState.OPEN
    report(screened, "C", Violation.VIOLATION, recovered_duty=None, officer_hours=None)
    row = inspection(screened, "C")
    assert (row.recovered_duty, row.officer_hours) == (None, None)


def test_no_result_is_older_than_the_inspection_that_was_asked_for(screened: Stores) -> None:
    with pytest.raises(InspectionRefusedError, match="was requested on 2021-03-02: it has no result of 2021-03-01"):
        report(screened, "C", as_of=EVE)
    assert inspection(screened, "C").state is TaskState.OPEN
    report(screened, "C", as_of=DAY)
    assert inspection(screened, "C").inspected_on == DAY


def test_into_the_high_lane_means_inspection_by_discretion(screened: Stores) -> None:
    assert reroute(screened, "A", Lane.HIGH) == {
        **{"declaration": "A", "lane_before": "low", "lane_after": "high", "outcome": "re_routed"}
    }
    row = inspection(screened, "A")
    assert (row.selected_by, row.what_to_check, row.lodged_on) == (SelectionGround.DISCRETION, "smell of glue", DAY)
    with screened.register.reading() as session:
        change = session.get_one(LaneChange, "A")
        assert (change.officer, change.reason, change.lane_before) == (
            *("Zhao", "The behaviour of driver or agent raises doubt", Lane.LOW),
        )


def test_out_of_the_high_lane_withdraws_the_inspection(screened: Stores) -> None:
    reroute(screened, "B", Lane.MEDIUM)
    assert inspection(screened, "B").state is TaskState.WITHDRAWN
    assert record_due_inspections(screened, NEXT)["inspections_done"] == 1
    with pytest.raises(InspectionRefusedError, match="was withdrawn"):
        report(screened, "B")


@pytest.mark.parametrize("lane", [Lane.LOW, Lane.MEDIUM])
def test_no_officer_takes_from_the_random_sample(stores: Stores, lane: Lane) -> None:
    policy(stores, random_rate=1.0)
    enforce(stores, parameter("CN-1", '{"importer": {"in": ["I9"]}}', lane=Lane.MEDIUM))
    lodge(stores, [{"declaration_id": "A"}, {"declaration_id": "B", "importer": "I9"}])
    screen_day(stores, DAY, KEY)
    drawn = "A" if lane is Lane.MEDIUM else "B"
    reroute(stores, drawn, lane)
    row = inspection(stores, drawn)
    assert (row.state, row.selected_by) == (TaskState.OPEN, SelectionGround.CHANCE)


def test_an_inspection_by_discretion_carries_what_hit_and_its_rating(stores: Stores) -> None:
    policy(stores, inspections_per_day=0)
    enforce(stores, parameter("CN-1", '{"importer": {"in": ["I9"]}}'))
    lodge(stores, [{"declaration_id": "B", "importer": "I9"}])
    screen_day(stores, DAY, KEY)
    reroute(stores, "B", Lane.HIGH)
    row = inspection(stores, "B")
    assert (row.selected_by, row.parameters, row.rating) == (SelectionGround.DISCRETION, "CN-1", None)


@pytest.mark.parametrize(
    ("declaration", "unit", "sentence"),
    [
        ("X", "SHA", "was not screened"),
        ("A", "QDG", "not in the care of QDG"),
        ("A", "nowhere", "nowhere is no unit"),
    ],
)
def test_a_re_routing_is_refused_with_the_reason(screened: Stores, declaration: str, unit: str, sentence: str) -> None:
    with pytest.raises(InspectionRefusedError, match=sentence):
        reroute(screened, declaration, Lane.HIGH, unit)
    assert screened.register.read(LaneChange, ["declaration_id"]).empty


@pytest.mark.parametrize("reason", [" ", "x", "scanned_clean", "smell of glue"])
def test_a_re_routing_for_a_reason_that_is_not_on_the_list_is_refused(screened: Stores, reason: str) -> None:
    signed: dict[str, Any] = {"officer": "Zhao", "unit": "SHA", "reason": reason}
    with pytest.raises(InspectionRefusedError, match="is no reason of the national list for this: choose one of doubt"):
        change_lane(screened, "A", Lane.HIGH, **signed, as_of=NEXT, key=KEY)


def test_nothing_is_re_routed_before_it_was_lodged(screened: Stores) -> None:
    told: dict[str, Any] = {"officer": "Zhao", "unit": "SHA", "reason": "new_information", "key": KEY}
    with pytest.raises(InspectionRefusedError, match="A was lodged on 2021-03-02: it had no lane on 2021-03-01"):
        change_lane(screened, "A", Lane.HIGH, **told, as_of=EVE)
    change_lane(screened, "A", Lane.HIGH, **told, as_of=DAY)
    assert inspection(screened, "A").requested_on == DAY


def test_nothing_is_re_routed_twice_or_after_its_inspection(screened: Stores) -> None:
    reroute(screened, "A", Lane.HIGH)
    with pytest.raises(InspectionRefusedError, match="was re-routed before"):
        reroute(screened, "A", Lane.LOW)
    record_due_inspections(screened, NEXT)
    with pytest.raises(InspectionRefusedError, match="was inspected on 2021-03-03 already"):
        reroute(screened, "B", Lane.LOW)
    assert screened.register.read(LaneChange, ["declaration_id"])["declaration_id"].tolist() == ["A"]


def test_into_the_lane_it_is_in_is_no_re_routing(screened: Stores) -> None:
    with pytest.raises(InspectionRefusedError, match="is in the high lane"):
        reroute(screened, "B", Lane.HIGH)


def test_days_before_are_history_without_selection(stores: Stores) -> None:
    past = pd.DataFrame({"declaration_id": ["H"], "inspected_on": [EVE], "violation": ["none"]})
    stores.lake.write("outcomes", f"{EVE:%Y-%m}", "past", past)
    known = known_outcomes(stores, DAY)
    assert conforms(known, KNOWN_OUTCOMES) == []
    assert known["declaration_id"].tolist() == ["H"]
    assert known["selected_by"].isna().all()


def test_what_items_an_inspection_is_about_and_which_one_violates_is_kept(stores: Stores) -> None:
    policy(stores)
    enforce(stores, parameter("CN-1", '{"hs_code": {"prefix": ["8703"]}}'))
    items: list[dict[str, object]] = [{"item_number": 1, "hs_code": "090121"}, {"item_number": 2}, {"item_number": 3}]
    lodge(stores, [item | {"declaration_id": name} for name in "AB" for item in items])
    sealed = {"declaration_id": "A", "item_number": [1, 2, 3], "violation": ["none", "critical", "violation"]}
    facts = {"kind": "arms", "recovered_duty": [0.0, 5.0, 2.0], "officer_hours": 1.0}
    stores.lake.write("sealed_outcomes", f"{DAY:%Y-%m}", "sealed", pd.DataFrame(sealed | facts))
    screen_day(stores, DAY, KEY)
    asked = stores.register.read(Inspection, ["declaration_id", "items", "what_to_check"], order_by=["declaration_id"])
    assert asked["items"].tolist() == ["2;3", "2;3"]
    assert asked["what_to_check"].tolist() == ["items 2, 3: instruction of CN-1"] * 2
    assert record_due_inspections(stores, NEXT) == {"inspections_done": 1, "violations_found": 1}
    with pytest.raises(InspectionRefusedError, match="B has no item 4: its items are 1, 2, 3"):
        report(stores, "B", Violation.VIOLATION, item_number=4)
    report(stores, "B", Violation.VIOLATION, item_number=3)
    known = known_outcomes(stores, NEXT)
    assert conforms(known, KNOWN_OUTCOMES) == []
    assert known["item_number"].tolist() == [2, 3]
    assert known["violation"].tolist() == ["critical", "violation"]
    assert known[["recovered_duty", "officer_hours"]].iloc[0].tolist() == [7.0, 3.0]
    assert outcomes_of_declarations(known)["violation"].tolist() == ["critical", "violation"]
