"""Measuring a screened period against its sealed outcomes, after the fact.

No stage of the cycle sees these figures: they tell how good the selection was, as only a measurement may.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sql.queries import query
from sql.stores import Stores


@dataclass(frozen=True)
class SelectionQuality:
    """How often the high lane was right, beside doing nothing clever."""

    declarations: int
    violations: int
    high_lane: int
    high_lane_right: int
    random_sample_right: int  # of a random sample of the size of the high lane

    @property
    def base_rate(self) -> float | None:
        """Share of all declarations that violate."""
        return self.violations / self.declarations if self.declarations else None

    @property
    def precision(self) -> float | None:
        """Share of the high lane that violates."""
        return self.high_lane_right / self.high_lane if self.high_lane else None

    @property
    def random_precision(self) -> float | None:
        """Share of the random sample that violates."""
        return self.random_sample_right / self.high_lane if self.high_lane else None

    @property
    def recall(self) -> float | None:
        """Share of all violations that the high lane holds."""
        return self.high_lane_right / self.violations if self.violations else None


def selection_quality(lanes: pd.DataFrame, seed: int) -> SelectionQuality:
    """Compare the high lane with the base rate and with a random sample of the same size.

    lanes: one row per declaration: declaration_id, lane, violates (bool). The sample is drawn without replacement.
    """
    ordered = lanes.sort_values("declaration_id", ignore_index=True)
    violates = ordered["violates"].to_numpy(dtype=bool)
    high = (ordered["lane"] == "high").to_numpy()
    size = int(high.sum())
    sample = np.random.default_rng(seed).choice(max(1, len(ordered)), size=size, replace=False)
    return SelectionQuality(
        declarations=len(ordered),
        violations=int(violates.sum()),
        high_lane=size,
        high_lane_right=int(violates[high].sum()),
        random_sample_right=int(violates[sample].sum()),
    )


def measure_selection(stores: Stores, decisions: pd.DataFrame, seed: int) -> SelectionQuality | None:
    """Measure the lanes of `decisions` against sealed outcomes; None where no sealed outcome is there.

    decisions: declaration_id, lane.
    """
    with stores.lake.unsealed("sealed_outcomes", frames={"decided": decisions[["declaration_id", "lane"]]}) as lake:
        lanes = lake.execute(query("lanes_against_sealed_outcomes")).df()
    return selection_quality(lanes, seed) if len(lanes) else None
