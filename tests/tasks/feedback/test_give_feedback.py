"""Feedback measures, proposes and acts, once per business date, and what it changes holds from the next day on."""

import json
from datetime import date, timedelta

import pytest
from sqlmodel import SQLModel

from sql.jurisdiction import Organisation
from sql.messages import as_written
from sql.reference import organisation
from sql.register import insert_new
from sql.register.tables import (
    AuditEntry,
    FeedbackIndicator,
    FeedbackProposal,
    Inspection,
    LanePolicyVersion,
    OutboxEvent,
    RatingModel,
    RiskParameter,
    ScreeningBatch,
)
from sql.stores import Stores
from sql.terms import HandlingState, Lane, ModelState, Priority, SelectionGround, TaskState, Violation
from tasks.clearance.policy.adoption import load_default_policy
from tasks.feedback import apply
from tasks.feedback.actions import ACTOR, POLICY, retraining
from tasks.feedback.apply import apply_feedback, decide_on_proposal
from tasks.feedback.give_feedback import give_feedback
from tasks.feedback.policy import ActionPolicy, feedback_policy
from tasks.handling.approval import HandlingRefusedError
from tasks.parameters.conditions import Condition
from tasks.parameters.life import Endorsed, put_into_force
from tasks.parameters.published_format import Parameter
from tasks.records.lane_policy import lane_policy
from tests.conftest import fill_lake
from tests.in_chinese import untold

EVE = date(2021, 1, 3)
SUNDAY = date(2021, 1, 31)
UNITS = Organisation(organisation())


