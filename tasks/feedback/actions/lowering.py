"""Lowers parameters from the high to the medium lane: documents are still checked, goods no longer opened."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import col, or_, select

from sql.reference import national_unit
from sql.register.tables import FeedbackProposal, RiskParameter
from sql.stores import Stores
from sql.terms import Lane, ParameterState
from tasks.feedback.actions import ACTOR, POLICY, mark_executed
from tasks.parameters.active import published
from tasks.parameters.life import Endorsed, put_into_force

NAMES = ("lower_parameter",)


def act(stores: Stores, proposals: Sequence[FeedbackProposal], as_of: date, seed: int) -> None:
    """Activate a version for the medium lane from the day after `as_of`, in place of the present one.

    The author is feedback; the approver is the standing policy or the person who decided. A parameter that ends by
    `as_of` is left unchanged.
    """
    with stores.register.reading() as session:
        rows = session.exec(
            select(RiskParameter).where(
                col(RiskParameter.code).in_([proposal.target for proposal in proposals]),
                RiskParameter.state == ParameterState.ACTIVE,
                RiskParameter.lane == Lane.HIGH,
                or_(col(RiskParameter.valid_to).is_(None), col(RiskParameter.valid_to) > as_of),
            )
        ).all()
        present = {row.code: published(row) for row in rows}
    first_day = as_of + timedelta(days=1)
    lowered = [
        Endorsed(
            replace(present[proposal.target], lane=Lane.MEDIUM, valid_from=first_day),
            author=ACTOR,
            approver=proposal.decided_by or POLICY,
        )
        for proposal in proposals
        if proposal.target in present
    ]
    put_into_force(stores, lowered, unit=national_unit(as_of), as_of=as_of, grounds=ACTOR)
    with stores.register.writing() as session:
        mark_executed(session, proposals, as_of)
