"""Whose jurisdiction holds what: the organisation as a tree."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd


class UnknownUnitError(ValueError):
    """A code that no unit has; the message says so."""


@dataclass(frozen=True)
class Organisation:
    """The units; `units` as `sql.reference.organisation` gives them."""

    units: pd.DataFrame

    @cached_property
    def lineages(self) -> dict[str, str]:
        """Path of codes from the top for each unit."""
        return dict(zip(self.units["code"], self.units["lineage"], strict=True))

    def holds(self, unit: str, other: str) -> bool:
        """Whether `other` is `unit` or below it."""
        return f"{self.lineages[other]}/".startswith(f"{self.lineages[unit]}/")

    def below(self, unit: str) -> list[str]:
        """`unit` and every unit below it."""
        return [code for code in self.lineages if self.holds(unit, code)]

    def seen_by(self, unit: str) -> list[str]:
        """Units whose records `unit` sees: itself and every unit below. Raises UnknownUnitError."""
        if unit not in self.lineages:
            raise UnknownUnitError(f"{unit} is no unit: name the code of a unit, such as CN, SH or SHA1")
        return self.below(unit)

    def above(self, unit: str) -> str | None:
        """The unit one level up; None at the top."""
        path = self.lineages[unit].strip("/").split("/")
        return path[-2] if len(path) > 1 else None

    def at_level(self, unit: str, level: str) -> str | None:
        """The unit of `level` that `unit` is or lies below; None where it stands above that level."""
        path = self.lineages[unit].strip("/").split("/")
        return next((code for code in path if self._levels[code] == level), None)

    @cached_property
    def _levels(self) -> dict[str, str]:
        return dict(zip(self.units["code"], self.units["level"], strict=True))

    def common(self, units: Iterable[str]) -> str:
        """The lowest unit whose jurisdiction holds all of `units`; raises ValueError for none."""
        paths = [self.lineages[unit].strip("/").split("/") for unit in set(units)]
        if not paths:
            raise ValueError("no unit given")
        shared = [codes[0] for codes in zip(*paths, strict=False) if len(set(codes)) == 1]
        return str(shared[-1])
