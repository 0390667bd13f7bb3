"""Carrying out what was approved: parameters, inspections, special operations, policy recommendations."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from sql.jurisdiction import Organisation
from sql.messages import Message, word
from sql.reference import national_unit, organisation
from sql.register import insert_new
from sql.register.tables import Finding, HandlingMeasure, InspectionRequest, PolicyRecommendation, SpecialOperation
from sql.register.tables.notifications import Matter
from sql.stores import Stores
from sql.terms import HandlingKind, HandlingState, Lane, Severity, TaskState, UnitLevel
from sql.words import spelled
from tasks.handling.recommendation import follow_up_on, path_of, write_recommendation
from tasks.notification.outbox import Announcement, announce
from tasks.parameters.conditions import conditions_from
from tasks.parameters.life import Endorsed, put_into_force
from tasks.parameters.published_format import Parameter
from tasks.parameters.request_codes import MARK
from tasks.records.subjects import conditions_on

WANTED = 5  # declarations that one request for inspection asks for
_SHORT = {"revenue": "REV", "security": "SEC", "ipr": "IPR", "drugs": "DRG"}


def execute_approved(stores: Stores, as_of: date) -> dict[str, Any]:
    """Carry out every approved measure; each takes effect on the day after `as_of`. Repeating it changes nothing.

    Returns: measures_executed.
    """
    with stores.register.reading() as session:
        approved = list(
            session.exec(
                select(HandlingMeasure)
                .where(HandlingMeasure.state == HandlingState.APPROVED, col(HandlingMeasure.decided_on) <= as_of)
                .order_by(HandlingMeasure.key)
            ).all()
        )
        recommended = [
            (measure, session.get(Finding, measure.finding) if measure.finding else None)
            for measure in approved
            if measure.kind is HandlingKind.POLICY_RECOMMENDATION
        ]
        session.expunge_all()
    # The parameter center moves its parameters in transactions of its own; entering one twice has no effect.
    _set_parameters(stores, approved, as_of)
    for measure, finding in recommended:
        write_recommendation(stores.folder, measure, finding, as_of, stores.lake.currency)
    with stores.register.writing() as session:
        for measure in approved:
            outcome = _EXECUTIONS[measure.kind](session, measure, as_of, stores.lake.currency)
            row = session.get_one(HandlingMeasure, measure.key)
            row.state, row.executed_on, row.outcome = HandlingState.EXECUTED, as_of, outcome
            session.add(row)
    return {"measures_executed": len(approved)}


def parameter_of(measure: HandlingMeasure, as_of: date) -> Parameter:
    """The risk parameter that a measure puts into force."""
    units = Organisation(organisation(as_of))
    content = measure.content
    owner = units.at_level(measure.unit, UnitLevel.SUB_CENTER) or measure.unit
    conditions = conditions_on(content.subject_kind, content.subjects)
    return Parameter(
        code=f"{owner}-{_SHORT[measure.priority]}-H{measure.key[:12]}",
        owner=owner,
        priority=measure.priority,
        lane=Lane.HIGH,
        reason=f"{spelled(content.detector)}: {content.statement}",
        instruction=str(content.what_to_check),
        valid_from=as_of + timedelta(days=1),
        valid_to=as_of + timedelta(days=content.days),
        conditions=conditions_from(conditions),
    )


def _set_parameters(stores: Stores, approved: Sequence[HandlingMeasure], as_of: date) -> None:
    steering = [each for each in approved if each.kind in (HandlingKind.SET_PARAMETER, HandlingKind.SPECIAL_OPERATION)]
    endorsed = [
        Endorsed(parameter_of(measure, as_of), measure.proposed_by, measure.decided_by or "") for measure in steering
    ]
    put_into_force(stores, endorsed, unit=national_unit(as_of), as_of=as_of, grounds="risk handling")


def _parameter_set(session: Session, measure: HandlingMeasure, as_of: date, currency: str) -> str:
    return parameter_of(measure, as_of).code


def _inspections_asked(session: Session, measure: HandlingMeasure, as_of: date, currency: str) -> str:
    content = measure.content
    requests = [
        {
            "key": f"{measure.key}-{number}",
            "measure": measure.key,
            "unit": measure.unit,
            "subject_kind": content.subject_kind,
            "subject": subject,
            "what_to_check": str(content.what_to_check),
            "valid_from": as_of + timedelta(days=1),
            "valid_to": as_of + timedelta(days=content.days),
            "declarations_wanted": WANTED,
        }
        for number, subject in enumerate(content.subjects, start=1)
    ]
    insert_new(session, InspectionRequest, requests)
    return f"{MARK}{measure.key}"


def _operation_started(session: Session, measure: HandlingMeasure, as_of: date, currency: str) -> str:
    units = Organisation(organisation(as_of))
    content = measure.content
    parameter = parameter_of(measure, as_of)
    offices = [code for code in units.below(measure.unit) if units.at_level(code, UnitLevel.LOCAL) == code]
    title = Message(
        "Special operation on {priority}: {detector}, {unit}",
        {"priority": word(measure.priority), "detector": word(content.detector), "unit": measure.unit},
    )
    starts_on, ends_on = as_of + timedelta(days=1), as_of + timedelta(days=content.days)
    operation = {
        "key": f"operation|{measure.key}",
        "measure": measure.key,
        "title": title,
        "subject_kind": content.subject_kind,
        "subject": ";".join(content.subjects),
        "unit": measure.unit,
        "offices": ";".join(offices),
        "team": Message("risk management of {unit} with inspectors of its offices", {"unit": measure.unit}),
        "target": Message("inspect every consignment of {count} subjects", {"count": len(content.subjects)}),
        "starts_on": starts_on,
        "ends_on": ends_on,
        "parameter": parameter.code,
        "state": TaskState.OPEN,
    }
    insert_new(session, SpecialOperation, [operation])
    text = Message(
        "{operation}, from {first_day} to {last_day}. {check}.",
        {
            **{"operation": title, "first_day": starts_on, "last_day": ends_on},
            "check": content.what_to_check,
        },
    )
    about = Matter(
        *("operation", measure.key, title, content.statement),
        *(measure.amount_at_stake, currency, ends_on),
    )
    told = Announcement("operation", measure.key, measure.unit, Severity.HIGH, as_of, title, text, about=[about])
    announce(session, [told])
    return parameter.code


def _recommendation_issued(session: Session, measure: HandlingMeasure, as_of: date, currency: str) -> str:
    content = measure.content
    recommendation = Message(
        "Review the levy of duty on {subjects}: {check}",
        {"subjects": content.subjects, "check": content.what_to_check},
    )
    insert_new(
        session,
        PolicyRecommendation,
        [
            {
                "key": f"recommendation|{measure.key}",
                "measure": measure.key,
                "addressee": measure.approving_unit,
                "recommendation": recommendation,
                "reasoning": content.statement,
                "evidence": Message("finding {finding}", {"finding": measure.finding}),
                "issued_on": as_of,
                "follow_up_on": follow_up_on(as_of),
            }
        ],
    )
    text = Message("{recommendation}. {statement}", {"recommendation": recommendation, "statement": content.statement})
    to, file = measure.approving_unit, path_of(measure.key).as_posix()
    title = Message("A policy recommendation: {recommendation}", {"recommendation": recommendation})
    about = Matter(
        *("recommendation", measure.key, recommendation, content.statement),
        *(measure.amount_at_stake, currency, follow_up_on(as_of)),
    )
    told = Announcement("recommendation", measure.key, to, Severity.MEDIUM, as_of, title, text, file, [about])
    announce(session, [told])
    return f"recommendation|{measure.key}"


_EXECUTIONS = {
    HandlingKind.SET_PARAMETER: _parameter_set,
    HandlingKind.ASK_INSPECTION: _inspections_asked,
    HandlingKind.SPECIAL_OPERATION: _operation_started,
    HandlingKind.POLICY_RECOMMENDATION: _recommendation_issued,
}
