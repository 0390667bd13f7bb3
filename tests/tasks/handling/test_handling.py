"""The four kinds of handling, from proposal to measured result, each once."""

from datetime import date, timedelta

import pytest
from sqlmodel import SQLModel

from sql.register import insert_new
from sql.register.tables import (
    AuditEntry,
    HandlingMeasure,
    Inspection,
    InspectionRequest,
    OutboxEvent,
    PolicyRecommendation,
    RiskParameter,
    SpecialOperation,
)
from sql.register.tables.handling import MeasureResult
from sql.stores import Stores
from sql.terms import HandlingState, Lane, ParameterState, SelectionGround, TaskState, Violation
from sql.working_days import add_working_days
from tasks.handling.approval import HandlingRefusedError
from tasks.handling.decide import POLICY, decide, decide_by_policy
from tasks.handling.execute import execute_approved
from tasks.handling.measure import measure_results
from tasks.handling.propose import propose_handling
from tests.in_chinese import untold
from tests.tasks.handling.findings import EVE, finding, found

KINDS = {
    "undervaluation": "set_parameter",
    "splitting": "ask_inspection",
    "surge": "special_operation",
    "duty_by_volume": "policy_recommendation",
}
EFFECTS: tuple[type[SQLModel], ...] = (RiskParameter, InspectionRequest, SpecialOperation, PolicyRecommendation)


@pytest.fixture
def proposed(stores: Stores) -> Stores:
    found(stores, *[finding(detector) for detector in KINDS])
    propose_handling(stores, EVE)
    return stores


def measures(stores: Stores) -> dict[str, dict[str, object]]:
    names = [*HandlingMeasure.model_fields]
    rows = stores.register.read(HandlingMeasure, names, order_by=["key"]).to_dict("records")
    return {str(row["kind"]): {str(name): value for name, value in row.items()} for row in rows}


def states(stores: Stores) -> set[str]:
    return {str(row["state"]) for row in measures(stores).values()}


def contents(stores: Stores) -> dict[str, object]:
    tables: list[type[SQLModel]] = [*EFFECTS, HandlingMeasure, AuditEntry, OutboxEvent]
    return {
        table.__name__: stores.register.read(
            table,
            [*table.model_fields],
            order_by=[column.name for column in table.__table__.primary_key],  # type: ignore[attr-defined]
        )
        .astype("str")
        .to_dict("records")
        for table in tables
    }


def inspected(stores: Stores, codes: str, *violations: Violation) -> None:
    rows = [
        {
            "declaration_id": f"D{number}",
            "office": "SHA1",
            "importer": "X",
            "lodged_on": EVE + timedelta(days=5),
            "lane": Lane.HIGH,
            "selected_by": SelectionGround.PARAMETER,
            "selection_probability": 1.0,
            "parameters": codes,
            "what_to_check": "the value",
            "requested_on": EVE + timedelta(days=5),
            "state": TaskState.DONE,
            "inspected_on": EVE + timedelta(days=6),
            "violation": violation,
            "recovered_duty": 50.0 if violation is Violation.VIOLATION else None,
        }
        for number, violation in enumerate(violations)
    ]
    with stores.register.writing() as session:
        insert_new(session, Inspection, rows)


def test_each_kind_is_proposed_to_the_unit_entitled_to_decide(proposed: Stores) -> None:
    told = {kind: (row["unit"], row["approving_unit"], row["state"]) for kind, row in measures(proposed).items()}
    assert told == {
        "set_parameter": ("SHA1", "SH", HandlingState.PROPOSED),
        "ask_inspection": ("SHA1", "SHA", HandlingState.PROPOSED),
        "special_operation": ("SHA1", "SH", HandlingState.PROPOSED),
        "policy_recommendation": ("SHA1", "CN", HandlingState.PROPOSED),
    }
    asked = proposed.register.read(OutboxEvent, ["unit"], OutboxEvent.kind == "approval", order_by=["unit"])
    assert asked["unit"].tolist() == ["CN", "SH", "SHA"]


def test_an_amount_far_beyond_the_week_s_goes_one_level_up(stores: Stores) -> None:
    usual = [finding("splitting", name) for name in ("A", "B", "C")]
    found(stores, *usual, finding("splitting", "LARGE", amount_at_stake=20_001.0))
    propose_handling(stores, EVE)
    rows = stores.register.read(HandlingMeasure, ["amount_at_stake", "approving_unit"], order_by=["amount_at_stake"])
    assert rows["approving_unit"].tolist() == ["SHA", "SHA", "SHA", "SH"]


def test_the_policy_approves_by_score_and_leaves_the_rest_to_persons(stores: Stores) -> None:
    found(stores, finding("splitting", "STRONG", score=0.8), finding("new_sensitive_route", "WEAK", score=0.55))
    propose_handling(stores, EVE)
    waiting = measures(stores)
    assert decide_by_policy(stores, EVE)["measures_approved"] == len(waiting) + 1
    decided_by = stores.register.read(HandlingMeasure, ["decided_by"], order_by=["key"])["decided_by"]
    assert set(decided_by) == {POLICY}


def test_all_four_are_executed_once_and_repeating_every_stage_changes_nothing(proposed: Stores) -> None:
    for _ in range(2):
        propose_handling(proposed, EVE)
        decide_by_policy(proposed, EVE)
        execute_approved(proposed, EVE)
        measure_results(proposed, EVE)
        first = contents(proposed)
    assert states(proposed) == {"executed"}
    assert [len(proposed.register.read(table, [*table.model_fields][:1])) for table in EFFECTS] == [2, 1, 1, 1]
    execute_approved(proposed, EVE + timedelta(days=1))
    assert contents(proposed) == first
    assert untold(proposed) == []


