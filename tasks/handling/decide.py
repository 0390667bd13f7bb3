"""Deciding on measures: by a person entitled to, or by the published policy; nothing waits for ever."""

from collections.abc import Hashable, Mapping
from datetime import date
from math import isnan
from typing import Any

import pandas as pd
from sqlmodel import Session, col, select

from sql.jurisdiction import Organisation
from sql.messages import Message, as_written
from sql.reference import organisation, reference_table
from sql.register import complete_once
from sql.register.audit_trail import Change, record_changes
from sql.register.tables import HandlingMeasure
from sql.stores import Stores
from sql.terms import GRAVE, HandlingState, Severity
from sql.working_days import add_working_days
from tasks.handling.approval import HandlingRefusedError, check_decider, decided
from tasks.handling.detector_record import Experience, experience_up_to
from tasks.handling.matters import measure_matter, named
from tasks.handling.policy import Evidence, KindPolicy, Verdict, verdict
from tasks.handling.propose import asked_ad_hoc
from tasks.notification.outbox import Announcement, announce
from tasks.parameters.evidence import NO_INSPECTIONS, Record

POLICY = "standing approval of the handling policy"


def decide(
    stores: Stores, key: str, *, decision: str, actor: str, unit: str, as_of: date, reason: str
) -> dict[str, Any]:
    """Record the decision of a person. Raises HandlingRefusedError with the reason where it is not theirs to make."""
    with stores.register.writing() as session:
        measure = session.get(HandlingMeasure, key)
        if measure is None:
            raise HandlingRefusedError(Message("there is no measure {key}", {"key": key}))
        after = decided(measure.state, decision)
        check_decider(Organisation(organisation(as_of)), measure.approving_unit, unit, measure.proposed_by, actor)
        _set(session, measure, after, actor, unit, as_of, as_written(reason))
        return {"measure": key, "state": after.value}


def proposer_of(stores: Stores, key: str) -> str | None:
    """Who proposed a measure; None where there is no such measure."""
    with stores.register.reading() as session:
        return session.exec(select(HandlingMeasure.proposed_by).where(HandlingMeasure.key == key)).first()


def decide_by_policy(stores: Stores, as_of: date, occasion: str = "") -> dict[str, Any]:
    """Approve and reject what the policy decides by itself; remind of, then escalate, what waits too long.

    By kind, score, past test and the record of the detector: see `policy.verdict`. What only an ad-hoc analysis found
    is never approved so: a person decides. Happens once per business date and occasion.
    Returns: measures_approved, measures_rejected, measures_waiting, reminders, escalations.
    """
    policy = reference_table("handling_policy").set_index("kind")

    def record(session: Session, known: Experience) -> dict[str, Any]:
        waiting = session.exec(
            select(HandlingMeasure)
            .where(HandlingMeasure.state == HandlingState.PROPOSED, col(HandlingMeasure.proposed_on) <= as_of)
            .order_by(HandlingMeasure.key)
        ).all()
        ad_hoc = set(session.exec(select(HandlingMeasure.key).where(asked_ad_hoc())).all())
        kinds = {str(kind): _kind_policy(row) for kind, row in policy.to_dict("index").items()}
        by_verdict: dict[Verdict, list[HandlingMeasure]] = {each: [] for each in Verdict}
        for measure in waiting:
            given, reason = verdict(measure.score, _evidence(measure, known), kinds[measure.kind.value])
            if given is Verdict.APPROVE and measure.key in ad_hoc:
                given = Verdict.WAIT
            by_verdict[given].append(measure)
            if given is not Verdict.WAIT:
                _set(session, measure, decided(measure.state, given), POLICY, measure.approving_unit, as_of, reason)
        reminders, escalations = _press(by_verdict[Verdict.WAIT], policy, as_of, stores.lake.currency)
        return {
            "measures_approved": len(by_verdict[Verdict.APPROVE]),
            "measures_rejected": len(by_verdict[Verdict.REJECT]),
            "measures_waiting": len(by_verdict[Verdict.WAIT]),
            "reminders": announce(session, reminders),
            "escalations": announce(session, escalations),
        }

    return complete_once(
        stores.register, "decide_by_policy", as_of, occasion, lambda: experience_up_to(stores, as_of), record
    )


def _kind_policy(row: Mapping[Hashable, Any]) -> KindPolicy:
    names = ("approves_itself_from_score", "least_inspected", "least_lift", "least_share")
    enough, inspected, lift, share = (float(row[name]) for name in names)
    return KindPolicy(enough, inspected, None if isnan(lift) else lift, share)


def _evidence(measure: HandlingMeasure, known: Experience) -> Evidence:
    content, tested = measure.content, measure.content.past_test
    return Evidence(
        past=NO_INSPECTIONS if tested is None else Record(tested.inspected, tested.found),
        past_base=NO_INSPECTIONS if tested is None else Record(tested.base_inspected, tested.base_found),
        detector=known.detectors.get(content.detector, NO_INSPECTIONS),
        chance=known.chance,
        # What is rare and grave may be worth a look where the rating, which learns from what is common, finds more.
        margin=NO_INSPECTIONS if measure.priority in GRAVE else known.margin,
    )


def _press(
    waiting: list[HandlingMeasure], policy: pd.DataFrame, as_of: date, currency: str
) -> tuple[list[Announcement], list[Announcement]]:
    """Reminders to the approving unit and escalations to the unit above it, for what waits beyond the policy's days."""
    units = Organisation(organisation(as_of))
    reminders, escalations = [], []
    for measure in waiting:
        days = policy.to_dict("index")[measure.kind.value]
        what, about = named(measure.kind, measure.content), [measure_matter(measure, currency)]
        text = Message(
            "{measure} waits for a decision since {day}.",
            {"measure": what, "day": measure.proposed_on},
        )
        if add_working_days(measure.proposed_on, int(days["escalate_after_days"])) <= as_of:
            above = units.above(measure.approving_unit) or measure.approving_unit
            escalations.append(
                Announcement("escalation", measure.key, above, Severity.HIGH, as_of, _overdue(what), text, about=about)
            )
        elif add_working_days(measure.proposed_on, int(days["remind_after_days"])) <= as_of:
            to = measure.approving_unit
            reminders.append(
                Announcement("reminder", measure.key, to, Severity.MEDIUM, as_of, _waiting(what), text, about=about)
            )
    return reminders, escalations


def _overdue(what: Message) -> Message:
    return Message("A decision is overdue: {measure}", {"measure": what})


def _waiting(what: Message) -> Message:
    return Message("A decision is waiting: {measure}", {"measure": what})


def _set(
    session: Session,
    measure: HandlingMeasure,
    state: HandlingState,
    actor: str,
    unit: str,
    as_of: date,
    reason: Message,
) -> None:
    before = measure.state
    measure.state, measure.decided_on, measure.decided_by, measure.decision_reason = state, as_of, actor, reason
    session.add(measure)
    change = Change(
        as_of, "handling_measure", measure.key, state, actor, unit, str(reason), {"state": before}, {"state": state}
    )
    record_changes(session, [change])
