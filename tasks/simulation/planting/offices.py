"""Weeks in which an office levies less duty than its trade bears."""

import numpy as np

from tasks.simulation.plan import Columns, SimulationPlan
from tasks.simulation.planting.cases import Cases

LEAST_RATE = 3.0  # %: goods that bear hardly any duty show no shortfall
_WEEKS = 3


def weeks_of_offices(
    plan: SimulationPlan, columns: Columns, free: np.ndarray, most: int, chance: np.random.Generator
) -> np.ndarray:
    """Dutiable declarations of some weeks of some offices in the second half of the period, at most `most`."""
    dutiable = free & (columns["ordinary_rate"] >= LEAST_RATE) & (columns["day"] >= plan.days // 2)
    period = columns["day"] // (7 * _WEEKS)
    _places, office = np.unique(columns["office"].astype(str), return_inverse=True)
    group = office * (plan.days + 1) + period
    rows = np.flatnonzero(dutiable)
    _, place, sizes = np.unique(group[rows], return_inverse=True, return_counts=True)
    large = np.flatnonzero(sizes >= np.quantile(sizes, 0.9))  # the weeks of a small office vary anyway
    order = chance.permutation(large)
    chosen = order[: max(1, int(np.searchsorted(np.cumsum(sizes[order]), most, side="right")))]
    return np.sort(rows[np.isin(place, chosen)][:most])


def levy_too_little(cases: Cases) -> np.ndarray:
    """Levy a reduced rate on goods that bear the ordinary one."""
    columns, rows = cases.columns, cases.rows
    levied = columns["duty_rate"][rows]
    columns["duty_rate"][rows] = np.round(columns["ordinary_rate"][rows] * 0.2, 1)
    lost: np.ndarray = columns["item_value"][rows] * (levied - columns["duty_rate"][rows]) / 100
    return lost