def test_execution_says_what_to_check_from_the_next_day_on_and_until_when(proposed: Stores) -> None:
    decide_by_policy(proposed, EVE)
    execute_approved(proposed, EVE)
    parameters = proposed.register.read(RiskParameter, [*RiskParameter.model_fields], order_by=["key"])
    assert set(parameters["state"]) == {ParameterState.ACTIVE}
    assert set(parameters["valid_from"].dt.date) == {date(2021, 1, 4)}
    assert (parameters["author"] != parameters["approver"]).all()
    request = proposed.register.read(InspectionRequest, ["subject", "valid_from", "valid_to", "what_to_check"]).iloc[0]
    assert (request["subject"], request["valid_from"].date()) == ("X", date(2021, 1, 4))
    assert request["valid_to"].date() == EVE + timedelta(days=28)
    assert request["what_to_check"]
    operation = proposed.register.read(SpecialOperation, ["offices", "state", "parameter"]).iloc[0]
    assert (operation["offices"], operation["state"]) == ("SHA1", TaskState.OPEN)
    assert operation["parameter"] in set(parameters["code"])
    advice = proposed.register.read(PolicyRecommendation, ["addressee", "measure", "follow_up_on"]).iloc[0]
    assert (advice["addressee"], advice["follow_up_on"].date()) == ("CN", add_working_days(EVE, 30))
    page = (proposed.folder / "recommendations" / f"{advice['measure']}.html").read_text(encoding="utf-8")
    assert "X declares less than its peers" in page


def test_results_are_measured_when_the_time_of_a_measure_is_over(proposed: Stores) -> None:
    decide_by_policy(proposed, EVE)
    execute_approved(proposed, EVE)
    outcome = str(measures(proposed)["special_operation"]["outcome"])
    inspected(proposed, f"{outcome};OTHER", Violation.VIOLATION, Violation.NONE)
    assert measure_results(proposed, EVE + timedelta(days=7))["measures_measured"] == 0
    running = proposed.register.read(
        SpecialOperation, ["inspected", "found", "officer_hours", "recovered_duty", "state"]
    )
    assert running.iloc[0].tolist() == [2, 1, 4.0, 50.0, TaskState.OPEN]
    summary = measure_results(proposed, EVE + timedelta(days=42))
    assert (summary["operations_closed"], summary["measures_measured"]) == (1, 2)  # the inspections asked for, too
    report = proposed.register.read(OutboxEvent, ["unit", "body"], OutboxEvent.kind == "operation_closed").iloc[0]
    assert report["unit"] == "SHA1"
    assert "Inspected: 2, with a violation: 1 (50%). Officer hours: 4. Duty recovered: 50 CNY." in str(report["body"])
    assert measures(proposed)["special_operation"]["result"] == MeasureResult(2, 1, 4.0, 50.0)
    assert measures(proposed)["ask_inspection"]["result"] == MeasureResult(0, 0)
    assert measure_results(proposed, EVE + timedelta(days=90))["measures_measured"] == 2
    assert states(proposed) == {"measured"}


def test_a_person_decides_with_a_reason_that_the_audit_trail_keeps(proposed: Stores) -> None:
    key = str(measures(proposed)["set_parameter"]["key"])
    told = decide(proposed, key, decision="reject", actor="chief", unit="SH", as_of=EVE, reason="known to be honest")
    assert told == {"measure": key, "state": "rejected"}
    entry = proposed.register.read(AuditEntry, ["actor", "unit", "reason"], AuditEntry.entity_key == key).iloc[0]
    assert entry.tolist() == ["chief", "SH", "known to be honest"]
    decide_by_policy(proposed, EVE)
    execute_approved(proposed, EVE)
    assert measures(proposed)["set_parameter"]["state"] == "rejected"


def test_decisions_that_are_not_theirs_to_make_are_refused_and_leave_no_trace(proposed: Stores) -> None:
    key = str(measures(proposed)["set_parameter"]["key"])
    before = contents(proposed)
    for actor, unit, sentence in (
        ("chief", "SHA", "SHA may not decide: SH or a unit above it must"),
        ("risk analysis", "SH", "risk analysis proposed this measure: another officer must decide"),
    ):
        with pytest.raises(HandlingRefusedError, match=sentence):
            decide(proposed, key, decision="approve", actor=actor, unit=unit, as_of=EVE, reason="")
    with pytest.raises(HandlingRefusedError, match="there is no measure nothing"):
        decide(proposed, "nothing", decision="approve", actor="chief", unit="CN", as_of=EVE, reason="")
    assert contents(proposed) == before


def test_what_waits_is_reminded_of_and_then_escalated_to_the_unit_above(stores: Stores) -> None:
    found(stores, finding("splitting", score=0.61), finding("splitting", "Y", score=0.62))
    propose_handling(stores, EVE)
    key = stores.register.read(HandlingMeasure, ["key"], order_by=["key"])["key"].iloc[0]
    with stores.register.writing() as session:  # a person's measure that the policy leaves alone
        session.get_one(HandlingMeasure, key).score = 0.1
    days = [add_working_days(EVE, 4), add_working_days(EVE, 5), add_working_days(EVE, 10)]
    told = [decide_by_policy(stores, day) for day in days]
    assert [(each["reminders"], each["escalations"]) for each in told] == [(0, 0), (1, 0), (0, 1)]
    events = stores.register.read(OutboxEvent, ["kind", "unit"], OutboxEvent.reference == key, order_by=["kind"])
    assert events.values.tolist() == [["escalation", "SH"], ["reminder", "SHA"]]
    assert untold(stores) == []
