"""Answers to policy recommendations: recorded once, and asked for when they are late."""

from datetime import date
from typing import Any

import pandas as pd
from sqlmodel import col, select

from sql.jurisdiction import Organisation
from sql.messages import Message
from sql.reference import organisation
from sql.register import records_of
from sql.register.audit_trail import Change, record_changes
from sql.register.listed import Listed, Sought, listed
from sql.register.tables import PolicyRecommendation
from sql.register.tables.notifications import Matter
from sql.stores import Stores
from sql.terms import Severity
from tasks.handling.approval import HandlingRefusedError
from tasks.handling.recommendation import path_of
from tasks.notification.outbox import Announcement, announce


def recommendations_seen(stores: Stores, unit: str, *, answered: bool = False) -> pd.DataFrame:
    """Recommendations addressed to `unit` and the units below that wait for an answer, or all; the first due first.

    Every column of the register. Raises UnknownUnitError.
    """
    names = list(PolicyRecommendation.model_fields)
    return stores.register.read(PolicyRecommendation, names, *_seen(unit, answered), order_by=["follow_up_on", "key"])


def recommendations_sought(stores: Stores, unit: str, sought: Sought, *, answered: bool = False) -> Listed:
    """The part of `recommendations_seen` that is sought, by words of its addressee, text, reasoning and number."""
    return listed(
        stores.register,
        PolicyRecommendation,
        list(PolicyRecommendation.model_fields),
        _seen(unit, answered),
        order=[col(PolicyRecommendation.follow_up_on), col(PolicyRecommendation.key)],
        sought=sought,
    )


def recommendation_seen(stores: Stores, unit: str, measure: str) -> dict[str, Any] | None:
    """The recommendation of a measure, by the names of its columns; None where none is addressed to `unit` or below."""
    rows = stores.register.read(
        PolicyRecommendation,
        list(PolicyRecommendation.model_fields),
        col(PolicyRecommendation.measure) == measure,
        col(PolicyRecommendation.addressee).in_(Organisation(organisation()).seen_by(unit)),
    )
    return records_of(rows)[0] if len(rows) else None


def _seen(unit: str, answered: bool) -> list[Any]:
    """The conditions on the recommendations that a unit sees: those that wait for an answer, or all."""
    seen = col(PolicyRecommendation.addressee).in_(Organisation(organisation()).seen_by(unit))
    return [seen] if answered else [seen, col(PolicyRecommendation.answered_on).is_(None)]


def answer_recommendation(
    stores: Stores, measure: str, answer: str, *, actor: str, unit: str, as_of: date
) -> dict[str, Any]:
    """Record what the addressee answers to the recommendation of a measure.

    Raises HandlingRefusedError where `unit` neither is the addressee nor stands above it, or it was answered.
    """
    units = Organisation(organisation(as_of))
    if not answer.strip():
        raise HandlingRefusedError(Message("an answer needs words: say what is done, or why nothing is"))
    with stores.register.writing() as session:
        row = session.exec(select(PolicyRecommendation).where(PolicyRecommendation.measure == measure)).first()
        if row is None or unit not in units.lineages or not units.holds(unit, row.addressee):
            raise HandlingRefusedError(
                Message("{unit} has no recommendation {measure} to answer", {"unit": unit, "measure": measure})
            )
        if row.answered_on is not None:
            raise HandlingRefusedError(
                Message("the recommendation was answered on {answered_on}", {"answered_on": row.answered_on})
            )
        row.answer, row.answered_on = answer.strip(), as_of
        session.add(row)
        change = Change(as_of, "policy_recommendation", row.key, "answer", actor, unit, row.answer)
        record_changes(session, [change])
        return {"recommendation": measure, "answered_by": actor}


def ask_for_answers(stores: Stores, as_of: date) -> dict[str, Any]:
    """Remind addressees of recommendations that should have been answered by `as_of`; each once.

    Returns: recommendations_unanswered.
    """
    with stores.register.writing() as session:
        late = session.exec(
            select(PolicyRecommendation)
            .where(col(PolicyRecommendation.follow_up_on) < as_of, col(PolicyRecommendation.answered_on).is_(None))
            .order_by(PolicyRecommendation.key)
        ).all()
        announce(
            session,
            [
                Announcement(
                    "reminder",
                    row.key,
                    row.addressee,
                    Severity.MEDIUM,
                    as_of,
                    Message(
                        "A policy recommendation waits for its answer: {recommendation}",
                        {"recommendation": row.recommendation},
                    ),
                    Message(
                        "{recommendation}. Its answer was due on {day}.",
                        {"recommendation": row.recommendation, "day": row.follow_up_on},
                    ),
                    path_of(row.measure).as_posix(),
                    [Matter("recommendation", row.measure, row.recommendation, row.reasoning, due_on=row.follow_up_on)],
                )
                for row in late
            ],
        )
        return {"recommendations_unanswered": len(late)}
