"""Measures that wait for a unit's decision, as a person reads them in a form."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import col

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register.tables import HandlingMeasure
from sql.register.tables.handling import MeasureContent
from sql.stores import Stores
from sql.terms import HandlingState


@dataclass(frozen=True)
class WaitingMeasure:
    """One measure: its key, and a text in Markdown that says what is proposed, without whom and why.

    The form is seen by all who sign in to Prefect, of whatever unit: who is concerned stands at the desk alone.
    """

    key: str
    text: str


def waiting_for(stores: Stores, unit: str, most: int) -> list[WaitingMeasure]:
    """The strongest `most` measures that wait for `unit` or a unit below it on a day. Raises UnknownUnitError."""
    rows = stores.register.read(
        HandlingMeasure,
        ["key", "kind", "priority", "unit", "approving_unit", "score", "amount_at_stake", "content", "proposed_on"],
        col(HandlingMeasure.approving_unit).in_(Organisation(organisation()).seen_by(unit)),
        col(HandlingMeasure.state) == HandlingState.PROPOSED,
        order_by=["key"],
    )
    strongest = rows.sort_values("score", ascending=False, kind="stable").head(most)
    return [
        WaitingMeasure(str(row["key"]), _text({str(k): v for k, v in row.items()}, stores.lake.currency))
        for row in strongest.to_dict("records")
    ]


def _text(measure: Mapping[Hashable, Any], currency: str) -> str:
    content: MeasureContent = measure["content"]
    lines = [
        f"**{str(measure['kind']).replace('_', ' ').capitalize()}** on {measure['priority']}, in {measure['unit']}",
        f"Subjects: {len(content.subjects)}; who they are, why, and what to check stands at the desk, under this key",
        f"Score {measure['score']:.2f}, at stake {measure['amount_at_stake']:,.0f} {currency}; "
        f"proposed on {str(measure['proposed_on'])[:10]}, {measure['approving_unit']} decides. Key: `{measure['key']}`",
    ]
    return "\n\n".join(lines)
