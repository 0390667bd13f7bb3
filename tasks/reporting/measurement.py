"""Precision and recall of a screened period, measured afterwards against sealed outcomes.

Only the report shows these figures; no stage of the cycle may read sealed outcomes.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sql.queries import query
from sql.stores import Stores


@dataclass(frozen=True)
class SelectionQuality:
    """Counts of the high lane, of all declarations and of a random sample, with the measures they give."""

    declarations: int
    violations: int
    high_lane: int
    violations_in_high_lane: int
    violations_in_sample: int  # in a random sample of the size of the high lane

    @property
    def base_rate(self) -> float | None:
        """Share of all declarations that violate."""
        return self.violations / self.declarations if self.declarations else None

    @property
    def precision(self) -> float | None:
        """Share of the declarations in the high lane that violate."""
        return self.violations_in_high_lane / self.high_lane if self.high_lane else None

    @property
    def random_precision(self) -> float | None:
        """Share of the declarations in the random sample that violate."""
        return self.violations_in_sample / self.high_lane if self.high_lane else None

    @property
    def recall(self) -> float | None:
        """Share of all violations that are in the high lane."""
        return self.violations_in_high_lane / self.violations if self.violations else None


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
        violations_in_high_lane=int(violates[high].sum()),
        violations_in_sample=int(violates[sample].sum()),
    )


def measure_selection(stores: Stores, decisions: pd.DataFrame, seed: int) -> SelectionQuality | None:
    """Measure the lanes of `decisions` against sealed outcomes; None if there are no sealed outcomes.

    decisions: declaration_id, lane.
    """
    with stores.lake.unsealed("sealed_outcomes", frames={"decided": decisions[["declaration_id", "lane"]]}) as lake:
        lanes = lake.execute(query("lanes_against_sealed_outcomes")).df()
    return selection_quality(lanes, seed) if len(lanes) else None
