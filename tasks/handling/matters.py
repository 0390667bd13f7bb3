"""What messages say of a measure: what it would do and on whom, why, what is at stake, and until when it is decided."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sql.messages import Message, word
from sql.register.tables.handling import HandlingMeasure, MeasureContent
from sql.register.tables.notifications import Matter
from sql.terms import HandlingKind
from tasks.handling.listing import decision_due

_NAMED = 3  # subjects that a message names


def measure_matter(measure: HandlingMeasure, currency: str) -> Matter:
    """What a message says of a measure that waits for a decision."""
    return _matter(
        measure.key,
        measure.kind,
        measure.content,
        measure.amount_at_stake,
        currency,
        decision_due(measure.kind, measure.proposed_on),
    )


def measure_matters(rows: Sequence[Mapping[Any, Any]], currency: str) -> list[Matter]:
    """The same of proposed measures in rows: key, kind, content, amount_at_stake, proposed_on."""
    return [
        _matter(
            str(row["key"]),
            HandlingKind(str(row["kind"])),
            row["content"],
            float(row["amount_at_stake"]),
            currency,
            decision_due(HandlingKind(str(row["kind"])), row["proposed_on"]),
        )
        for row in rows
    ]


def named(kind: HandlingKind, content: MeasureContent) -> Message:
    """A measure in a few words: its kind, and the first of its subjects."""
    named = {"measure": word(kind), "subjects": content.subjects[:_NAMED], "more": len(content.subjects) - _NAMED}
    if len(content.subjects) <= _NAMED:
        return Message("{measure:capitalized} on {subjects}", named)
    return Message("{measure:capitalized} on {subjects} and {more} more", named)


def _matter(key: str, kind: HandlingKind, content: MeasureContent, amount: float, currency: str, due: date) -> Matter:
    return Matter("measure", key, named(kind, content), content.statement, amount, currency, due)
