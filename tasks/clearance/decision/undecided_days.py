"""The days with declarations that have no lane yet."""

from dataclasses import dataclass
from datetime import date

from sql.queries import query
from sql.stores import Stores
from tasks.clearance.decision.amended import decisions_before
from tasks.records.decisions import committed_batches


@dataclass(frozen=True)
class UndecidedDays:
    """The first and the last day with declarations that have no lane yet, and how many these are."""

    first_day: date
    last_day: date
    declarations: int


def undecided_days(stores: Stores, first_day: date, last_day: date) -> UndecidedDays | None:
    """The days between `first_day` and `last_day` with declarations without a lane; None where there is none."""
    batches = committed_batches(stores)
    frames = {"committed": batches, "before": decisions_before(stores, last_day, batches)}
    with stores.lake.connect("declarations", "decisions", frames=frames) as lake:
        found = lake.execute(query("days_that_wait_for_lanes"), {"first_day": first_day, "last_day": last_day})
        row = found.fetchone()
    if row is None or not row[2]:
        return None
    return UndecidedDays(*row)
