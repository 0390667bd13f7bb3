"""Enterprises set up for fraud: revived after a silence, or founded by offenders under a new name."""

import numpy as np

from tasks.simulation.plan import Columns, numbered_after
from tasks.simulation.planting.cases import Cases
from tasks.simulation.planting.values import undervalue

_PER_ENTERPRISE = 8
_REPEATED = 4  # violations after which an enterprise changes its name


def revive(cases: Cases) -> np.ndarray:
    """Enterprises without a record in the first 40 % of the period bring undervalued goods of high duty."""
    plan, columns, rows, chance = cases.plan, cases.columns, cases.rows, cases.chance
    _rename(columns, rows)
    earliest = plan.days * 4 // 10
    start = chance.integers(earliest, max(plan.days - 20, earliest + 1), len(rows))[_group(rows)]
    columns["day"][rows] = np.minimum(start + chance.integers(0, 20, len(rows)), plan.days - 1)
    cases.make_dutiable(rows, 8, 0.4)
    return undervalue(cases)


def associate(cases: Cases) -> np.ndarray:
    """New names in the second half, with declarant, seller and office of repeated offenders of the first half."""
    plan, columns, rows, chance = cases.plan, cases.columns, cases.rows, cases.chance
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
    return undervalue(cases)


def _group(rows: np.ndarray) -> np.ndarray:
    """Place of the first row of the enterprise that each row belongs to."""
    return np.arange(len(rows)) // _PER_ENTERPRISE * _PER_ENTERPRISE


def _rename(columns: Columns, rows: np.ndarray) -> None:
    names = numbered_after(columns["importer"], len(rows) // _PER_ENTERPRISE + 1)
    columns["importer"][rows] = names[np.arange(len(rows)) // _PER_ENTERPRISE]
    columns["enterprise_category"][rows] = "B"
