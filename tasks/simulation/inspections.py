"""Past inspections: which declarations were inspected, and with which outcome."""

import numpy as np
import pandas as pd

from tasks.simulation.importers import Importers
from tasks.simulation.plan import Columns, SimulationPlan
from tasks.simulation.violations import Planted

RATE = 0.06  # share of the history that was inspected
_BY_CHANCE = 0.25  # share of them selected by chance
_SUSPICION = {"AA": 0.2, "A": 0.5, "B": 1.0, "C": 3.0, "D": 6.0}
_KNOWN_OFFENDER = 4.0


def results(
    plan: SimulationPlan, declarations: pd.DataFrame, order: np.ndarray, planted: Planted, columns: Columns
) -> pd.DataFrame:
    """The outcome that an inspection of each declaration would have, in their order; without a date."""
    chance = plan.chance(4)
    violation = planted.violation[order]
    return pd.DataFrame(
        {
            "declaration_id": declarations["declaration_id"],
            "inspected_on": pd.Series(pd.NaT, index=declarations.index, dtype="datetime64[us]"),
            "violation": pd.Series(violation, dtype="str"),
            "kind": pd.Series(planted.kind[order], dtype="str"),
            "recovered_duty": planted.evaded_duty[order],
            "officer_hours": np.round(np.exp(chance.normal(1.0, 0.4, len(order))) * (1 + (violation != "none")), 1),
        }
    )


def inspected_history(
    plan: SimulationPlan,
    declarations: pd.DataFrame,
    order: np.ndarray,
    shown: pd.DataFrame,
    importers: Importers,
    columns: Columns,
    planted: Planted,
) -> pd.DataFrame:
    """Outcomes of past inspections: selected by suspicion, by the record of an enterprise, and a few by chance."""
    chance = plan.chance(5)
    past = np.flatnonzero(declarations["lodged_on"] < pd.Timestamp(plan.screened_from))
    rows = order[past]
    suspicion = pd.Series(columns["enterprise_category"][rows]).map(_SUSPICION).to_numpy(dtype=float, copy=True)
    known_from = np.where(
        planted.offender, chance.integers(20, max(plan.days // 2, 21), len(planted.offender)), plan.days
    )
    known = columns["day"][rows] >= known_from[columns["importer_place"][rows]]
    suspicion *= np.where(known, _KNOWN_OFFENDER, 1.0) * (1 + columns["ordinary_rate"][rows] / 10)
    attention = np.exp(chance.normal(0, 0.6, len(importers.names)))[columns["importer_place"][rows]]
    count = round(len(rows) * RATE)
    by_chance = chance.permutation(len(rows))[: round(count * _BY_CHANCE)]
    # The largest keys of weighted sampling without replacement (Efraimidis and Spirakis).
    keys = np.log(chance.random(len(rows))) / (suspicion * attention)
    keys[by_chance] = 1.0
    chosen = np.sort(np.argpartition(-keys, count - 1)[:count])
    inspected = shown.iloc[past[chosen]].reset_index(drop=True)
    delay = pd.to_timedelta(chance.integers(1, 4, count), unit="D")
    lodged = declarations["lodged_on"].iloc[past[chosen]].reset_index(drop=True)
    return inspected.assign(inspected_on=lodged + delay)
