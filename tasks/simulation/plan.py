"""What a simulation is asked for, and the world that it gives."""

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

    `screened_from`: outcomes of declarations lodged before are those of past inspections; from then on all are sealed.
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
        """The source of chance of one part of the simulation; parts do not disturb each other."""
        return np.random.default_rng([self.seed, part])


@dataclass(frozen=True)
class World:
    """Simulated trade, in the canonical columns of the lake without the batch, and of the register.

    outcomes: past inspections; sealed: of every declaration lodged in the screened period what its inspection would
    show; truth: what was planted, and misconduct: which officers' actions are improper, both for measurements alone.
    """

    declarations: pd.DataFrame
    outcomes: pd.DataFrame
    sealed: pd.DataFrame
    truth: pd.DataFrame
    manuals: pd.DataFrame
    manual_movements: pd.DataFrame
    officer_actions: pd.DataFrame
    misconduct: pd.DataFrame
    manifests: pd.DataFrame
    amendments: pd.DataFrame
    information: pd.DataFrame


def numbered(prefix: str, count: int, width: int = 6, start: int = 0) -> np.ndarray:
    """Names of `prefix` and a number of at least `width` digits, from `start` on, as an array of text."""
    numbers = pa.array(np.arange(start, start + count)).cast(pa.string())
    names = pc.binary_join_element_wise(prefix, pc.utf8_lpad(numbers, width, "0"), "")
    texts: np.ndarray = names.to_numpy(zero_copy_only=False)
    return texts


def numbered_after(given: np.ndarray, count: int) -> np.ndarray:
    """`count` names that go on where the highest of the `given` names ends: nothing tells them from the others."""
    highest = str(max(given))
    prefix = highest.rstrip("0123456789")
    digits = highest.removeprefix(prefix)
    return numbered(prefix, count, len(digits), int(digits) + 1)


def text_where(given: np.ndarray, value: str) -> np.ndarray:
    """`value` in the places that are given, missing elsewhere."""
    texts = np.full(len(given), None, dtype=object)
    texts[np.asarray(given, dtype=bool)] = value
    return texts
