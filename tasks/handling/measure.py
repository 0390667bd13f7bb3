"""Measuring handling: the standing of operations, the results of measures, instructions that were carried out."""

from collections.abc import Hashable, Mapping
from datetime import date, timedelta
from math import isnan
from typing import Any

import pandas as pd
from sqlmodel import Session, col, select

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register import complete_once
from sql.register.tables import HandlingMeasure, Inspection
from sql.register.tables.handling import MeasureResult
from sql.stores import Stores
from sql.terms import HandlingState, TaskState
from tasks.answering.from_inspections import answer_from_inspections
from tasks.handling.operations import keep_operations_up_to_date
from tasks.handling.results import results_by_code
from tasks.records.lane_policy import hours_of_inspections


def measure_results(stores: Stores, as_of: date) -> dict[str, Any]:
    """Bring operations up to date, close those that ended, measure measures whose time is over; once per business date.

    Inspections answer instructions: see `answering.from_inspections`.
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
            "instructions_done": answer_from_inspections(session, inspections, as_of),
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
