"""All proposals of feedback on a business date, from what was known at its end."""

import json
from datetime import date, timedelta

import pandas as pd
from sqlmodel import col, select

from sql.jurisdiction import Organisation
from sql.messages import Message
from sql.reference import national_unit, organisation
from sql.register.tables import FeedbackProposal, Finding, HandlingMeasure, ParameterTest, RiskParameter
from sql.stores import Stores
from sql.terms import HandlingState, Lane, ParameterState, Priority
from tasks.feedback.capacity import capacity_proposals
from tasks.feedback.parameters import ActiveParameter, parameter_proposals
from tasks.feedback.policy import ActionPolicy, feedback_policy
from tasks.feedback.proposal import Proposal
from tasks.feedback.threshold import threshold_proposal
from tasks.handling.detector_record import experience_up_to, lowest_rated
from tasks.parameters.evidence import Record
from tasks.rating.retraining import champion_row
from tasks.records.lane_policy import lane_policies

COLUMNS = ("action", "target", "unit", "reason", "content")


def proposals_on(
    stores: Stores, done: pd.DataFrame, decisions: pd.DataFrame, allocation: pd.DataFrame, as_of: date
) -> pd.DataFrame:
    """Changes proposed on `as_of`, except of targets that changed within the waiting days.

    done, decisions: of the period. allocation: as `human_resources.allocation`.
    Returns: action, target, unit, reason, content (JSON); by action and target.
    """
    policy = feedback_policy()
    known = experience_up_to(stores, as_of)
    offices = sorted(decisions["office"].unique())
    present = lane_policies(stores, offices, as_of + timedelta(days=1), Organisation(organisation(as_of)))
    days = decisions["business_day"].nunique()
    capacity = float(present["inspections_per_day"].sum()) * days
    used = len(done) / capacity if capacity else 1.0
    proposals = [
        *parameter_proposals(_active(stores, as_of), known, policy),
        *threshold_proposal(lowest_rated(done), known.chance, used, policy["move_threshold"], national_unit(as_of)),
        *capacity_proposals(allocation, present, policy["move_capacity"]),
        *_retraining(stores, as_of, policy["retrain"]),
    ]
    lately = _moved_lately(stores, as_of, policy)
    kept = [each for each in proposals if (each.action, each.target) not in lately]
    rows = [
        (each.action, each.target, each.unit, each.reason, json.dumps(each.content, sort_keys=True)) for each in kept
    ]
    table = pd.DataFrame(rows, columns=pd.Index(COLUMNS), dtype="object")
    return table.sort_values(["action", "target"], ignore_index=True)


def _active(stores: Stores, as_of: date) -> list[ActiveParameter]:
    rows = stores.register.read(
        RiskParameter,
        ["key", "code", "owner", "priority", "lane"],
        RiskParameter.state == ParameterState.ACTIVE,
        col(RiskParameter.activated_on) <= as_of,
        order_by=["code"],
    )
    tests = stores.register.read(
        ParameterTest, ["parameter", "inspected", "found"], col(ParameterTest.tested_on) <= as_of, order_by=["key"]
    ).drop_duplicates("parameter", keep="last")
    past = tests.set_index("parameter").to_dict("index")
    measures = stores.register.frame(
        select(col(HandlingMeasure.outcome), col(Finding.detector))
        .join(Finding, col(Finding.key) == col(HandlingMeasure.finding))
        .where(col(HandlingMeasure.outcome).is_not(None))
    )
    detector = dict(zip(measures["outcome"], measures["detector"], strict=True))
    return [
        ActiveParameter(
            code=str(row["code"]),
            owner=str(row["owner"]),
            priority=Priority(str(row["priority"])),
            lane=Lane(str(row["lane"])),
            detector=detector.get(row["code"]),
            past=Record(**{str(name): float(value) for name, value in past.get(row["key"], _UNTESTED).items()}),
        )
        for row in rows.to_dict("records")
    ]


_UNTESTED = {"inspected": 0, "found": 0}


def _retraining(stores: Stores, as_of: date, policy: ActionPolicy) -> list[Proposal]:
    model = champion_row(stores, as_of)
    if model is None:
        return [Proposal("retrain", "rating", national_unit(as_of), Message("there is no model"))]
    days = (as_of - model.trained_on).days
    if days < policy.threshold:
        return []
    return [
        Proposal("retrain", "rating", national_unit(as_of), Message("the model is {days} days old", {"days": days}))
    ]


def _moved_lately(stores: Stores, as_of: date, policy: dict[str, ActionPolicy]) -> set[tuple[str, str]]:
    made = stores.register.read(
        FeedbackProposal,
        ["action", "target", "decided_on"],
        FeedbackProposal.state == HandlingState.EXECUTED,
        col(FeedbackProposal.decided_on) < as_of,
        order_by=["key"],
    )
    return {
        (str(row["action"]), str(row["target"]))
        for row in made.to_dict("records")
        if (pd.Timestamp(as_of) - row["decided_on"]).days < policy[str(row["action"])].wait_days
    }
