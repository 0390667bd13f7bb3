"""Measuring handling: the standing of operations, the results of measures, instructions that were carried out."""

from collections.abc import Hashable, Mapping
from datetime import date, timedelta
from math import isnan
from typing import Any

import pandas as pd
from sqlmodel import Session, col, or_, select

from sql.jurisdiction import Organisation
from sql.messages import Message
from sql.reference import organisation
from sql.register import complete_once
from sql.register.tables import Finding, HandlingMeasure, Inspection, Instruction
from sql.register.tables.handling import MeasureResult
from sql.stores import Stores
from sql.terms import HandlingState, TaskState
from tasks.handling.operations import keep_operations_up_to_date
from tasks.handling.results import results_by_code
from tasks.records.lane_policy import hours_of_inspections
from tasks.records.subjects import values_of


def measure_results(stores: Stores, as_of: date) -> dict[str, Any]:
    """Bring operations up to date, close those that ended, measure measures whose time is over; once per business date.

    An instruction is done when an inspection of its importer was done after it was issued.
    Returns: operations_open, operations_closed, measures_measured, instructions_done.
    """

    def compute() -> pd.DataFrame:
        inspections = stores.register.read(
            Inspection,
            [
                "declaration_id",
                "importer",
                "office",
                "parameters",
                "violation",
                "officer_hours",
                "recovered_duty",
                "inspected_on",
            ],
            col(Inspection.state) == TaskState.DONE,
            col(Inspection.inspected_on) <= as_of,
            order_by=["declaration_id"],
        )
        usual = hours_of_inspections(stores, inspections["office"], as_of, Organisation(organisation(as_of)))
        return inspections.assign(usual_hours=usual)

    def record(session: Session, inspections: pd.DataFrame) -> dict[str, Any]:
        results = results_by_code(inspections, inspections["usual_hours"])
        still_open, closed = keep_operations_up_to_date(session, results, as_of, stores.lake.currency)
        return {
            "operations_open": still_open,
            "operations_closed": closed,
            "measures_measured": _measures(session, results, as_of),
            "instructions_done": _instructions(session, inspections, as_of),
        }

    return complete_once(stores.register, "measure_results", as_of, "", compute, record)


def _measures(session: Session, results: pd.DataFrame, as_of: date) -> int:
    executed = session.exec(
        select(HandlingMeasure)
        .where(HandlingMeasure.state == HandlingState.EXECUTED, col(HandlingMeasure.executed_on) <= as_of)
        .order_by(HandlingMeasure.key)
    ).all()
    by_code = {str(code): row for code, row in results.to_dict("index").items()}
    over = [each for each in executed if _ends_on(each) <= as_of]
    for measure in over:
        row = by_code.get(str(measure.outcome))
        measure.result = MeasureResult() if row is None else _result(row)
        measure.state, measure.measured_on = HandlingState.MEASURED, as_of
        session.add(measure)
    return len(over)


def _result(row: Mapping[Hashable, Any]) -> MeasureResult:
    duty = float(row["recovered_duty"])
    hours = float(row["officer_hours"])
    return MeasureResult(int(row["inspected"]), int(row["found"]), hours, None if isnan(duty) else duty)


def _ends_on(measure: HandlingMeasure) -> date:
    assert measure.executed_on is not None
    return measure.executed_on + timedelta(days=measure.content.days)


def _on_an_enterprise() -> Any:
    """The condition that a finding is on an importer or an exporter."""
    return or_(col(Finding.subject_kind).startswith("importer"), col(Finding.subject_kind).startswith("exporter"))


def _instructions(session: Session, inspections: pd.DataFrame, as_of: date) -> int:
    waiting = session.exec(
        select(Instruction, col(Finding.subject_kind), col(Finding.subject))
        .join(Finding, col(Finding.key) == col(Instruction.finding))
        .where(Instruction.state == TaskState.OPEN, _on_an_enterprise())
        .order_by(Instruction.key)
    ).all()
    by_importer = {str(importer): rows for importer, rows in inspections.groupby("importer")}
    done = 0
    for instruction, subject_kind, subject in waiting:
        rows = by_importer.get(values_of(subject_kind, subject)[0])
        after = None if rows is None else rows[rows["inspected_on"] > pd.Timestamp(instruction.issued_on)]
        if after is not None and len(after):
            found = int((after["violation"] != "none").sum())
            instruction.state, instruction.done_on = TaskState.DONE, as_of
            instruction.result = Message(
                "{inspected} inspections of the importer, {found} with a violation",
                {"inspected": len(after), "found": found},
            )
            session.add(instruction)
            done += 1
    return done
