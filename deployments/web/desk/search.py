"""Searching everything that a person may see: numbers, names, HS codes, words."""

from collections.abc import Sequence

from deployments.web.desk.look import Look
from deployments.web.desk.thing import Kind, Rows, Wish, kinds

LEAST_SIGNS = 2
MOST_SHOWN = 8  # of each kind; its list shows all


def found_by(look: Look, wanted: str) -> Sequence[tuple[Kind, Rows]]:
    """What a person sees that speaks of all words, by kind; nothing for less than two signs."""
    if len(wanted) < LEAST_SIGNS:
        return []
    wish = Wish(wanted, every=True)
    found = [(kind, kind.rows(look, wish)) for kind in kinds().values()]
    return [(kind, Rows(rows.rows[:MOST_SHOWN], rows.total)) for kind, rows in found if rows.total]
