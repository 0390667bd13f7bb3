"""Exceptions: reasons of one closed list, one outcome each, and chance inspects some of what was waived."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sql.reference import reference_table
from sql.register.tables import Inspection, InspectionException
from sql.stores import Stores
from sql.terms import ExceptionKind, Lane, TaskState
from tasks.clearance.decision.screen import screen_day
from tasks.clearance.inspections.draw import chance_of
from tasks.clearance.inspections.exception_reasons import reasons
from tasks.clearance.inspections.exceptions import exceptions_seen, make_exception
from tasks.clearance.inspections.inspections import change_lane
from tasks.clearance.inspections.refused import InspectionRefusedError
from tasks.feedback.effective_handling import exception_indicators
from tests.conftest import copy_of
from tests.tasks.clearance.decision.test_screen import policy
from tests.tasks.clearance.lodged import DAY, KEY, enforce, lodge, parameter

SIGNED: dict[str, Any] = {"officer": "Li", "unit": "SHA1", "as_of": DAY, "key": KEY}
NAMES = [f"D{number:02}" for number in range(60)]


@pytest.fixture(scope="module")
def day_screened(empty_stores: Path, tmp_path_factory: pytest.TempPathFactory) -> Stores:
    """Sixty declarations go to inspection for a parameter."""
    stores = copy_of(Stores.embedded(empty_stores), tmp_path_factory.mktemp("screened") / "data")
    policy(stores, inspections_per_day=100, parameter_cap=1.0)
    enforce(stores, parameter("CN-1", '{"importer": {"in": ["I9"]}}'))
    lodge(stores, [{"declaration_id": name, "importer": "I9"} for name in NAMES])
    screen_day(stores, DAY, KEY)
    return stores


@pytest.fixture
def screened(day_screened: Stores, tmp_path: Path) -> Stores:
    return copy_of(day_screened, tmp_path / "data")


def kept(stores: Stores) -> pd.DataFrame:
    columns = ["declaration_id", "kind", "reason", "outcome", "inspected_share"]
    return stores.register.read(InspectionException, columns, order_by=["key"])


def states(stores: Stores) -> dict[str, str]:
    rows = stores.register.read(Inspection, ["declaration_id", "state"])
    return dict(zip(rows["declaration_id"], rows["state"].astype("str"), strict=True))


def test_the_national_list_has_reasons_of_every_kind_in_both_languages() -> None:
    assert {each.kind for each in reasons().values()} == set(ExceptionKind)
    assert len(reasons()) == len(reference_table("exception_reasons"))
    waived = [each for each in reasons().values() if each.kind in (ExceptionKind.WAIVER, ExceptionKind.RE_ROUTE)]
    assert all(0 < each.inspected_share < 1 for each in waived)
    assert all(each.sentence and each.sentence_zh for each in reasons().values())


@pytest.mark.parametrize("reason", ["x", "", "doubtful_behaviour", "Scanned at the gate"])
def test_a_reason_that_is_not_on_the_list_excuses_nothing(screened: Stores, reason: str) -> None:
    with pytest.raises(InspectionRefusedError, match="is no reason of the national list for this: choose one of scann"):
        make_exception(screened, "D00", reason, **SIGNED)
    assert kept(screened).empty
    assert states(screened)["D00"] == TaskState.OPEN


def test_chance_has_a_share_of_the_waived_inspected_and_every_waiver_has_one_outcome(screened: Stores) -> None:
    for name in NAMES:
        make_exception(screened, name, "scanned_clean", **SIGNED)
    rows = kept(screened).set_index("declaration_id")
    assert list(rows.index) == NAMES
    now = states(screened)
    for each, outcome in rows["outcome"].items():
        by_chance = chance_of(KEY, str(each), "waiver") < 0.2
        assert outcome == ("inspected_by_chance" if by_chance else "withdrawn")
        assert now[str(each)] == (TaskState.OPEN if by_chance else TaskState.WITHDRAWN)
    assert 4 <= (rows["outcome"] == "inspected_by_chance").sum() <= 22
    still_open = next(name for name, state in states(screened).items() if state == TaskState.OPEN)
    with pytest.raises(InspectionRefusedError, match="had an exception of this kind before"):
        make_exception(screened, still_open, "perishable", **SIGNED)


@pytest.mark.parametrize(("reason", "kind"), [("not_arrived", "no_load"), ("released_before", "late_scoring")])
def test_what_cannot_be_inspected_is_withdrawn_with_its_reason(screened: Stores, reason: str, kind: str) -> None:
    told = make_exception(screened, "D00", reason, **SIGNED)
    assert told == {"declaration": "D00", "kind": kind, "outcome": "withdrawn"}
    rows = screened.register.read(Inspection, ["withdrawn_because"], Inspection.declaration_id == "D00")
    assert rows["withdrawn_because"].tolist() == [reasons()[reason].sentence]


def test_what_chance_selected_cannot_be_waived(stores: Stores) -> None:
    policy(stores, random_rate=1.0)
    lodge(stores, [{"declaration_id": name} for name in NAMES[:20]])
    screen_day(stores, DAY, KEY)
    for name in NAMES[:20]:
        assert make_exception(stores, name, "perishable", **SIGNED)["outcome"] == "inspected_by_chance"
    assert set(kept(stores)["inspected_share"]) == {1.0}


def test_re_routing_out_of_the_high_lane_is_sampled_like_a_waiver(screened: Stores) -> None:
    outcomes = {name: change_lane(screened, name, Lane.LOW, reason="explained", **SIGNED)["outcome"] for name in NAMES}
    for name, outcome in outcomes.items():
        assert (outcome == "inspected_by_chance") == (chance_of(KEY, name, "re_route") < 0.2)
        assert (states(screened)[name] == TaskState.OPEN) == (outcome == "inspected_by_chance")
    assert set(outcomes.values()) == {"inspected_by_chance", "re_routed"}
    assert len(exceptions_seen(screened, ["SHA1"])) == len(NAMES)
    assert exceptions_seen(screened, ["QDG1"]).empty


def test_an_exception_of_another_unit_or_of_a_closed_inspection_is_refused(screened: Stores) -> None:
    with pytest.raises(InspectionRefusedError, match="no inspection of D00 is requested in the care of QDG1"):
        make_exception(screened, "D00", "perishable", **SIGNED | {"unit": "QDG1"})
    with pytest.raises(InspectionRefusedError, match="no inspection of nothing"):
        make_exception(screened, "nothing", "perishable", **SIGNED)
    make_exception(screened, "D00", "not_arrived", **SIGNED)
    with pytest.raises(InspectionRefusedError, match="the inspection of D00 is withdrawn, not open"):
        make_exception(screened, "D00", "perishable", **SIGNED)
    with pytest.raises(InspectionRefusedError, match="there is none to replace"):
        make_exception(screened, "D01", "absent", **SIGNED)


def test_the_rate_of_violations_among_the_waived_comes_with_its_interval() -> None:
    made = pd.DataFrame(
        {
            "kind": "waiver",
            "reason": ["perishable"] * 40 + ["scanned_clean"] * 60,
            "outcome": ["inspected_by_chance"] * 10 + ["withdrawn"] * 90,
            "inspected_share": 0.2,
            "violated": pd.Series([True] * 3 + [False] * 5 + [None] * 92, dtype="object"),
        }
    )
    told = {(row["name"], row["scope"]): row for row in exception_indicators(made).to_dict("records")}
    assert told["exceptions", "waiver"]["value"] == 100
    rate = told["violation_rate_of_waived", "national"]
    assert rate["value"] == pytest.approx(3 / 8)
    assert rate["observations"] == 8
    assert 0 < rate["low"] < 3 / 8 < rate["high"] < 1
    (nothing,) = exception_indicators(made.iloc[:0]).to_dict("records")
    assert (nothing["name"], nothing["observations"]) == ("violation_rate_of_waived", 0)
    assert nothing["value"] is None or pd.isna(nothing["value"])
