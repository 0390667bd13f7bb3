"""Makes changes that feedback proposed: by standing policy, or after a person approves them."""

from datetime import date
from typing import Any

from sqlmodel import col, func, select

from sql.jurisdiction import Organisation
from sql.messages import Message
from sql.reference import organisation
from sql.register.audit_trail import Change, record_changes
from sql.register.tables import FeedbackProposal
from sql.stores import Stores
from sql.terms import HandlingState
from tasks.feedback.actions import actions
from tasks.feedback.policy import feedback_policy
from tasks.handling.approval import HandlingRefusedError, decided


def apply_feedback(stores: Stores, as_of: date, seed: int) -> dict[str, Any]:
    """Make the changes of `as_of` that the policy allows without a person, and those that a person approved by then.

    Each takes effect once, on the day after `as_of`; a repeat changes nothing. Returns: changes_made.
    """
    policy = feedback_policy()
    with stores.register.reading() as session:
        due = [
            row
            for row in session.exec(
                select(FeedbackProposal)
                .where(
                    col(FeedbackProposal.as_of) <= as_of,
                    col(FeedbackProposal.state).in_([HandlingState.PROPOSED, HandlingState.APPROVED]),
                )
                .order_by(FeedbackProposal.key)
            ).all()
            if (row.state == HandlingState.APPROVED and row.decided_on is not None and row.decided_on <= as_of)
            or (row.state == HandlingState.PROPOSED and row.as_of == as_of and policy[row.action].applies_itself)
        ]
        session.expunge_all()
    for names, act in actions().items():
        chosen = [row for row in due if row.action in names]
        if chosen:
            act(stores, chosen, as_of, seed)
    with stores.register.reading() as session:
        made = select(func.count()).where(
            FeedbackProposal.state == HandlingState.EXECUTED, FeedbackProposal.decided_on == as_of
        )
        return {"changes_made": session.exec(made).one()}


def decide_on_proposal(
    stores: Stores, key: str, *, decision: str, actor: str, unit: str, as_of: date, reason: str
) -> dict[str, Any]:
    """Record a person's decision on a proposed change; the next feedback makes an approved change.

    Raises HandlingRefusedError if it does not exist, is decided already, or `unit` is not entitled to decide.
    """
    units = Organisation(organisation(as_of))
    with stores.register.writing() as session:
        row = session.get(FeedbackProposal, key)
        if row is None or unit not in units.lineages or not units.holds(unit, row.unit):
            raise HandlingRefusedError(Message("{unit} has no proposal {key} to decide on", {"unit": unit, "key": key}))
        before = row.state
        row.state = decided(before, decision)
        row.decided_on, row.decided_by = as_of, actor
        session.add(row)
        change = Change(
            as_of, "feedback_proposal", key, decision, actor, unit, reason, {"state": before}, {"state": row.state}
        )
        record_changes(session, [change])
        return {"proposal": key, "state": row.state.value}