@pytest.fixture(autouse=True)
def _no_training(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retraining has tests of its own and needs a history to learn from."""
    monkeypatch.setattr(retraining, "retrain", lambda stores, as_of, seed, reason: {})


def parameter(code: str, priority: Priority = Priority.REVENUE) -> Parameter:
    conditions = {"importer": Condition(among=(code,))}
    return Parameter(code, "CN", priority, Lane.HIGH, "reason", "look", EVE, None, conditions)


def inspected(
    stores: Stores, name: str, violated: int, clean: int, by: SelectionGround, code: str = "", office: str = "SHA1"
) -> None:
    rows = [
        {
            "declaration_id": f"{name}{number}",
            "office": office,
            "importer": name,
            "lodged_on": SUNDAY - timedelta(days=10),
            "lane": Lane.LOW if by is SelectionGround.CHANCE else Lane.HIGH,
            "selected_by": by,
            "selection_probability": 0.02 if by is SelectionGround.CHANCE else 1.0,
            "parameters": code,
            "rating": 0.5,
            "what_to_check": "the goods",
            "requested_on": SUNDAY - timedelta(days=10),
            "state": TaskState.DONE,
            "inspected_on": SUNDAY - timedelta(days=9),
            "violation": Violation.VIOLATION if number < violated else Violation.NONE,
        }
        for number in range(violated + clean)
    ]
    with stores.register.writing() as session:
        insert_new(session, Inspection, rows)


@pytest.fixture
def working(stores: Stores) -> Stores:
    """Four weeks in which chance found one in five, one parameter as much, one nothing, and one most of the time."""
    load_default_policy(stores, EVE)
    parameters = [parameter("CN-SAME"), parameter("CN-NOTHING"), parameter("CN-GOOD")]
    put_into_force(stores, [Endorsed(each, "officer", "chief") for each in parameters], unit="CN", as_of=EVE)
    inspected(stores, "chance", 30, 120, SelectionGround.CHANCE)
    inspected(stores, "same", 20, 100, SelectionGround.PARAMETER, "CN-SAME")
    inspected(stores, "nothing", 0, 30, SelectionGround.PARAMETER, "CN-NOTHING")
    inspected(stores, "good", 30, 10, SelectionGround.PARAMETER, "CN-GOOD")
    inspected(stores, "rated", 88, 2, SelectionGround.RATING, office="NGB1")
    decisions: list[dict[str, object]] = [
        {
            "declaration_id": f"L{number}",
            "business_day": SUNDAY - timedelta(days=number % 20),
            "office": ("SHA1", "NGB1")[number % 2],
            "lane": "low",
            "demanded_lane": "low",
            "batch": "b",
        }
        for number in range(50)
    ]
    fill_lake(stores.lake, "decisions", "business_day", decisions)
    day = SUNDAY - timedelta(days=10)
    batch = {"key": "b", "business_day": day, "sequence": 1, "declarations": 50, "low": 50, "medium": 0, "high": 0}
    with stores.register.writing() as session:
        insert_new(session, ScreeningBatch, [batch | {"inspections": 0}])
    return stores


def feedback(stores: Stores, as_of: date = SUNDAY) -> None:
    give_feedback(stores, as_of - timedelta(days=27), as_of)
    apply_feedback(stores, as_of, seed=1)


def contents(stores: Stores) -> dict[str, object]:
    tables: list[type[SQLModel]] = [
        *(FeedbackIndicator, FeedbackProposal, LanePolicyVersion, RiskParameter, AuditEntry, OutboxEvent),
    ]
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


def in_force(stores: Stores) -> dict[str, str]:
    rows = stores.register.read(RiskParameter, ["key", "lane", "state"], order_by=["key"]).to_dict("records")
    return {str(row["key"]): f"{row['lane']} {row['state']}" for row in rows}


def test_parameters_are_retired_lowered_and_praised_by_what_they_found(working: Stores) -> None:
    feedback(working)
    assert in_force(working) == {
        "CN-GOOD|1": "high active",
        "CN-NOTHING|1": "high retired",
        "CN-SAME|1": "high retired",
        "CN-SAME|2": "medium active",
    }
    lowered = working.register.read(
        RiskParameter, ["author", "approver", "valid_from"], RiskParameter.key == "CN-SAME|2"
    ).iloc[0]
    assert (lowered["author"], lowered["approver"]) == (ACTOR, POLICY)
    assert lowered["valid_from"].date() == SUNDAY + timedelta(days=1)
    told = working.register.read(OutboxEvent, ["unit", "subject"], OutboxEvent.kind == "parameter_review").iloc[0]
    assert told.astype("str").tolist() == ["CN", "Widen the parameter CN-GOOD"]
    assert untold(working) == []


def test_a_parameter_on_its_last_day_is_left_to_end(working: Stores) -> None:
    with working.register.writing() as session:
        session.get_one(RiskParameter, "CN-SAME|1").valid_to = SUNDAY
    feedback(working)
    assert [key for key in in_force(working) if key.startswith("CN-SAME")] == ["CN-SAME|1"]


def test_the_threshold_moves_from_the_next_day_on_with_author_approver_and_reason(working: Stores) -> None:
    feedback(working)
    assert lane_policy(working, "SHA1", SUNDAY, UNITS).high_rate == 0.05
    after = lane_policy(working, "SHA1", SUNDAY + timedelta(days=1), UNITS)
    assert (after.high_rate, after.medium_rate) == (0.06, 0.14)
    version = working.register.read(
        LanePolicyVersion, ["unit", "author", "approver", "reason"], LanePolicyVersion.author == ACTOR
    ).iloc[0]
    assert version["unit"] == "CN"
    assert version["approver"] == POLICY
    assert "the lowest rated third of the rating's selections finds" in version["reason"]


def test_the_threshold_of_exports_moves_from_what_holds_for_exports(working: Stores) -> None:
    own = {"key": "CN|export|own", "unit": "CN", "direction": "export", "valid_from": EVE, "high_rate": 0.02}
    with working.register.writing() as session:
        insert_new(session, LanePolicyVersion, [own | {"reason": "few exports are suspect", "author": "operator"}])
    feedback(working)
    day = SUNDAY + timedelta(days=1)
    after = {direction: lane_policy(working, "SHA1", day, UNITS, direction) for direction in ("import", "export")}
    assert (after["import"].high_rate, after["import"].medium_rate) == (0.06, 0.14)
    assert (after["export"].high_rate, after["export"].medium_rate) == (0.024, 0.146)
    assert after["export"].inspections_per_day == after["import"].inspections_per_day


def test_capacity_moves_to_the_like_office_that_finds_more_and_the_sum_stays(working: Stores) -> None:
    inspected(working, "poor", 0, 200, SelectionGround.PARAMETER, "CN-GOOD", office="SHA1")
    feedback(working)
    day = SUNDAY + timedelta(days=1)
    after = {office: lane_policy(working, office, day, UNITS) for office in ("SHA1", "NGB1")}
    assert after["NGB1"].inspections_per_day > 60 > after["SHA1"].inspections_per_day
    assert sum(each.inspections_per_day for each in after.values()) == 120
    assert {each.high_rate for each in after.values()} == {0.06}


def test_feedback_given_twice_or_after_a_stop_changes_nothing_more(working: Stores) -> None:
    feedback(working)
    first = contents(working)
    feedback(working)
    assert contents(working) == first


def test_what_was_moved_is_not_moved_again_on_the_same_evidence(working: Stores) -> None:
    feedback(working)
    feedback(working, SUNDAY + timedelta(days=7))
    assert lane_policy(working, "SHA1", SUNDAY + timedelta(days=8), UNITS).high_rate == 0.06
    reviews = working.register.read(OutboxEvent, ["key"], OutboxEvent.kind == "parameter_review")
    assert len(reviews) == 1


def test_where_the_policy_asks_for_a_person_nothing_happens_before_one_entitled_has_approved(
    working: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_persons = {
        action: ActionPolicy(**(vars(each) | {"applies_itself": False})) for action, each in feedback_policy().items()
    }
    monkeypatch.setattr(apply, "feedback_policy", lambda: by_persons)
    feedback(working)
    assert lane_policy(working, "SHA1", SUNDAY + timedelta(days=1), UNITS).high_rate == 0.05
    key = f"{SUNDAY}|move_threshold|rating"
    with pytest.raises(HandlingRefusedError, match="SH has no proposal"):
        decide_on_proposal(working, key, decision="approve", actor="chief", unit="SH", as_of=SUNDAY, reason="")
    decide_on_proposal(working, key, decision="approve", actor="chief", unit="CN", as_of=SUNDAY, reason="agreed")
    with pytest.raises(HandlingRefusedError, match="approved already"):
        decide_on_proposal(working, key, decision="reject", actor="other", unit="CN", as_of=SUNDAY, reason="")
    apply_feedback(working, SUNDAY, seed=1)
    assert lane_policy(working, "SHA1", SUNDAY + timedelta(days=1), UNITS).high_rate == 0.06
    made = working.register.read(
        FeedbackProposal, ["key", "decided_by"], FeedbackProposal.state == HandlingState.EXECUTED
    )
    assert made.values.tolist() == [[key, "chief"]]


def test_what_a_person_approves_later_is_not_made_on_a_day_before(working: Stores) -> None:
    proposal = {"key": "later", "as_of": SUNDAY, "action": "move_threshold", "target": "rating", "unit": "CN"}
    proposal |= {"reason": as_written("finds more"), "content": json.dumps({"scale": 1.2, "least": 0.01, "most": 0.1})}
    proposal |= {"state": HandlingState.APPROVED, "decided_by": "chief", "decided_on": SUNDAY + timedelta(days=2)}
    with working.register.writing() as session:
        insert_new(session, FeedbackProposal, [proposal])
    assert [apply_feedback(working, SUNDAY + timedelta(days=days), 1)["changes_made"] for days in (0, 1, 2)] == [
        0,
        0,
        1,
    ]


def test_what_a_person_approves_after_the_policy_acted_on_the_same_day_takes_effect_too(
    working: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    inspected(working, "poor", 0, 200, SelectionGround.PARAMETER, "CN-GOOD", office="SHA1")
    inspected(working, "rich", 90, 10, SelectionGround.PARAMETER, "CN-GOOD", office="NGB1")
    by_person = feedback_policy()
    by_person["move_threshold"] = ActionPolicy(**(vars(by_person["move_threshold"]) | {"applies_itself": False}))
    monkeypatch.setattr(apply, "feedback_policy", lambda: by_person)
    feedback(working)
    day = SUNDAY + timedelta(days=1)
    capacity = {office: lane_policy(working, office, day, UNITS).inspections_per_day for office in ("SHA1", "NGB1")}
    assert len(set(capacity.values())) == 2
    for number, scale in enumerate((1.2, 1.2)):
        proposal = {
            "key": f"by hand {number}",
            "as_of": SUNDAY,
            "action": "move_threshold",
            "target": f"rating {number}",
        }
        proposal |= {
            "unit": "CN",
            "reason": as_written("finds more"),
            "state": HandlingState.APPROVED,
            "decided_by": "chief",
        }
        content = json.dumps({"scale": scale, "least": 0.01, "most": 0.1})
        with working.register.writing() as session:
            insert_new(session, FeedbackProposal, [proposal | {"content": content, "decided_on": SUNDAY}])
        apply_feedback(working, SUNDAY, seed=1)
    for office, inspections in capacity.items():
        after = lane_policy(working, office, day, UNITS)
        assert (after.high_rate, after.inspections_per_day) == (0.072, inspections)
    assert lane_policy(working, "GZH1", day, UNITS).high_rate == 0.072


@pytest.mark.parametrize(("days", "proposed"), [(27, []), (28, ["the model is 28 days old"])])
def test_a_rating_is_trained_anew_when_it_is_four_weeks_old(stores: Stores, days: int, proposed: list[str]) -> None:
    day = SUNDAY - timedelta(days=days)
    model = {"key": f"rating|{day}", "trained_on": day, "window_from": EVE, "window_to": day, "outcomes": 500}
    model |= {"features": "hs_code", "path": "models/m", "content_hash": "h", "quantiles": "[]"}
    with stores.register.writing() as session:
        insert_new(session, RatingModel, [model | {"state": ModelState.CHAMPION}])
    load_default_policy(stores, EVE)
    give_feedback(stores, SUNDAY - timedelta(days=27), SUNDAY)
    assert stores.register.read(FeedbackProposal, ["reason"])["reason"].map(str).tolist() == proposed


def test_a_week_without_anything_proposes_only_what_needs_no_inspections(stores: Stores) -> None:
    load_default_policy(stores, EVE)
    feedback(stores)
    assert stores.register.read(FeedbackProposal, ["action"])["action"].tolist() == ["retrain"]
