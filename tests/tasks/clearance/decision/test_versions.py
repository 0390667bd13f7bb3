"""A declaration amended before its release is screened again: its lane only rises, and takes no capacity twice."""

from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from sql.register.tables import Inspection
from sql.stores import Stores
from sql.terms import Violation
from tasks.clearance.decision.screen import screen_day
from tasks.clearance.decision.undecided_days import UndecidedDays, undecided_days
from tasks.clearance.inspections.inspections import (
    record_due_inspections,
    record_inspection_result,
)
from tasks.clearance.inspections.refused import InspectionRefusedError
from tasks.records.decisions import decisions_up_to
from tests.tasks.clearance.decision.test_screen import SUSPECT, policy
from tests.tasks.clearance.lodged import DAY, KEY, enforce, lodge, parameter

NEXT = DAY + timedelta(days=1)
LATER = DAY + timedelta(days=2)


@pytest.fixture(autouse=True)
def _parameters(stores: Stores) -> None:
    policy(stores, inspections_per_day=2)
    enforce(stores, parameter("CN-1", SUSPECT), parameter("CN-2", '{"origin_mark": {"in": ["none"]}}'))


def change(stores: Stores, day: date, name: str, version: int, function: str = "amended", **facts: Any) -> None:
    """A later version of a declaration that customs received on `day`."""
    header = {"version": version, "function": function, "received_at": datetime(day.year, day.month, day.day, 9)}
    lodge(stores, [{"declaration_id": name} | header | facts], f"{name}-{version}")
    row = {"declaration_id": name, "lodged_on": DAY, "office": "SHA1"} | header
    stores.lake.write("declaration_changes", f"{DAY:%Y-%m}", f"{name}-{version}", pd.DataFrame([row]))


def decision(stores: Stores, name: str, as_of: date = LATER) -> dict[str, Any]:
    rows = decisions_up_to(stores, as_of).set_index("declaration_id")
    assert rows.index.is_unique
    return {str(column): value for column, value in rows.loc[name].items()}


def inspection(stores: Stores, name: str) -> dict[str, Any]:
    names = ["declaration_id", "version", "state", "parameters", "what_to_check", "requested_on", "withdrawn_because"]
    rows = stores.register.read(Inspection, names).set_index("declaration_id")
    return {str(column): value for column, value in rows.loc[name].items()}


def report(stores: Stores, name: str) -> None:
    """The inspection finds nothing on the day after the decision."""
    record_inspection_result(
        stores,
        declaration_id=name,
        violation=Violation.NONE,
        kind=None,
        recovered_duty=None,
        officer_hours=1.0,
        officer="Li",
        unit="SHA1",
        as_of=NEXT,
    )


def test_an_amendment_on_the_day_of_the_decision_raises_the_lane(stores: Stores) -> None:
    lodge(stores, [{"declaration_id": "A"}])
    screen_day(stores, DAY, KEY)
    assert decision(stores, "A")["lane"] == "low"
    change(stores, DAY, "A", 2, importer="I9")
    assert undecided_days(stores, DAY, LATER) == UndecidedDays(DAY, DAY, 1)
    assert screen_day(stores, DAY, KEY)["inspections_asked"] == 1
    found = decision(stores, "A")
    assert (found["lane"], found["version"], found["selected_by"]) == ("high", 2, "parameter")
    assert (inspection(stores, "A")["version"], inspection(stores, "A")["what_to_check"]) == (2, "instruction of CN-1")
    with stores.lake.connect("decisions") as lake:
        assert lake.sql("select version, lane from decisions order by version").fetchall() == [(1, "low"), (2, "high")]
    assert undecided_days(stores, DAY, LATER) is None
    assert screen_day(stores, DAY, KEY)["declarations_screened"] == 0


def test_a_lane_does_not_fall_by_itself(stores: Stores) -> None:
    lodge(stores, [{"declaration_id": "A", "importer": "I9"}])
    screen_day(stores, DAY, KEY)
    change(stores, LATER, "A", 2)
    told = screen_day(stores, LATER, KEY)
    assert (told["declarations_screened"], told["lane_high"], told["inspections_asked"]) == (1, 1, 0)
    found = decision(stores, "A")
    assert (found["lane"], found["demanded_lane"], found["version"]) == ("high", "high", 2)
    assert (found["parameters"], found["selected_by"], found["selection_probability"]) == ("CN-1", "parameter", 1.0)
    assert found["advice"].startswith("High risk! Targeted check! instruction of CN-1")
    assert decision(stores, "A", DAY)["version"] == 1
    open_one = inspection(stores, "A")
    assert (open_one["version"], open_one["state"], open_one["what_to_check"]) == (2, "open", "instruction of CN-1")


