"""Days of lodgement: weekdays, months and the Spring Festival."""

import numpy as np
import pandas as pd

from tasks.simulation.plan import SimulationPlan

_WEEKDAY = np.array([1.1, 1.15, 1.1, 1.1, 1.05, 0.35, 0.2])
_MONTH = np.array([0.95, 0.75, 1.0, 1.0, 1.0, 0.97, 0.98, 1.02, 1.1, 0.95, 1.12, 1.16])
# First day of the lunar year, by the Hong Kong Observatory's calendar conversion table.
_SPRING_FESTIVALS = (
    *("2018-02-16", "2019-02-05", "2020-01-25", "2021-02-12", "2022-02-01", "2023-01-22", "2024-02-10"),
    *("2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-03"),
)


def day_weights(plan: SimulationPlan) -> np.ndarray:
    """Share of the trade of each day of the plan."""
    days = pd.date_range(plan.first_day, plan.last_day, freq="D")
    weights = _WEEKDAY[days.day_of_week.to_numpy()] * _MONTH[days.month.to_numpy() - 1]
    for festival in pd.to_datetime(list(_SPRING_FESTIVALS)):
        distance = (days - festival).days.to_numpy()
        weights = np.where((distance >= -2) & (distance <= 8), weights * 0.15, weights)
    shares: np.ndarray = weights / weights.sum()
    return shares


def draw_days(plan: SimulationPlan, chance: np.random.Generator, starts: np.ndarray) -> np.ndarray:
    """A day, counted from the first, for each declaration; `starts`: share of the trade that passed before it began."""
    passed = np.cumsum(day_weights(plan))
    drawn = starts + chance.random(len(starts)) * (1 - starts)
    days: np.ndarray = np.minimum(np.searchsorted(passed, drawn, side="right"), plan.days - 1)
    return days
