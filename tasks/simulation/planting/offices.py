"""What goes wrong at an office: weeks in which the duty does not follow the trade."""

import numpy as np

from tasks.simulation.goods import Goods
from tasks.simulation.importers import Importers
from tasks.simulation.plan import Columns, SimulationPlan

_WEEKS = 3


def weeks_of_offices(
    plan: SimulationPlan, columns: Columns, free: np.ndarray, wanted: int, chance: np.random.Generator
) -> np.ndarray:
    """Dutiable declarations of some weeks of some offices in the second half of the period, at most `wanted`."""
    dutiable = free & (columns["ordinary_rate"] >= 3) & (columns["day"] >= plan.days // 2)
    period = columns["day"] // (7 * _WEEKS)
    _places, office = np.unique(columns["office"].astype(str), return_inverse=True)
    group = office * (plan.days + 1) + period
    rows = np.flatnonzero(dutiable)
    _, place, sizes = np.unique(group[rows], return_inverse=True, return_counts=True)
    large = np.flatnonzero(sizes >= np.quantile(sizes, 0.9))  # a small office's weeks vary by themselves
    order = chance.permutation(large)
    chosen = order[: max(1, int(np.searchsorted(np.cumsum(sizes[order]), wanted, side="right")))]
    return np.sort(rows[np.isin(place, chosen)][:wanted])


def levy_too_little(
    plan: SimulationPlan,
    goods: Goods,
    importers: Importers,
    columns: Columns,
    rows: np.ndarray,
    chance: np.random.Generator,
) -> np.ndarray:
    """Levy a reduced rate on what bears the ordinary one."""
    levied = columns["duty_rate"][rows]
    columns["duty_rate"][rows] = np.round(columns["ordinary_rate"][rows] * 0.2, 1)
    lost: np.ndarray = columns["item_value"][rows] * (levied - columns["duty_rate"][rows]) / 100
    return lost