def test_what_is_to_be_checked_follows_an_amendment(stores: Stores) -> None:
    lodge(stores, [{"declaration_id": "A", "importer": "I9"}])
    screen_day(stores, DAY, KEY)
    change(stores, NEXT, "A", 2, origin_mark="none")
    screen_day(stores, NEXT, KEY)
    assert inspection(stores, "A")["parameters"] == "CN-1;CN-2"
    assert inspection(stores, "A")["what_to_check"] == "instruction of CN-2"
    assert inspection(stores, "A")["requested_on"].date() == DAY


def test_after_release_an_amendment_changes_no_lane(stores: Stores) -> None:
    lodge(stores, [{"declaration_id": "A"}, {"declaration_id": "B", "importer": "I9"}])
    screen_day(stores, DAY, KEY)
    report(stores, "B")
    for name in ("A", "B"):
        change(stores, NEXT, name, 2, importer="I9", origin_mark="none")
    assert undecided_days(stores, DAY, LATER) is None
    assert screen_day(stores, NEXT, KEY)["declarations_screened"] == 0
    assert (decision(stores, "A")["lane"], decision(stores, "B")["version"]) == ("low", 1)


def test_an_amended_declaration_takes_no_capacity_twice(stores: Stores) -> None:
    lodge(stores, [{"declaration_id": "A", "importer": "I9"}, {"declaration_id": "B"}])
    screen_day(stores, DAY, KEY)
    change(stores, DAY, "A", 2, importer="I9")
    change(stores, DAY, "B", 2, importer="I9")
    lodge(stores, [{"declaration_id": "C", "importer": "I9"}], "more")
    screen_day(stores, DAY, KEY)
    lanes = [decision(stores, name)["lane"] for name in "ABC"]
    assert sorted(lanes) == ["high", "high", "medium"]
    assert lanes[0] == "high"


def test_a_declaration_amended_before_its_first_decision_is_screened_once(stores: Stores) -> None:
    lodge(stores, [{"declaration_id": "A"}])
    change(stores, DAY, "A", 2, importer="I9")
    assert screen_day(stores, DAY, KEY)["declarations_screened"] == 1
    assert (decision(stores, "A")["lane"], decision(stores, "A")["version"]) == ("high", 2)


def test_a_cancelled_declaration_leaves_the_queue_and_its_inspection_is_withdrawn(stores: Stores) -> None:
    lodge(stores, [{"declaration_id": "A", "importer": "I9"}, {"declaration_id": "B", "importer": "I9"}])
    change(stores, DAY, "B", 2, "cancelled", importer="I9")
    assert screen_day(stores, DAY, KEY)["declarations_screened"] == 1
    change(stores, NEXT, "A", 2, "cancelled", importer="I9")
    assert screen_day(stores, NEXT, KEY)["declarations_screened"] == 0
    withdrawn = inspection(stores, "A")
    assert withdrawn["state"] == "withdrawn"
    assert withdrawn["withdrawn_because"] == "the declaration was cancelled on 2021-03-03"
    with pytest.raises(InspectionRefusedError, match="the declaration was cancelled on 2021-03-03"):
        report(stores, "A")
    assert record_due_inspections(stores, LATER)["inspections_done"] == 0


def test_an_inspection_withdrawn_by_a_cancellation_is_requested_anew_when_the_declaration_comes_back(
    stores: Stores,
) -> None:
    """Else whoever was selected would cancel and lodge again, with the fault taken out."""
    lodge(stores, [{"declaration_id": "A", "importer": "I9"}])
    screen_day(stores, DAY, KEY)
    change(stores, NEXT, "A", 2, "cancelled", importer="I9")
    screen_day(stores, NEXT, KEY)
    assert inspection(stores, "A")["state"] == "withdrawn"
    change(stores, LATER, "A", 3, importer="I1")
    assert screen_day(stores, LATER, KEY)["declarations_screened"] == 1
    again = inspection(stores, "A")
    assert (again["state"], again["requested_on"].date(), again["version"]) == ("open", LATER, 3)
    assert pd.isna(again["withdrawn_because"])
    assert (decision(stores, "A")["lane"], decision(stores, "A")["version"]) == ("high", 3)


def test_a_declaration_that_comes_back_without_a_selection_has_no_inspection(stores: Stores) -> None:
    lodge(stores, [{"declaration_id": "A"}])
    screen_day(stores, DAY, KEY)
    change(stores, DAY, "A", 2, "cancelled")
    change(stores, DAY, "A", 3)
    assert screen_day(stores, DAY, KEY)["inspections_asked"] == 0
    assert stores.register.read(Inspection, ["declaration_id"]).empty
