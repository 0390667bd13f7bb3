"""What the administration wants to reach: data that an operator sets."""

from dataclasses import dataclass
from typing import Literal

_DAYS_OF_A_YEAR = 365

Sense = Literal["at least", "at most"]


@dataclass(frozen=True)
class Target:
    """A value to reach, or not to exceed."""

    value: float
    sense: Sense

    def met_by(self, value: float) -> bool:
        """Whether a measured value meets it."""
        return value >= self.value if self.sense == "at least" else value <= self.value


@dataclass(frozen=True)
class Targets:
    """Targets of an administration; None where it set none.

    duty_recovered_per_year: currency of the installation. violations_per_year: inspections that find one.
    largest_share_inspected and least_compliance: 0 to 1. most_hours_to_release: of the middle declaration.
    """

    duty_recovered_per_year: float | None = None
    violations_per_year: float | None = None
    largest_share_inspected: float | None = None
    least_compliance: float | None = None
    most_hours_to_release: float | None = None


NO_TARGETS = Targets()


def of_a_year(value: float | None, days: int) -> Target | None:
    """The part of a target of a year that falls to so many days of it."""
    return None if value is None else Target(value * days / _DAYS_OF_A_YEAR, "at least")


def at_least(value: float | None) -> Target | None:
    """A value to reach; None where none is set."""
    return None if value is None else Target(value, "at least")


def at_most(value: float | None) -> Target | None:
    """A value not to exceed; None where none is set."""
    return None if value is None else Target(value, "at most")
