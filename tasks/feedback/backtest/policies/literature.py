"""The strategies of the literature: what is inspected is the rating's, chance's, or what the rating doubts most.

Kim, Mai, Tsai and others, Active Learning for Human-in-the-Loop Customs Inspection (2022), compare exploitation,
exploration and hybrids of both in weekly selection with feedback.
"""

import numpy as np

from sql.messages import msgid
from tasks.feedback.backtest.policy import RATING, UNCERTAIN, Choice, Policy, Week, choice, together


def by_chance(week: Week) -> Choice:
    """As many as there is room for, all equally likely."""
    return week.drawn_without(np.zeros(0, dtype=np.int64), week.room)


def rated_highest(week: Week) -> Choice:
    """The highest ratings."""
    return choice(week.highest(week.room), RATING)


def hybrid(week: Week, share: float) -> Choice:
    """A share of the room by chance, the rest by the highest ratings."""
    drawn = round(share * week.room)
    highest = week.highest(week.room - drawn)
    return together([choice(highest, RATING), week.drawn_without(highest, drawn)])


def doubted_most(week: Week) -> Choice:
    """The ratings nearest to one half."""
    return choice(np.argsort(np.abs(week.rating - 0.5), kind="stable")[: week.room], UNCERTAIN)


POLICIES = (
    Policy("random", msgid("By chance alone"), by_chance, training=None),
    Policy(
        "static", msgid("The highest ratings, learned once from the month of history"), rated_highest, training=None
    ),
    Policy("exploitation", msgid("The highest ratings, learned anew every four weeks"), rated_highest),
    Policy(
        "hybrid-10", msgid("As exploitation, a tenth of the inspections by chance"), lambda week: hybrid(week, 0.10)
    ),
    Policy(
        "hybrid-30",
        msgid("As exploitation, three tenths of the inspections by chance"),
        lambda week: hybrid(week, 0.30),
    ),
    Policy("uncertainty", msgid("What the rating, learned anew every four weeks, doubts most"), doubted_most),
)
