"""The plan of a simulation, and the world that results."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Columns = dict[str, np.ndarray]
"""Columns of declarations while they are being simulated, all of one length."""


@dataclass(frozen=True)
class SimulationPlan:
    """How much trade, over which days, from which seed.

    `screened_from`: first day of the screened period; only declarations lodged before it have past inspections.
    """

    seed: int
    declarations: int
    first_day: date
    last_day: date
    screened_from: date

    def __post_init__(self) -> None:
        if not self.first_day < self.screened_from <= self.last_day:
            raise ValueError("the screened period must begin after the first day and not after the last")
        if self.declarations < 1_000:
            raise ValueError("fewer than 1,000 declarations cannot hold every pattern")

    @property
    def days(self) -> int:
        """Number of days, both ends included."""
        return (self.last_day - self.first_day).days + 1

    def chance(self, part: int) -> np.random.Generator:
        """The random stream of one part of the simulation, independent of the other parts."""
        return np.random.default_rng([self.seed, part])


@dataclass(frozen=True)
class World:
    """Simulated trade, in the canonical columns of the lake without the batch, and of the register.

    declarations: goods items in the version that counts, those of cancelled declarations included, with their value in
    CNY, which no file tells. other_versions: first versions of what was amended, and cancellations. first_manuals,
    first_manifests: rows as they came at first, of manuals that were extended and of bills that were declared late.
    licences: those for exports that customs knows.
    outcomes: past inspections. sealed: what an inspection of each declaration of the screened period would show.
    truth: the planted violations. misconduct: improper actions of officers. Only measurements read these two.
    """

    declarations: pd.DataFrame
    other_versions: pd.DataFrame
    exchange_rates: pd.DataFrame
    outcomes: pd.DataFrame
    sealed: pd.DataFrame
    truth: pd.DataFrame
    manuals: pd.DataFrame
    first_manuals: pd.DataFrame
    manual_movements: pd.DataFrame
    officer_actions: pd.DataFrame
    misconduct: pd.DataFrame
    manifests: pd.DataFrame
    first_manifests: pd.DataFrame
    licences: pd.DataFrame
    information: pd.DataFrame


def numbered(prefix: str, count: int, width: int = 6, start: int = 0) -> np.ndarray:
    """Names made of `prefix` and a running number of at least `width` digits, from `start` on."""
    numbers = pa.array(np.arange(start, start + count)).cast(pa.string())
    names = pc.binary_join_element_wise(prefix, pc.utf8_lpad(numbers, width, "0"), "")
    texts: np.ndarray = names.to_numpy(zero_copy_only=False)
    return texts


def numbered_after(names: np.ndarray, count: int) -> np.ndarray:
    """`count` more names, numbered on from the highest of `names`, so that they look like the others."""
    highest = str(max(names))
    prefix = highest.rstrip("0123456789")
    digits = highest.removeprefix(prefix)
    return numbered(prefix, count, len(digits), int(digits) + 1)


def text_where(places: np.ndarray, value: str) -> np.ndarray:
    """`value` where `places` is true, missing elsewhere."""
    texts = np.full(len(places), None, dtype=object)
    texts[np.asarray(places, dtype=bool)] = value
    return texts
