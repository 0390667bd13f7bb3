"""Moves inspection capacity between like offices, in bounded steps; the total stays the same."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sql.messages import lines, messages
from tasks.feedback.policy import ActionPolicy
from tasks.feedback.proposal import Proposal


def capacity_proposals(allocation: pd.DataFrame, present: pd.DataFrame, policy: ActionPolicy) -> list[Proposal]:
    """One proposal per sub-center and traffic with offices that should exchange inspections per day.

    allocation: as `human_resources.allocation`. present: office, inspections_per_day. An office takes part if it has
    the least number of inspections; capacity moves if its advised hours differ from the used hours by more than the
    threshold.
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
            reason = lines(messages("{office} finds {find_rate:.0%}: {inspections_per_day} → {after}", moved))
            content = {"inspections_per_day": offices}
            proposals.append(Proposal("move_capacity", f"{center} {traffic}", str(center), reason, content))
    return proposals


def moved_capacity(
    present: "pd.Series[int]", change: "pd.Series[float]", largest_step: float, least: int
) -> "pd.Series[int]":
    """Capacity after giving offices pass inspections to receiving offices; the sum stays the same.

    `change`: share by which each should grow or shrink; no office moves by more than `largest_step` of its capacity,
    nor falls under `least`. Capacity that has no receiver or no giver stays where it is.
    """
    room = np.floor(present.to_numpy() * largest_step).astype("int64")
    required = np.floor(np.abs(change.to_numpy()) * present.to_numpy()).astype("int64")
    steps = np.minimum(room, required)
    gives = np.where(change.to_numpy() < 0, np.minimum(steps, np.maximum(present.to_numpy() - least, 0)), 0)
    takes = np.where(change.to_numpy() > 0, steps, 0)
    moved = min(int(gives.sum()), int(takes.sum()))
    after = present.to_numpy() + _shared(takes, moved) - _shared(gives, moved)
    return pd.Series(after, index=present.index, dtype="int64")


def _shared(most: NDArray[np.int64], total: int) -> NDArray[np.int64]:
    """`total` shared in whole numbers in proportion to `most`, at most `most` each; largest remainders first."""
    if total == 0:
        return np.zeros_like(most)
    exact = most * (total / most.sum())
    whole: NDArray[np.int64] = np.floor(exact).astype("int64")
    first = np.argsort(-(exact - whole), kind="stable")[: total - int(whole.sum())]
    whole[first] += 1
    return whole
