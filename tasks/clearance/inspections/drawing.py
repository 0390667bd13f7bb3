"""Draws an inspector for each open inspection, keeps what it was drawn from, and repeats a draw for an auditor."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
from sqlmodel import Session, col, select

from sql.jurisdiction import Organisation
from sql.messages import Message
from sql.reference import organisation
from sql.register import insert_new, update_rows
from sql.register.audit_trail import Change, record_changes
from sql.register.tables import Inspection, InspectorDraw, RiskParameter
from sql.stores import Stores
from sql.terms import TaskState
from tasks.clearance.inspections.draw import Drawn, OnShift, draw_inspector
from tasks.clearance.inspections.refused import InspectionRefusedError
from tasks.clearance.inspections.roster import shifts_on


@dataclass(frozen=True)
class Explained:
    """A recorded draw, and what repeating it with the key gives.

    candidates: one row per inspector on shift: inspector, skilled, load, most, number (missing where not a candidate).
    """

    recorded: str
    repeated: str
    day: date
    ground: str
    needed: str
    candidates: pd.DataFrame
    faults: tuple[str, ...]


def draw_inspectors(stores: Stores, day: date, key: bytes) -> dict[str, Any]:
    """Draw an inspector for every open inspection that has none, at offices with a shift on `day`; each once.

    key: of the random sample. Returns: inspectors_drawn, inspections_without_shift.
    """
    shifts = shifts_on(stores, day)
    if not shifts and stores.register.read(Inspection, ["declaration_id"], *_waiting(day)).empty:
        return {"inspectors_drawn": 0, "inspections_without_shift": 0}
    priorities = _priorities(stores)
    with stores.register.writing() as session:
        columns = (Inspection.declaration_id, Inspection.office, Inspection.parameters)
        order = (col(Inspection.requested_on), col(Inspection.declaration_id))
        waiting = session.exec(select(*columns).where(*_waiting(day)).order_by(*order)).all()
        drawn = [
            made
            for declaration, office, codes in waiting
            if office in shifts
            for made in [_made(declaration, office, shifts[office], _skills(codes, priorities), day, key)]
        ]
        _keep(session, drawn)
    return {"inspectors_drawn": len(drawn), "inspections_without_shift": len(waiting) - len(drawn)}


def _waiting(day: date) -> tuple[Any, ...]:
    """The open inspections of a day or before that have no inspector."""
    return (
        col(Inspection.state) == TaskState.OPEN,
        col(Inspection.inspector).is_(None),
        col(Inspection.requested_on) <= day,
    )


def draw_anew(
    stores: Stores,
    session: Session,
    inspection: Inspection,
    shift: list[OnShift],
    day: date,
    key: bytes,
    attempt: int,
    actor: str,
    reason: str,
) -> None:
    """Draw another inspector of an inspection, from a shift without the present one; attempt: number of the draw.

    Raises InspectionRefusedError where nobody else is on shift.
    """
    if not shift:
        raise InspectionRefusedError(
            Message(
                "nobody else is on shift at {office} on {day}: load the roster of that day",
                {"office": inspection.office, "day": day},
            )
        )
    needed = _skills(inspection.parameters, _priorities(stores))
    made = _made(inspection.declaration_id, inspection.office, shift, needed, day, key, attempt)
    _keep(session, [made], actor, reason, inspection.inspector)
    session.refresh(inspection)


def _made(
    declaration: str,
    office: str,
    shift: list[OnShift],
    needed: Collection[str],
    day: date,
    key: bytes,
    attempt: int = 0,
) -> dict[str, Any]:
    """A row of the draws; counts the inspection in the load of `shift`."""
    drawn = draw_inspector(key, declaration, day, shift, needed, attempt)
    assert drawn is not None, "the shift is not empty"
    row = {
        "key": f"{declaration}|{attempt}",
        "declaration_id": declaration,
        "attempt": attempt,
        "office": office,
        "day": day,
        "inspector": drawn.inspector,
        "ground": drawn.ground,
        "needed": ";".join(sorted(needed)),
        "roster": json.dumps([asdict(each) for each in shift]),
    }
    shift[:] = [replace(each, load=each.load + 1) if each.number == drawn.inspector else each for each in shift]
    return row


def _keep(
    session: Session,
    drawn: Sequence[dict[str, Any]],
    actor: str = "system",
    reason: str = "",
    before: str | None = None,
) -> None:
    if not drawn:
        return
    insert_new(session, InspectorDraw, drawn)
    rows = [{"declaration_id": each["declaration_id"], "inspector": each["inspector"]} for each in drawn]
    update_rows(session, Inspection, rows)
    earlier = None if before is None else {"inspector": before}
    changes = [
        Change(
            *(each["day"], "inspection", each["declaration_id"], "draw inspector", actor, each["office"], reason),
            earlier,
            {"inspector": each["inspector"]},
        )
        for each in drawn
    ]
    record_changes(session, changes)


def _priorities(stores: Stores) -> dict[str, str]:
    rows = stores.register.read(RiskParameter, ["code", "priority"])
    return dict(zip(rows["code"].astype("str"), rows["priority"].astype("str"), strict=True))


def _skills(codes: str, priorities: Mapping[str, str]) -> tuple[str, ...]:
    """The skills that an inspection needs: the priorities of the parameters that hit its declaration."""
    return tuple(sorted({priorities[code] for code in codes.split(";") if code in priorities}))


def explain_draw(stores: Stores, declaration_id: str, unit: str, key: bytes) -> list[Explained]:
    """Every draw for a declaration, repeated with the key, first to last; a fault where the two disagree.

    Raises InspectionRefusedError where nothing was drawn for it in the care of `unit`.
    """
    units = Organisation(organisation())
    with stores.register.reading() as session:
        rows = session.exec(
            select(InspectorDraw)
            .where(InspectorDraw.declaration_id == declaration_id)
            .order_by(col(InspectorDraw.attempt))
        ).all()
        inspection = session.get(Inspection, declaration_id)
        if not rows or inspection is None or not units.holds(unit, rows[0].office):
            raise InspectionRefusedError(
                Message(
                    "no inspector was drawn for {declaration_id} in the care of {unit}",
                    {"declaration_id": declaration_id, "unit": unit},
                )
            )
        explained = [_explained(row, key) for row in rows]
        if inspection.inspector != rows[-1].inspector:
            fault = f"the inspection names {inspection.inspector}, who was not drawn last"
            explained[-1] = replace(explained[-1], faults=(*explained[-1].faults, fault))
    return explained


def _explained(row: InspectorDraw, key: bytes) -> Explained:
    shift = [OnShift(**{**each, "skills": tuple(each["skills"])}) for each in json.loads(row.roster)]
    needed = [each for each in row.needed.split(";") if each]
    drawn = draw_inspector(key, row.declaration_id, row.day, shift, needed, row.attempt)
    if drawn is None:
        drawn = Drawn("", row.ground, {})
    faults = []
    if drawn.inspector != row.inspector:
        faults.append(f"{row.inspector} is recorded, but the key draws {drawn.inspector or 'nobody'}")
    if drawn.ground != row.ground:
        faults.append(f"{row.ground} is recorded as ground, but the roster gives {drawn.ground}")
    candidates = pd.DataFrame(
        [
            {
                "inspector": each.number,
                "skilled": each.has(needed),
                "load": each.load,
                "most": each.most,
                "number": drawn.numbers.get(each.number),
            }
            for each in shift
        ]
    )
    return Explained(row.inspector, drawn.inspector, row.day, row.ground.value, row.needed, candidates, tuple(faults))
