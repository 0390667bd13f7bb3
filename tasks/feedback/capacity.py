"""Moving inspection capacity between like offices, in bounded steps, so that none is lost."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tasks.feedback.policy import ActionPolicy
from tasks.feedback.proposal import Proposal


def capacity_proposals(allocation: pd.DataFrame, present: pd.DataFrame, policy: ActionPolicy) -> list[Proposal]:
    """One proposal per sub-center and traffic whose offices should give and take inspections per day.

    allocation: as `human_resources.allocation`. present: office, inspections_per_day. An office takes part from the
    least number of inspections on; capacity moves where the advised hours of one of them differ by more than the
    threshold from those used.
    """
    table = allocation.merge(present, on="office")
    table = table.assign(change=table["hours_advised"] / table["hours_used"] - 1)
    table = table[table["inspections"] >= policy.least_inspected]
    proposals = []
    for (center, traffic), part in table.groupby(["sub_center", "traffic"], sort=True):
        if part["change"].abs().max() <= policy.threshold:
            continue
        after = moved_capacity(part["inspections_per_day"], part["change"], policy.largest_step, int(policy.least))
        moved = part.assign(after=after)[after != part["inspections_per_day"]]
        if len(moved):
            offices = {str(row["office"]): int(row["after"]) for row in moved.to_dict("records")}
            told = "; ".join(
                f"{row['office']} finds {row['find_rate']:.0%}: {row['inspections_per_day']} → {row['after']}"
                for row in moved.to_dict("records")
            )
            content = {"inspections_per_day": offices}
            proposals.append(Proposal("move_capacity", f"{center} {traffic}", str(center), told, content))
    return proposals


def moved_capacity(
    present: "pd.Series[int]", change: "pd.Series[float]", largest_step: float, least: int
) -> "pd.Series[int]":
    """Capacity after what some offices give was shared among those that should take; the sum is kept.

    `change`: share by which each should grow or shrink; no office moves by more than `largest_step` of its capacity,
    nor falls under `least`. What fewer want than others give, or the other way, stays where it is.
    """
    room = np.floor(present.to_numpy() * largest_step).astype("int64")
    wanted = np.floor(np.abs(change.to_numpy()) * present.to_numpy()).astype("int64")
    steps = np.minimum(room, wanted)
    gives = np.where(change.to_numpy() < 0, np.minimum(steps, np.maximum(present.to_numpy() - least, 0)), 0)
    takes = np.where(change.to_numpy() > 0, steps, 0)
    moved = min(int(gives.sum()), int(takes.sum()))
    after = present.to_numpy() + _shared(takes, moved) - _shared(gives, moved)
    return pd.Series(after, index=present.index, dtype="int64")


def _shared(most: NDArray[np.int64], total: int) -> NDArray[np.int64]:
    """`total` in whole numbers, in proportion to `most` and nowhere over it; largest remainders first."""
    if total == 0:
        return np.zeros_like(most)
    exact = most * (total / most.sum())
    whole: NDArray[np.int64] = np.floor(exact).astype("int64")
    first = np.argsort(-(exact - whole), kind="stable")[: total - int(whole.sum())]
    whole[first] += 1
    return whole
