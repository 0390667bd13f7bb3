"""Amendments and cancellations: later versions of declarations, each with the moment that customs received it."""

import numpy as np
import pandas as pd

from tasks.simulation.plan import SimulationPlan

_AMENDED, _CANCELLED = 0.005, 0.001  # shares of declarations
_SAME_DAY = 0.6  # share of the later versions that come on the day of lodgement
_VERSION = ("version", "function", "received_at")


def draw_versions(plan: SimulationPlan, items: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give some declarations a first version that was wrong, and cancel others.

    items: goods items as they are declared in the end. Returns them with version, function and received_at (UTC,
    missing for a first version): version 2 where an amendment corrected the value or the mass of an item. The second
    frame holds the other versions, with the same columns: the first ones of what was amended, and cancellations, which
    repeat the items.
    """
    chance = plan.chance(10)
    owner = items["item_number"].eq(1).cumsum().to_numpy() - 1
    count = int(owner[-1]) + 1
    drawn = chance.random(count)
    amended, cancelled = drawn < _AMENDED, (drawn >= _AMENDED) & (drawn < _AMENDED + _CANCELLED)
    delay = np.where(
        chance.random(count) < _SAME_DAY,
        chance.integers(9 * 3600, 16 * 3600, count),
        chance.integers(24 * 3600, 72 * 3600, count),
    )
    received = items["lodged_on"] + pd.to_timedelta(delay[owner], unit="s")
    changed = amended[owner]
    final = items.assign(
        version=np.where(changed, 2, 1),
        function=np.where(changed, "amended", "lodged"),
        received_at=received.where(changed),
    )
    sizes = np.bincount(owner)
    wrong = np.zeros(len(items), dtype=bool)
    wrong[np.cumsum(sizes) - sizes + np.floor(chance.random(count) * sizes).astype(np.int64)] = True
    first = final[changed].assign(version=1, function="lodged", received_at=pd.NaT)
    factor = np.where(wrong[changed], chance.uniform(0.6, 1.1, int(changed.sum())), 1.0)
    by_value = (chance.random(count) < 0.5)[owner][changed]
    wrong_value = np.round(first["item_value"] * np.where(by_value, factor, 1.0), 2)
    first["value"] *= wrong_value / first["item_value"]
    first["item_value"] = wrong_value
    first["net_mass"] = np.round(first["net_mass"] * np.where(by_value, 1.0, factor), 2)
    gone = cancelled[owner]
    void = final[gone].assign(version=2, function="cancelled", received_at=received[gone])
    return final, pd.concat([first, void], ignore_index=True)


def first_and_later(items: pd.DataFrame, other_versions: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All first versions by number, and all later ones by the moment of receipt."""
    every = pd.concat([items, other_versions], ignore_index=True)
    key = ["declaration_id", "item_number"]
    later = every["version"] > 1
    return (
        every[~later].sort_values(key, ignore_index=True),
        every[later].sort_values(["received_at", *key], ignore_index=True),
    )
