"""Opening a case by a person's decision: on whom, on which grounds, and why."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from sqlmodel import Session, col, select

from sql.jurisdiction import Organisation
from sql.messages import Message
from sql.reference import organisation
from sql.register.audit_trail import Change, record_changes
from sql.register.tables import CaseFile, CaseGround
from sql.stores import Stores
from sql.terms import CaseKind, CaseRole, GroundKind, UnitLevel
from tasks.post_clearance.case_priority import GRAVEST_FIRST
from tasks.post_clearance.case_states import CaseRefusedError
from tasks.post_clearance.ground_sources import named_ground
from tasks.post_clearance.journal import append
from tasks.post_clearance.open_cases import Ground, add_grounds, open_case
from tasks.post_clearance.open_subjects import Subject, add_subjects, open_cases_on, subject_of_text


def open_by_decision(
    stores: Stores,
    kind: CaseKind,
    *,
    subjects: Sequence[str] = (),
    concerned: Sequence[str] = (),
    grounds: Sequence[str] = (),
    for_unit: str | None = None,
    actor: str,
    unit: str,
    as_of: date,
    reason: str,
) -> dict[str, Any]:
    """Open a case, or join its grounds to the case of this kind that is open on one of the subjects.

    subjects, concerned: as `importer=31001234` or `person=Li Ming`; whom the grounds speak of are subjects where none
    is named. grounds: as `finding:KEY`, see `ground_sources`. The decision itself, with its reason, is a ground. A case
    that is open is joined wherever it lies; subjects that it does not have yet are added. for_unit: whose case a new
    one is; without it the regional customs of the person, or their unit where it stands higher.

    Doing the same again changes nothing. Raises CaseRefusedError. Returns: case, opened (whether it is new).
    """
    if not reason.strip():
        raise CaseRefusedError("opening a case needs a reason: say why, in a sentence")
    units = Organisation(organisation(as_of))
    named = [named_ground(stores, text, units.seen_by(unit)) for text in dict.fromkeys(grounds)]
    on = list(dict.fromkeys([*map(subject_of_text, subjects)] or [who for _, who in named if who is not None]))
    beside = [subject_of_text(text) for text in concerned]
    if not on:
        raise CaseRefusedError("nobody is named whom the case is on: write importer=CODE, or person=NAME")
    its_unit = _unit_of(units, for_unit, unit)
    decided = _decision(actor, as_of, reason, [ground for ground, _ in named])
    with stores.register.writing() as session:
        case = _open_case(session, kind, on)
        new = _not_known(session, kind, case, [decided, *(ground for ground, _ in named)])
        opened = case is None
        if case is None:
            case = open_case(session, kind, on, its_unit, actor, as_of, opened_by=actor)
        elif as_of < case.opened_on:
            raise CaseRefusedError(f"{case.number} was opened on {case.opened_on}: nothing joins it on {as_of}")
        else:
            _add(session, case, on, CaseRole.SUBJECT, actor, as_of)
        _add(session, case, beside, CaseRole.CONCERNED, actor, as_of)
        if new:
            add_grounds(session, case, new, actor, as_of)
        after = {"subjects": [*map(str, on)], "concerned": [*map(str, beside)], "grounds": [*grounds]}
        event = "open" if opened else "join"
        if opened or new:
            record_changes(session, [Change(as_of, "case", case.number, event, actor, unit, reason, None, after)])
        return {"case": case.number, "opened": opened}


def _decision(actor: str, as_of: date, reason: str, others: Sequence[Ground]) -> Ground:
    """The decision of a person as a ground; it endangers what the grounds named with it do."""
    source = sha256(f"{actor}|{as_of}|{reason}".encode()).hexdigest()[:20]
    statement = Message("{officer} decided: {reason}", {"officer": actor, "reason": reason})
    evidence = {"decided_by": actor, "decided_on": str(as_of), "reason": reason}
    gravest = [each for each in GRAVEST_FIRST if each in {ground.priority for ground in others}]
    return Ground(GroundKind.DECISION, source, statement, evidence, gravest[0] if gravest else GRAVEST_FIRST[-1])


def _open_case(session: Session, kind: CaseKind, on: Sequence[Subject]) -> CaseFile | None:
    """The case that is open on any of the subjects. Raises CaseRefusedError where several are."""
    found = {case.number: case for case in open_cases_on(session, kind, on).values()}
    if len(found) > 1:
        raise CaseRefusedError(f"cases are open on several of them, {', '.join(sorted(found))}: merge these first")
    return next(iter(found.values()), None)


def _not_known(session: Session, kind: CaseKind, case: CaseFile | None, grounds: Sequence[Ground]) -> list[Ground]:
    """The grounds that the case does not rest on yet. Raises CaseRefusedError where another case rests on one."""
    keys = {ground.key(kind): ground for ground in grounds}
    rows = session.exec(select(CaseGround).where(col(CaseGround.key).in_(list(keys)))).all()
    for row in rows:
        if case is None or row.case_number != case.number:
            ground = keys[row.key]
            raise CaseRefusedError(
                f"{row.case_number} rests on {ground.kind} {ground.source} already: leave that ground out and say in "
                "the reason what is new"
            )
    known = {row.key for row in rows}
    return [ground for key, ground in keys.items() if key not in known]


def _add(
    session: Session, case: CaseFile, subjects: Sequence[Subject], role: CaseRole, actor: str, as_of: date
) -> None:
    added = add_subjects(session, case, subjects, role, actor, as_of)
    if added:
        names = ", ".join(subject.name for subject in added)
        text = Message("Subjects added: {names}.", {"names": names})
        if role is CaseRole.CONCERNED:
            text = Message("Persons concerned added: {names}.", {"names": names})
        append(session, case.number, happened_on=as_of, actor=actor, event="subjects", text=text)


def _unit_of(units: Organisation, asked: str | None, unit: str) -> str:
    if asked is None:
        return units.at_level(unit, UnitLevel.REGIONAL) or unit
    if asked not in units.lineages or not (
        units.holds(unit, asked) or units.at_level(unit, UnitLevel.REGIONAL) == asked
    ):
        raise CaseRefusedError(f"{unit} may not open a case for {asked}: name a unit of your own jurisdiction")
    return asked
