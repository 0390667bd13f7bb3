"""Actions of feedback: one module each, with `NAMES` and `act`; a new action is one new module."""

import pkgutil
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from importlib import import_module

from sqlmodel import Session

from sql.register.tables import FeedbackProposal
from sql.stores import Stores
from sql.terms import HandlingState

ACTOR = "performance feedback"
POLICY = "standing approval of the feedback policy"
Act = Callable[[Stores, Sequence[FeedbackProposal], date, int], None]


@cache
def actions() -> dict[tuple[str, ...], Act]:
    """Each action by the names of its proposals.

    An action takes the stores, its proposals, the business date and the seed. It marks each proposal as executed in the
    transaction of its last effect, or after effects that may be repeated.
    """
    modules = [import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
    return {module.NAMES: module.act for module in modules}


def mark_executed(session: Session, proposals: Sequence[FeedbackProposal], as_of: date) -> None:
    """Mark proposals as executed in the caller's transaction; without a decision by a person, the policy decided."""
    for proposal in proposals:
        row = session.get_one(FeedbackProposal, proposal.key)
        row.state, row.decided_on, row.decided_by = HandlingState.EXECUTED, as_of, row.decided_by or POLICY
        session.add(row)
