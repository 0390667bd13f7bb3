"""Whose jurisdiction holds what: the organisation as a tree."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from sql.refusal import RefusedError

NATION = "CN"  # stands for the unit at the top in every organisation, as in published parameters


class UnknownUnitError(RefusedError):
    """A code that no unit has; the message says so."""


@dataclass(frozen=True)
class Organisation:
    """The units; `units` as `sql.reference.organisation` gives them."""

    units: pd.DataFrame

    @cached_property
    def lineages(self) -> dict[str, str]:
        """Path of codes from the top for each unit; CN stands for the one at the top where no unit has that code."""
        lineages = {str(code): str(path) for code, path in zip(self.units["code"], self.units["lineage"], strict=True)}
        top = next((path for path in lineages.values() if path.count("/") == 1), None)
        return lineages if NATION in lineages or top is None else lineages | {NATION: top}

    @cached_property
    def nation(self) -> str:
        """The unit at the top."""
        return str(self.units.loc[self.units["lineage"].str.count("/") == 1, "code"].iloc[0])

    def lineage(self, code: str) -> str:
        """Path of codes from the top; a code that no unit has is an office right below the nation."""
        return self.lineages.get(code) or f"{self.lineages[self.nation]}/{code}"

    def holder(self, code: str) -> str:
        """The unit that records of `code` belong to: itself, or the nation where no unit has that code."""
        return code if code in self.lineages else self.nation

    def unit(self, code: str) -> str:
        """The code that the unit of `code` has in this organisation."""
        return self.lineage(code).rsplit("/", 1)[-1]

    def holds(self, unit: str, other: str) -> bool:
        """Whether `other` is `unit` or below it; what no unit has is the nation's."""
        return f"{self.lineage(other)}/".startswith(f"{self.lineage(unit)}/")

    def below(self, unit: str) -> list[str]:
        """`unit` and every unit below it."""
        return [code for code in self.lineages if self.holds(unit, code)]

    def seen_by(self, unit: str) -> list[str]:
        """Units whose records `unit` sees: itself and every unit below. Raises UnknownUnitError."""
        if unit not in self.lineages:
            such = ", ".join(dict.fromkeys([self.nation, *self.units["code"].iloc[1:3]]))
            raise UnknownUnitError(f"{unit} is no unit: name the code of a unit, such as {such}")
        return self.below(unit)

    def above(self, unit: str) -> str | None:
        """The unit one level up; None at the top."""
        path = self.lineage(unit).strip("/").split("/")
        return path[-2] if len(path) > 1 else None

    def at_level(self, unit: str, level: str) -> str | None:
        """The unit of `level` that `unit` is or lies below; None where it stands above that level."""
        path = self.lineage(unit).strip("/").split("/")
        return next((code for code in path if self._levels.get(code) == level), None)

    @cached_property
    def _levels(self) -> dict[str, str]:
        return dict(zip(self.units["code"], self.units["level"], strict=True))

    def common(self, units: Iterable[str]) -> str:
        """The lowest unit whose jurisdiction holds all of `units`; raises ValueError for none.

        Of what no unit has that is the nation.
        """
        known = {self.holder(unit) for unit in units}
        paths = [self.lineages[unit].strip("/").split("/") for unit in known]
        if not paths:
            raise ValueError("no unit given")
        shared = [codes[0] for codes in zip(*paths, strict=False) if len(set(codes)) == 1]
        return str(shared[-1])
