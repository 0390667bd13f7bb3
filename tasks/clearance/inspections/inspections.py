"""Inspections: doing them, recording their results, and re-routing declarations."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlmodel import Session, col

from sql.jurisdiction import Organisation
from sql.messages import Message, as_written, word
from sql.queries import query
from sql.reference import organisation
from sql.register import complete_once, insert_new, update_rows
from sql.register.audit_trail import Change, record_changes
from sql.register.tables import InformationItem, Inspection, LaneChange, ScreeningBatch
from sql.stores import Stores
from sql.terms import (
    ExceptionKind,
    ExceptionOutcome,
    InformationKind,
    Lane,
    Priority,
    SelectionGround,
    TaskState,
    Violation,
)
from tasks.clearance.inspections.exception_reasons import Reason, reason_of
from tasks.clearance.inspections.exceptions import Departure, chance_keeps, keep_exception
from tasks.clearance.inspections.refused import InspectionRefusedError

_INFORMATION_DAYS = 180
_FOUND = ["violation", "kind", "item_number", "recovered_duty", "officer_hours"]


def record_due_inspections(stores: Stores, as_of: date) -> dict[str, Any]:
    """Do the inspections requested before `as_of`: open the sealed outcomes of just these declarations.

    An inspection without a sealed outcome waits for a person. A critical finding becomes an item of risk information.
    Happens once per business date. Returns: inspections_done, violations_found.
    """

    def compute() -> pd.DataFrame:
        open_ones = stores.register.read(
            Inspection,
            ["declaration_id", "importer", "office"],
            col(Inspection.state) == TaskState.OPEN,
            col(Inspection.requested_on) < as_of,
            order_by=["declaration_id"],
        )
        with stores.lake.unsealed("sealed_outcomes", frames={"ordered": open_ones[["declaration_id"]]}) as lake:
            found = lake.execute(query("sealed_outcomes_of_ordered_inspections")).df()
        return open_ones.merge(found, on="declaration_id")

    def record(session: Session, results: pd.DataFrame) -> dict[str, Any]:
        done = results[["declaration_id", *_FOUND]].assign(state=TaskState.DONE, inspected_on=as_of)
        update_rows(session, Inspection, done)
        critical = results[results["violation"] == Violation.CRITICAL].sort_values("declaration_id")
        insert_new(session, InformationItem, _information(critical, as_of))
        violations = int((results["violation"] != Violation.NONE).sum())
        return {"inspections_done": len(results), "violations_found": violations}

    return complete_once(stores.register, "record_due_inspections", as_of, "", compute, record)


def record_inspection_result(
    stores: Stores,
    *,
    declaration_id: str,
    violation: Violation,
    kind: str | None,
    recovered_duty: float | None,
    officer_hours: float | None,
    officer: str,
    unit: str,
    as_of: date,
    item_number: int | None = None,
) -> dict[str, Any]:
    """Record the result that an officer reports; item_number: the goods item that it is about, None for all of them.

    Raises InspectionRefusedError where `unit` has no open inspection of the declaration by then, it has no such item,
    or an amount is impossible.
    """
    for name, value in (("recovered duty", recovered_duty), ("officer hours", officer_hours)):
        if value is not None and not 0 <= value < float("inf"):
            raise InspectionRefusedError(
                Message("{name} of {value} is impossible: enter zero or more", {"name": word(name), "value": value})
            )
    if item_number is not None:
        _check_item(stores, declaration_id, item_number)
    units = Organisation(organisation(as_of))
    with stores.register.writing() as session:
        inspection = session.get(Inspection, declaration_id)
        if inspection is None or unit not in units.lineages or not units.holds(unit, inspection.office):
            raise InspectionRefusedError(
                Message(
                    "no inspection of {declaration_id} is requested in the care of {unit}: re-route it first",
                    {"declaration_id": declaration_id, "unit": unit},
                )
            )
        check_result_by(inspection, officer, as_of)
        inspection.state = TaskState.DONE
        inspection.inspected_on = as_of
        inspection.violation = Violation(violation)
        inspection.kind, inspection.recovered_duty, inspection.officer_hours = kind, recovered_duty, officer_hours
        inspection.item_number = item_number
        session.add(inspection)
        after = {"violation": inspection.violation, "kind": kind, "recovered_duty": recovered_duty}
        if item_number is not None:
            after["item_number"] = item_number
        record_changes(
            session,
            [Change(as_of, "inspection", declaration_id, "result", officer, unit, "", None, after)],
        )
        if inspection.violation is Violation.CRITICAL:
            facts = {
                "declaration_id": [declaration_id],
                "importer": [inspection.importer],
                "office": [inspection.office],
            }
            insert_new(session, InformationItem, _information(pd.DataFrame(facts | {"kind": [kind]}), as_of))
    return {"declaration": declaration_id, "violation": str(violation)}


def check_result_by(inspection: Inspection, officer: str, as_of: date) -> None:
    """Refuse a result that cannot be recorded on a day, or not by this officer. Raises InspectionRefusedError."""
    declaration_id = inspection.declaration_id
    if inspection.state == TaskState.DONE:
        raise InspectionRefusedError(
            Message(
                "the inspection of {declaration_id} was closed on {inspected_on}",
                {"declaration_id": declaration_id, "inspected_on": inspection.inspected_on},
            )
        )
    if inspection.state == TaskState.WITHDRAWN:
        because = as_written(inspection.withdrawn_because or "")
        if not inspection.withdrawn_because:
            because = Message("an officer re-routed it")
        raise InspectionRefusedError(
            Message(
                "the inspection of {declaration_id} was withdrawn: {because}",
                {"declaration_id": declaration_id, "because": because},
            )
        )
    if inspection.inspector not in (None, officer):
        raise InspectionRefusedError(
            Message(
                "{inspector} was drawn for the inspection of {declaration_id}, not {officer}: another "
                "inspector comes by a re-assignment alone, which is an exception",
                {"inspector": inspection.inspector, "declaration_id": declaration_id, "officer": officer},
            )
        )
    if as_of < inspection.requested_on:
        raise InspectionRefusedError(
            Message(
                "the inspection of {declaration_id} was requested on {requested_on}: it has no result of {as_of}",
                {"declaration_id": declaration_id, "requested_on": inspection.requested_on, "as_of": as_of},
            )
        )


def _check_item(stores: Stores, declaration_id: str, item_number: int) -> None:
    with stores.lake.connect("declarations") as lake:
        rows = lake.execute(query("items_of_a_declaration"), {"declaration_id": declaration_id}).fetchall()
    if rows and (item_number,) not in rows:
        numbers = ", ".join(str(number) for (number,) in rows)
        raise InspectionRefusedError(
            Message(
                "{declaration_id} has no item {item_number}: its items are {numbers}",
                {"declaration_id": declaration_id, "item_number": item_number, "numbers": numbers},
            )
        )


def change_lane(
    stores: Stores,
    declaration_id: str,
    lane: Lane,
    *,
    officer: str,
    unit: str,
    reason: str,
    as_of: date,
    key: bytes,
    note: str = "",
) -> dict[str, Any]:
    """Re-route a declaration by an officer's discretion, for a reason of the national list; high means inspection.

    Out of the high lane withdraws the inspection, unless chance selected it or has it done all the same: a sample that
    officers may thin out is not random. note: what the inspector is to look at. key: of the random sample.
    Raises InspectionRefusedError where the reason is not on the list, or the declaration has no lane by then, is in
    that lane, was re-routed before, was inspected already, or lies outside the jurisdiction of `unit`.
    """
    listed = reason_of(reason, ExceptionKind.RE_ROUTE)
    decision = _decision(stores, declaration_id)
    units = Organisation(organisation(as_of))
    if unit not in units.lineages:
        raise InspectionRefusedError(Message("{unit} is no unit: name the unit you act for", {"unit": unit}))
    if not units.holds(unit, str(decision["office"])):
        raise InspectionRefusedError(f"{declaration_id} was lodged at {decision['office']}, not in the care of {unit}")
    lodged_on = decision["business_day"].date()
    if as_of < lodged_on:
        raise InspectionRefusedError(
            Message(
                "{declaration_id} was lodged on {lodged_on}: it had no lane on {as_of}",
                {"declaration_id": declaration_id, "lodged_on": lodged_on, "as_of": as_of},
            )
        )
    with stores.register.writing() as session:
        if session.get(LaneChange, declaration_id) is not None:
            raise InspectionRefusedError(
                Message("{declaration_id} was re-routed before", {"declaration_id": declaration_id})
            )
        before = Lane(str(decision["lane"]))
        if before is lane:
            raise InspectionRefusedError(
                Message(
                    "{declaration_id} is in the {lane} lane: there is nothing to change",
                    {"declaration_id": declaration_id, "lane": word(lane)},
                )
            )
        session.add(
            LaneChange(
                declaration_id=declaration_id,
                changed_on=as_of,
                officer=officer,
                unit=unit,
                lane_before=before,
                lane_after=lane,
                reason=listed.sentence,
            )
        )
        what_to_check = note.strip() or listed.sentence
        outcome, share = _follow_lane(session, declaration_id, lane, decision, listed, what_to_check, as_of, key)
        change = Change(
            *(as_of, "declaration", declaration_id, "re-route", officer, unit, listed.sentence),
            {"lane": before},
            {"lane": lane},
        )
        record_changes(session, [change])
        office = str(decision["office"])
        departure = Departure(declaration_id, office, listed, officer, unit, as_of, note)
        keep_exception(session, departure, outcome, share)
    summary = {"declaration": declaration_id, "lane_before": before.value, "lane_after": lane.value}
    return summary | {"outcome": outcome.value}


def _follow_lane(
    session: Session,
    declaration_id: str,
    lane: Lane,
    decision: "pd.Series[Any]",
    reason: Reason,
    what_to_check: str,
    as_of: date,
    key: bytes,
) -> tuple[ExceptionOutcome, float]:
    """Request or withdraw the inspection; return the outcome, and the chance that it had to be inspected."""
    inspection = session.get(Inspection, declaration_id)
    if inspection is not None and inspection.state == TaskState.DONE:
        raise InspectionRefusedError(
            Message(
                "{declaration_id} was inspected on {inspected_on} already",
                {"declaration_id": declaration_id, "inspected_on": inspection.inspected_on},
            )
        )
    if inspection is not None and inspection.state == TaskState.OPEN and lane is not Lane.HIGH:
        kept, share = chance_keeps(inspection, reason, key)
        if kept:
            return ExceptionOutcome.INSPECTED_BY_CHANCE, share
        inspection.state, inspection.withdrawn_because = TaskState.WITHDRAWN, reason.sentence
        session.add(inspection)
        return ExceptionOutcome.RE_ROUTED, share
    if inspection is None and lane is Lane.HIGH:
        session.add(
            Inspection(
                declaration_id=declaration_id,
                office=str(decision["office"]),
                importer=str(decision["importer"]),
                lodged_on=decision["business_day"].date(),
                lane=lane,
                selected_by=SelectionGround.DISCRETION,
                selection_probability=1.0,
                parameters=str(decision["parameters"]),
                rating=None if pd.isna(decision["rating"]) else float(decision["rating"]),
                what_to_check=what_to_check,
                requested_on=as_of,
            )
        )
    return ExceptionOutcome.RE_ROUTED, 0.0


def _decision(stores: Stores, declaration_id: str) -> "pd.Series[Any]":
    committed = stores.register.read(ScreeningBatch, ["key"])
    with stores.lake.connect("decisions", frames={"committed": committed}) as lake:
        rows = lake.execute(query("decision_on_a_declaration"), {"declaration_id": declaration_id}).df()
    if rows.empty:
        raise InspectionRefusedError(
            Message("{declaration_id} was not screened: it has no lane to change", {"declaration_id": declaration_id})
        )
    return rows.iloc[0]


def _information(critical: pd.DataFrame, as_of: date) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "key": "inspection|" + critical["declaration_id"],
            "kind": InformationKind.INSPECTION_FINDING,
            "source": "inspection",
            "reliability": "A",
            "priority": Priority.SECURITY,
            "subject_kind": "importer",
            "subject": critical["importer"],
            "summary": "Inspection of " + critical["declaration_id"] + " found a critical violation",
            "received_on": as_of,
            "valid_to": as_of + timedelta(days=_INFORMATION_DAYS),
            "unit": critical["office"].map(Organisation(organisation(as_of)).holder),
        }
    )
