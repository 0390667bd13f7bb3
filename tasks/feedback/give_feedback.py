"""Feedback: indicators of the three aims, and proposed changes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from sqlmodel import Session, col, select

from sql.jurisdiction import Organisation
from sql.messages import word
from sql.reference import organisation
from sql.register import complete_once, insert_new
from sql.register.tables import (
    CaseFile,
    CaseGround,
    FeedbackIndicator,
    FeedbackProposal,
    Inspection,
    InspectionException,
)
from sql.stores import Stores
from sql.terms import FeedbackAim, GroundKind, HandlingState, TaskState, UnitLevel
from tasks.answering.answered import answered
from tasks.feedback.accurate_rating import rating_indicators
from tasks.feedback.answers import answer_indicators
from tasks.feedback.case_outcomes import case_indicators
from tasks.feedback.effective_handling import exception_indicators, handling_indicators
from tasks.feedback.human_resources import allocation
from tasks.feedback.proposals import proposals_on
from tasks.feedback.violations import estimated_violations
from tasks.records.decisions import decisions_up_to
from tasks.records.lane_policy import hours_of_inspections


@dataclass(frozen=True)
class Measured:
    """Indicators and proposals of one period."""

    indicators: pd.DataFrame
    proposals: pd.DataFrame


def give_feedback(stores: Stores, period_from: date, as_of: date) -> dict[str, Any]:
    """Measure the period from `period_from` to `as_of` and propose changes; once per business date.

    Returns: indicators, changes_proposed.
    """

    def compute() -> Measured:
        units = Organisation(organisation(as_of))
        done = _done(stores, period_from, as_of, units)
        usual = hours_of_inspections(stores, done["office"], as_of, units)
        decisions = decisions_up_to(stores, as_of)
        decisions = decisions[decisions["business_day"] >= pd.Timestamp(period_from)]
        violations = estimated_violations(decisions, done, as_of.toordinal())
        hours = allocation(done, usual)
        officers = (
            hours.drop(columns=["sub_center", "traffic"])
            .melt("office", var_name="name", value_name="value")
            .rename(columns={"office": "scope"})
        )
        officers["observations"] = officers["scope"].map(hours.set_index("office")["inspections"])
        indicators = pd.concat(
            [
                rating_indicators(decisions, done, violations).assign(aim=FeedbackAim.ACCURATE_RATING.value),
                handling_indicators(done, usual, violations, as_of.toordinal()).assign(
                    aim=FeedbackAim.EFFECTIVE_HANDLING.value
                ),
                exception_indicators(_exceptions(stores, period_from, as_of)).assign(
                    aim=FeedbackAim.EFFECTIVE_HANDLING.value
                ),
                answer_indicators(answered(stores, period_from, as_of)).assign(
                    aim=FeedbackAim.EFFECTIVE_HANDLING.value
                ),
                case_indicators(*_ended_cases(stores, period_from, as_of)).assign(
                    aim=FeedbackAim.EFFECTIVE_HANDLING.value
                ),
                officers.assign(aim=FeedbackAim.HUMAN_RESOURCES.value),
            ],
            ignore_index=True,
        )
        return Measured(indicators, proposals_on(stores, done, decisions, hours, as_of))

    def record(session: Session, measured: Measured) -> dict[str, Any]:
        indicators = measured.indicators.assign(as_of=as_of, period_from=period_from)
        indicators["key"] = f"{as_of}|" + indicators["name"] + "|" + indicators["scope"]
        insert_new(session, FeedbackIndicator, indicators)
        proposals = measured.proposals.assign(as_of=as_of, state=HandlingState.PROPOSED)
        proposals["key"] = f"{as_of}|" + proposals["action"] + "|" + proposals["target"]
        proposals["unit"] = _known_units(proposals["unit"], as_of)
        insert_new(session, FeedbackProposal, proposals)
        return {"indicators": len(indicators), "changes_proposed": len(proposals)}

    return complete_once(stores.register, "give_feedback", as_of, "", compute, record)


def _done(stores: Stores, period_from: date, as_of: date, units: Organisation) -> pd.DataFrame:
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
    centers = [units.at_level(str(office), UnitLevel.SUB_CENTER) or units.nation for office in done["office"]]
    return done.assign(
        rating=done["rating"].astype("float64"),
        violated=done["violation"].isin(["violation", "critical"]),
        traffic=done["office"].map(traffic).astype("str"),
        sub_center=pd.Series(centers, index=done.index, dtype="str"),
        inspected_on=pd.to_datetime(done["inspected_on"]),
        requested_on=pd.to_datetime(done["requested_on"]),
    )


def _exceptions(stores: Stores, period_from: date, as_of: date) -> pd.DataFrame:
    """Exceptions made in the period, with whether inspection found a violation, missing without a result by then."""
    made = stores.register.read(
        InspectionException,
        ["declaration_id", "kind", "reason", "outcome", "inspected_share"],
        col(InspectionException.recorded_on).between(period_from, as_of),
        order_by=["key"],
    )
    found = stores.register.read(
        Inspection,
        ["declaration_id", "violation"],
        col(Inspection.declaration_id).in_(made["declaration_id"].tolist()),
        col(Inspection.state) == TaskState.DONE,
        col(Inspection.inspected_on) <= as_of,
    )
    violated = found.set_index("declaration_id")["violation"].isin(["violation", "critical"])
    return made.assign(violated=made["declaration_id"].map(violated))


def _ended_cases(stores: Stores, period_from: date, as_of: date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Case files closed with an outcome in the period, and their grounds."""
    closed = (col(CaseFile.outcome).is_not(None), col(CaseFile.closed_on).between(period_from, as_of))
    columns = ["number", "kind", "opened_on", "closed_on", "outcome", "recovered_duty", "officer_hours"]
    ended = stores.register.read(CaseFile, columns, *closed, order_by=["number"])
    resting = col(CaseGround.case_number).in_(select(CaseFile.number).where(*closed))
    columns = ["case_number", "ground_kind", "statement"]
    grounds = stores.register.read(CaseGround, columns, resting, order_by=["key"])
    decided = grounds["ground_kind"] == GroundKind.DECISION  # each in words of its own, and of one kind
    return ended, grounds.assign(statement=grounds["statement"].mask(decided, word("decision of a person")))


def _known_units(codes: "pd.Series[str]", as_of: date) -> list[str]:
    units = Organisation(organisation(as_of))
    return [code if code in units.lineages else units.nation for code in codes]
