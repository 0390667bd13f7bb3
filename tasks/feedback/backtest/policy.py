"""What a policy of a backtest is: it chooses, week by week, what is inspected, by what it has learned so far.

A new policy is one new module below `policies` that lists it in `POLICIES`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import numpy as np
from numpy.typing import NDArray

from sql.terms import SelectionGround
from tasks.rating.calibration import Truths
from tasks.rating.grouping import Places
from tasks.rating.past_sums import Numbers

RATING, CHANCE = SelectionGround.RATING.value, SelectionGround.CHANCE.value
UNCERTAIN = "uncertain"


class UnknownPolicyError(ValueError):
    """A name that no policy has."""


@dataclass(frozen=True)
class Week:
    """The declarations of a week as a policy sees them, one place each.

    room: how many may be inspected. rating: probability of violation by what the policy has learned. offices: code of
    each. unknown: whether none of its goods were inspected before. coming: declarations of the same goods a week, so
    far. chance: the numbers of the seed.
    """

    number: int
    room: int
    rating: Numbers
    offices: NDArray[np.object_]
    unknown: Truths
    coming: Numbers
    chance: np.random.Generator

    def highest(self, count: int) -> Places:
        """The places rated highest; of equals the first."""
        return np.argsort(-self.rating, kind="stable")[:count]

    def drawn_without(self, chosen: Places, count: int) -> "Choice":
        """So many drawn by chance from the others."""
        others = np.setdiff1d(np.arange(len(self.rating)), chosen)
        count = min(count, len(others))
        places = np.sort(self.chance.choice(others, count, replace=False))
        return choice(places, CHANCE, count / max(1, len(others)))


@dataclass(frozen=True)
class Choice:
    """What is inspected: places in the week, the ground of each and the probability with which it was selected."""

    places: Places
    grounds: NDArray[np.str_]
    probability: Numbers


def choice(places: Places, ground: str, probability: float = 1.0) -> Choice:
    """A choice of one ground."""
    count = len(places)
    return Choice(places.astype(np.int64), np.full(count, ground), np.full(count, probability))


def together(choices: Sequence[Choice]) -> Choice:
    """Several choices as one."""
    return Choice(
        np.concatenate([each.places for each in choices]),
        np.concatenate([each.grounds for each in choices]),
        np.concatenate([each.probability for each in choices]),
    )


@dataclass(frozen=True)
class Policy:
    """A policy by its name.

    statement: what it inspects, in a sentence. training: weeks from one training to the next; None for never again.
    remembers: whether the record of parties and goods takes up outcomes every week, or at trainings only.
    """

    name: str
    statement: str
    choose: Callable[[Week], Choice]
    training: int | None = 4
    remembers: bool = False


@cache
def named_policies() -> dict[str, Policy]:
    """Every policy that has a name, by it."""
    package = import_module("tasks.feedback.backtest.policies")
    modules = [import_module(each.name) for each in iter_modules(package.__path__, f"{package.__name__}.")]
    return {policy.name: policy for module in modules for policy in module.POLICIES}


def policy_named(name: str) -> Policy:
    """The policy of a name. Raises UnknownPolicyError."""
    try:
        return named_policies()[name]
    except KeyError:
        known = ", ".join(named_policies())
        raise UnknownPolicyError(
            f"{name} is neither a file nor a policy: name {known}, or a lane policy file"
        ) from None
