"""Exceptions: departures from a decision, each with a reason of the national list and one outcome.

Some of what officers waive is inspected all the same, by keyed chance, so that the rate of violations among the waived
is known, and nobody can be sure that a waiver lets goods through.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from sqlmodel import Session, col, func, select

from sql.jurisdiction import Organisation
from sql.messages import Message, msgid, word
from sql.reference import organisation
from sql.register.audit_trail import Change, record_changes
from sql.register.tables import Inspection, InspectionException
from sql.stores import Stores
from sql.terms import ExceptionKind, ExceptionOutcome, SelectionGround, TaskState
from tasks.clearance.inspections.draw import OnShift, chance_of
from tasks.clearance.inspections.drawing import draw_anew
from tasks.clearance.inspections.exception_reasons import Reason, reason_of, reasons
from tasks.clearance.inspections.refused import InspectionRefusedError
from tasks.clearance.inspections.roster import shifts_on

_WITHDRAWING = (ExceptionKind.WAIVER, ExceptionKind.NO_LOAD, ExceptionKind.LATE_SCORING)
_OF_INSPECTIONS = (*_WITHDRAWING, ExceptionKind.RE_ASSIGNMENT)
REASONS = tuple(each.code for each in reasons().values() if each.kind in _OF_INSPECTIONS)  # why an inspection is left


@dataclass(frozen=True)
class Departure:
    """Who departs from which decision, and why. attempt: how many of the kind the declaration had before."""

    declaration_id: str
    office: str
    reason: Reason
    officer: str
    unit: str
    as_of: date
    note: str = ""
    attempt: int = 0


def make_exception(
    stores: Stores,
    declaration_id: str,
    reason: str,
    *,
    officer: str,
    unit: str,
    as_of: date,
    key: bytes,
    note: str = "",
) -> dict[str, Any]:
    """Depart from an open inspection for a reason of the national list, whose kind says what follows.

    A waiver withdraws the inspection, unless chance has it inspected all the same; goods that never came and goods that
    had gone before the decision withdraw it; a re-assignment draws another inspector by chance. Each kind happens once
    to a declaration; a further re-assignment is for a unit above the office. What chance selected cannot be waived.
    key: of the random sample. Raises InspectionRefusedError.
    Returns: declaration, kind, outcome.
    """
    listed = reason_of(reason, *_OF_INSPECTIONS)
    units = Organisation(organisation(as_of))
    again = listed.kind is ExceptionKind.RE_ASSIGNMENT
    shifts = shifts_on(stores, as_of) if again else {}
    with stores.register.writing() as session:
        inspection = session.get(Inspection, declaration_id)
        if inspection is None or unit not in units.lineages or not units.holds(unit, inspection.office):
            raise InspectionRefusedError(
                Message(
                    "no inspection of {declaration_id} is requested in the care of {unit}",
                    {"declaration_id": declaration_id, "unit": unit},
                )
            )
        if inspection.state != TaskState.OPEN:
            raise InspectionRefusedError(
                Message(
                    "the inspection of {declaration_id} is {state}, not open",
                    {"declaration_id": declaration_id, "state": word(inspection.state)},
                )
            )
        if as_of < inspection.requested_on:
            raise InspectionRefusedError(
                Message(
                    "the inspection of {declaration_id} was requested on {requested_on}, after {as_of}",
                    {"declaration_id": declaration_id, "requested_on": inspection.requested_on, "as_of": as_of},
                )
            )
        attempt = earlier_exceptions(session, declaration_id, listed.kind)
        if attempt and not (again and unit != inspection.office):
            values = {"declaration_id": declaration_id}
            if again:
                text = msgid(
                    "{declaration_id} had an exception of this kind before; a unit above the office may do it again"
                )
                raise InspectionRefusedError(Message(text, values))
            raise InspectionRefusedError(Message("{declaration_id} had an exception of this kind before", values))
        made = Departure(declaration_id, inspection.office, listed, officer, unit, as_of, note, attempt)
        if again:
            _draw_anew(session, stores, inspection, shifts, made, key)
            outcome, share = ExceptionOutcome.DRAWN_ANEW, 0.0
        else:
            kept, share = chance_keeps(inspection, listed, key)
            outcome = ExceptionOutcome.INSPECTED_BY_CHANCE if kept else ExceptionOutcome.WITHDRAWN
            if not kept:
                inspection.state, inspection.withdrawn_because = TaskState.WITHDRAWN, listed.sentence
                session.add(inspection)
        keep_exception(session, made, outcome, share)
    return {"declaration": declaration_id, "kind": listed.kind.value, "outcome": outcome.value}


def _draw_anew(
    session: Session,
    stores: Stores,
    inspection: Inspection,
    shifts: dict[str, list[OnShift]],
    made: Departure,
    key: bytes,
) -> None:
    if inspection.inspector is None:
        raise InspectionRefusedError(
            Message(
                "no inspector was drawn for {declaration_id}: there is none to replace",
                {"declaration_id": inspection.declaration_id},
            )
        )
    others = [each for each in shifts.get(inspection.office, []) if each.number != inspection.inspector]
    why = made.reason.sentence
    draw_anew(stores, session, inspection, others, made.as_of, key, made.attempt + 1, made.officer, why)


def chance_keeps(inspection: Inspection, reason: Reason, key: bytes) -> tuple[bool, float]:
    """Whether an inspection takes place all the same, and the chance of that: 1 for what chance selected."""
    share = reason.inspected_share
    if share > 0 and inspection.selected_by == SelectionGround.CHANCE:
        share = 1.0
    return chance_of(key, inspection.declaration_id, reason.kind.value) < share, share


def earlier_exceptions(session: Session, declaration_id: str, kind: ExceptionKind) -> int:
    """How many exceptions of a kind a declaration had."""
    earlier = (InspectionException.declaration_id == declaration_id, InspectionException.kind == kind)
    return int(session.exec(select(func.count()).select_from(InspectionException).where(*earlier)).one())


def keep_exception(session: Session, made: Departure, outcome: ExceptionOutcome, share: float) -> None:
    """Record an exception with its one outcome, in the trail too. share: its chance to be inspected all the same."""
    session.add(
        InspectionException(
            key=f"{made.declaration_id}|{made.reason.kind}|{made.attempt}",
            declaration_id=made.declaration_id,
            kind=made.reason.kind,
            reason=made.reason.code,
            note=made.note,
            officer=made.officer,
            unit=made.unit,
            office=made.office,
            recorded_on=made.as_of,
            inspected_share=share,
            outcome=outcome,
        )
    )
    after = {"kind": made.reason.kind.value, "reason": made.reason.code, "outcome": outcome.value, "note": made.note}
    signed = (made.officer, made.unit, made.reason.sentence)
    record_changes(session, [Change(made.as_of, "inspection", made.declaration_id, "except", *signed, None, after)])


def exceptions_seen(stores: Stores, offices: Sequence[str]) -> pd.DataFrame:
    """Exceptions at offices, the latest first, with what inspection found of those that chance had inspected."""
    kept = stores.register.read(
        InspectionException,
        [
            *("declaration_id", "kind", "reason", "note", "officer", "unit", "office", "recorded_on"),
            *("inspected_share", "outcome"),
        ],
        col(InspectionException.office).in_(list(offices)),
        order_by=["recorded_on", "key"],
    )
    found = stores.register.read(
        Inspection,
        ["declaration_id", "selected_by", "violation", "inspected_on"],
        col(Inspection.declaration_id).in_(kept["declaration_id"].tolist()),
    )
    return kept.iloc[::-1].merge(found, on="declaration_id", how="left").reset_index(drop=True)
