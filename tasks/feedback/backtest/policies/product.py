"""The whole system as installed: the lanes of clearance by its rules, its rating, and its sample by chance."""

import numpy as np
from numpy.typing import NDArray

from sql.messages import msgid
from tasks.clearance.decision.lanes import Demands, decide_lanes
from tasks.feedback.backtest.policy import Choice, Policy, Week
from tasks.rating.past_sums import Numbers
from tasks.records.lane_policy import LanePolicy


def by_lanes(week: Week, random_rate: Numbers, high_rate: Numbers, limit: Numbers) -> Choice:
    """What the lanes of clearance inspect.

    random_rate, high_rate: of each declaration, by the policy of its office. limit: inspections of its office in the
    week. Beside the sample by chance the highest ratings are inspected while there is room.
    """
    reached = np.quantile(week.rating, 1.0 - np.minimum(high_rate, 1.0)) if len(week.rating) else high_rate
    demands = Demands(
        hit_level=np.zeros(len(week.rating), dtype=np.int64),
        demanded_level=np.zeros(len(week.rating), dtype=np.int64),
        rating=week.rating,
        rating_high=np.where(high_rate > 0, reached, np.inf),
        rating_medium=np.full(len(week.rating), np.inf),
        draw=week.chance.random(len(week.rating)),
        random_rate=random_rate,
    )
    decided = decide_lanes(demands, lambda high, drawn: _within(week, high, drawn, limit))
    places = np.flatnonzero(decided.ground != "")
    return Choice(places, decided.ground[places], decided.probability[places])


def _within(week: Week, high: NDArray[np.bool_], drawn: NDArray[np.bool_], limit: Numbers) -> NDArray[np.bool_]:
    """The highest ratings that the room leaves beside the sample: of each office, and of all together."""
    order = np.argsort(-week.rating, kind="stable")
    kept = np.zeros(len(high), dtype=bool)
    offices = np.unique(week.offices.astype(str), return_inverse=True)[1]
    sampled = np.bincount(offices[drawn], minlength=int(offices.max(initial=0)) + 1)
    used, room = sampled.astype(np.float64), week.room - int(drawn.sum())
    for place in order[high[order]].tolist():
        cost = 0 if drawn[place] else 1  # one that is drawn besides is inspected once
        if room < cost:
            break
        if used[offices[place]] + cost <= limit[place]:
            kept[place] = True
            used[offices[place]] += cost
            room -= cost
    return kept


def as_installed(week: Week) -> Choice:
    """The default lane policy, with the share of the high lane that the room allows."""
    size = len(week.rating)
    policy = LanePolicy()
    rate = min(policy.random_rate, 0.2 * week.room / max(1, size))
    return by_lanes(week, np.full(size, rate), np.ones(size), np.full(size, np.inf))


POLICIES = (
    Policy(
        "product",
        msgid("The system as installed: lanes by the rating, learned anew every four weeks, and a sample by chance"),
        as_installed,
    ),
)
