"""Retires parameters that find nothing, or no more than chance."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import col, select

from sql.register.tables import FeedbackProposal, RiskParameter
from sql.stores import Stores
from sql.terms import ParameterState
from tasks.feedback.actions import ACTOR, mark_executed
from tasks.parameters.life import move_parameter
from tasks.parameters.life_rules import ParameterMove

NAMES = ("retire_parameter",)


def act(stores: Stores, proposals: Sequence[FeedbackProposal], as_of: date, seed: int) -> None:
    """Retire every active or suspended version of the parameters, in one transaction."""
    with stores.register.writing() as session:
        for proposal in proposals:
            current = session.exec(
                select(RiskParameter)
                .where(
                    RiskParameter.code == proposal.target,
                    col(RiskParameter.state).in_([ParameterState.ACTIVE, ParameterState.SUSPENDED]),
                )
                .order_by(RiskParameter.key)
            ).all()
            for row in current:
                move_parameter(
                    session,
                    row.key,
                    ParameterMove.RETIRE,
                    actor=ACTOR,
                    unit=row.owner,
                    as_of=as_of,
                    reason=str(proposal.reason),
                )
        mark_executed(session, proposals, as_of)
