"""Declarations that wait for their lanes."""

from dataclasses import dataclass
from datetime import date

from sql.queries import query
from sql.stores import Stores
from tasks.records.decisions import committed_batches


@dataclass(frozen=True)
class WaitingDays:
    """The days from the first to the last on which declarations were lodged that have no lane yet."""

    first_day: date
    last_day: date
    declarations: int


def waiting_for_lanes(stores: Stores, first_day: date, last_day: date) -> WaitingDays | None:
    """Which days between `first_day` and `last_day` have declarations without a lane; None where none has."""
    with stores.lake.connect("declarations", "decisions", frames={"committed": committed_batches(stores)}) as lake:
        found = lake.execute(query("days_that_wait_for_lanes"), {"first_day": first_day, "last_day": last_day})
        row = found.fetchone()
    if row is None or not row[2]:
        return None
    return WaitingDays(*row)
