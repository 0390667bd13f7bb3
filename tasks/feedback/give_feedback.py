"""Giving feedback: indicators of the three aims, what they propose, and acting on what the policy allows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from sqlmodel import Session, col, select

from sql.jurisdiction import Organisation
from sql.reference import organisation, reference_table
from sql.register import complete_once, insert_new
from sql.register.tables import FeedbackIndicator, FeedbackProposal, Inspection, RiskParameter
from sql.stores import Stores
from sql.terms import FeedbackAim, HandlingState, ParameterState, TaskState, UnitLevel
from tasks.analysis.rating.retraining import champion_row, retrain
from tasks.clearance.decisions import decisions_up_to
from tasks.feedback.accurate_rating import rating_indicators
from tasks.feedback.effective_handling import handling_indicators
from tasks.feedback.human_resources import allocation
from tasks.feedback.proposals import feedback_proposals
from tasks.parameters.life import retire

HOURS_PER_INSPECTION = 2.0
ACTOR = "performance feedback"
ACTIONS = ("retrain", "retire_parameter")  # what feedback can do by itself; the rest waits for a person


@dataclass(frozen=True)
class Measured:
    """Indicators and proposals of one period."""

    indicators: pd.DataFrame
    proposals: pd.DataFrame


def give_feedback(stores: Stores, period_from: date, as_of: date) -> dict[str, Any]:
    """Measure the period from `period_from` to `as_of` and propose what follows; once per business date.

    Returns: indicators, changes_proposed.
    """

    def compute() -> Measured:
        done = _done(stores, period_from, as_of)
        decisions = decisions_up_to(stores, as_of)
        decisions = decisions[decisions["business_day"] >= pd.Timestamp(period_from)]
        hours = allocation(done, HOURS_PER_INSPECTION)
        officers = (
            hours.drop(columns=["sub_center", "traffic"])
            .melt("office", var_name="name", value_name="value")
            .rename(columns={"office": "scope"})
        )
        officers["observations"] = officers["scope"].map(hours.set_index("office")["inspections"])
        indicators = pd.concat(
            [
                rating_indicators(decisions, done).assign(aim=FeedbackAim.ACCURATE_RATING.value),
                handling_indicators(done, HOURS_PER_INSPECTION).assign(aim=FeedbackAim.EFFECTIVE_HANDLING.value),
                officers.assign(aim=FeedbackAim.HUMAN_RESOURCES.value),
            ],
            ignore_index=True,
        )
        model = champion_row(stores, as_of)
        policy = reference_table("feedback_policy").set_index("action")
        trained_on = None if model is None else model.trained_on
        return Measured(indicators, feedback_proposals(indicators, hours, trained_on, as_of, policy))

    def record(session: Session, measured: Measured) -> dict[str, Any]:
        indicators = measured.indicators.assign(as_of=as_of, period_from=period_from)
        indicators["key"] = f"{as_of}|" + indicators["name"] + "|" + indicators["scope"]
        insert_new(session, FeedbackIndicator, indicators)
        proposals = measured.proposals.assign(as_of=as_of, state=HandlingState.PROPOSED)
        proposals["key"] = f"{as_of}|" + proposals["action"] + "|" + proposals["target"]
        proposals["unit"] = _known_units(proposals["unit"])
        insert_new(session, FeedbackProposal, proposals)
        return {"indicators": len(indicators), "changes_proposed": len(proposals)}

    return complete_once(stores.register, "give_feedback", as_of, "", compute, record)


def apply_feedback(stores: Stores, as_of: date, seed: int) -> dict[str, Any]:
    """Make the proposed changes of `as_of` that the policy makes by itself; the others wait for a person.

    Repeating it changes nothing. Returns: changes_made.
    """
    policy = reference_table("feedback_policy").set_index("action")["applies_itself"]
    waiting = stores.register.read(
        FeedbackProposal,
        ["key", "action", "target", "reason"],
        col(FeedbackProposal.as_of) == as_of,
        col(FeedbackProposal.state) == HandlingState.PROPOSED,
        order_by=["key"],
    )
    made = [row for row in waiting.to_dict("records") if policy[row["action"]] == "yes" and row["action"] in ACTIONS]
    for row in made:
        if row["action"] == "retrain":
            retrain(stores, as_of, seed, str(row["reason"]))
        elif row["action"] == "retire_parameter":
            _retire(stores, str(row["target"]), as_of, str(row["reason"]))
        _executed(stores, str(row["key"]), as_of)
    with stores.register.reading() as session:
        executed = session.exec(
            select(FeedbackProposal).where(
                FeedbackProposal.as_of == as_of, FeedbackProposal.state == HandlingState.EXECUTED
            )
        ).all()
        return {"changes_made": len(executed)}


def _retire(stores: Stores, code: str, as_of: date, reason: str) -> None:
    active = stores.register.read(
        RiskParameter,
        ["key", "owner"],
        col(RiskParameter.code) == code,
        col(RiskParameter.state).in_([ParameterState.ACTIVE, ParameterState.SUSPENDED]),
        order_by=["key"],
    )
    for row in active.to_dict("records"):
        retire(stores, str(row["key"]), actor=ACTOR, unit=str(row["owner"]), as_of=as_of, reason=reason)


def _executed(stores: Stores, key: str, as_of: date) -> None:
    with stores.register.writing() as session:
        proposal = session.get_one(FeedbackProposal, key)
        proposal.state, proposal.decided_on, proposal.decided_by = HandlingState.EXECUTED, as_of, ACTOR
        session.add(proposal)


def _done(stores: Stores, period_from: date, as_of: date) -> pd.DataFrame:
    units = Organisation(organisation())
    done = stores.register.read(
        Inspection,
        [
            *("declaration_id", "office", "lane", "selected_by", "selection_probability", "parameters", "rating"),
            *("requested_on", "inspected_on", "violation", "recovered_duty", "officer_hours"),
        ],
        col(Inspection.state) == TaskState.DONE,
        col(Inspection.inspected_on) <= as_of,
        col(Inspection.requested_on) >= period_from,
        order_by=["declaration_id"],
    )
    traffic = units.units.set_index("code")["traffic"]
    centers = [units.at_level(str(office), UnitLevel.SUB_CENTER) or "CN" for office in done["office"]]
    return done.assign(
        rating=done["rating"].astype("float64"),
        violated=done["violation"].isin(["violation", "critical"]),
        traffic=done["office"].map(traffic).astype("str"),
        sub_center=pd.Series(centers, index=done.index, dtype="str"),
        inspected_on=pd.to_datetime(done["inspected_on"]),
        requested_on=pd.to_datetime(done["requested_on"]),
    )


def _known_units(codes: "pd.Series[str]") -> list[str]:
    known = set(organisation()["code"])
    return [code if code in known else "CN" for code in codes]
