"""A lane policy of a file as a policy of a backtest."""

from pathlib import Path

import numpy as np

from sql.jurisdiction import Organisation
from sql.messages import msgid
from sql.reference import organisation
from tasks.clearance.policy.policy_file import read_policy_file
from tasks.feedback.backtest.past import WEEK
from tasks.feedback.backtest.policies.product import by_lanes
from tasks.feedback.backtest.policy import Choice, Policy, Week, policy_named
from tasks.records.lane_policy import figures_of_offices


def policy_of(name: str) -> Policy:
    """The policy of a name, or the lane policy of a file. Raises UnknownPolicyError or PolicyFaultsError."""
    path = Path(name)
    return policy_of_file(path) if path.is_file() else policy_named(name)


def policy_of_file(path: Path) -> Policy:
    """The system with the rates and the capacity of a lane policy file, within the share of the backtest."""
    units = Organisation(organisation())
    by_unit = read_policy_file(path, frozenset(units.lineages))

    def chosen(week: Week) -> Choice:
        names, place = np.unique(week.offices.astype(str), return_inverse=True)
        figures = figures_of_offices(by_unit, names.tolist(), units)
        high, chance, limit = (
            figures[name].to_numpy(dtype=np.float64)[place]
            for name in ("high_rate", "random_rate", "inspections_per_day")
        )
        return by_lanes(week, chance, high, WEEK * limit)

    return Policy(path.stem, msgid("The lanes by a policy of a file"), chosen)
