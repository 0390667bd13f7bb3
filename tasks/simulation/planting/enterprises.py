"""Enterprises made for fraud: revived after silence, or founded by those who were caught."""

import numpy as np

from tasks.simulation.goods import Goods
from tasks.simulation.importers import Importers
from tasks.simulation.plan import Columns, SimulationPlan, numbered_after
from tasks.simulation.planting.rows import dutiable, set_goods
from tasks.simulation.planting.values import undervalue

_PER_ENTERPRISE = 8
_REPEATED = 4  # violations after which an enterprise changes its name


def revive(
    plan: SimulationPlan,
    goods: Goods,
    importers: Importers,
    columns: Columns,
    rows: np.ndarray,
    chance: np.random.Generator,
) -> np.ndarray:
    """Enterprises without record for the first four tenths of the period bring undervalued goods of high duty."""
    _rename(columns, rows)
    earliest = plan.days * 4 // 10
    start = chance.integers(earliest, max(plan.days - 20, earliest + 1), len(rows))[_group(rows)]
    columns["day"][rows] = np.minimum(start + chance.integers(0, 20, len(rows)), plan.days - 1)
    places = dutiable(goods, chance, len(rows), 8)
    set_goods(goods, columns, rows, places, goods.column("mass")[places] * np.exp(chance.normal(0, 0.4, len(rows))))
    return undervalue(plan, goods, importers, columns, rows, chance)


def associate(
    plan: SimulationPlan,
    goods: Goods,
    importers: Importers,
    columns: Columns,
    rows: np.ndarray,
    chance: np.random.Generator,
) -> np.ndarray:
    """New names in the second half of the period, with declarant, seller and office of who violated in the first."""
    before = np.flatnonzero(columns["guilty"] & (columns["day"] < plan.days // 2))
    _who, first, times = np.unique(columns["importer"][before], return_index=True, return_counts=True)
    repeated = first[times >= min(_REPEATED, times.max())]
    models = before[repeated[chance.integers(0, len(repeated), len(rows) // _PER_ENTERPRISE + 1)]]
    of_row = models[np.arange(len(rows)) // _PER_ENTERPRISE]
    _rename(columns, rows)
    for name in ("declarant", "seller", "office"):
        columns[name][rows] = columns[name][of_row]
    half = plan.days // 2
    columns["day"][rows] = half + (columns["day"][rows] * (plan.days - half) // plan.days)
    return undervalue(plan, goods, importers, columns, rows, chance)


def _group(rows: np.ndarray) -> np.ndarray:
    """Place of the first row of the enterprise that each row belongs to."""
    return np.arange(len(rows)) // _PER_ENTERPRISE * _PER_ENTERPRISE


def _rename(columns: Columns, rows: np.ndarray) -> None:
    names = numbered_after(columns["importer"], len(rows) // _PER_ENTERPRISE + 1)
    columns["importer"][rows] = names[np.arange(len(rows)) // _PER_ENTERPRISE]
    columns["enterprise_category"][rows] = "B"
