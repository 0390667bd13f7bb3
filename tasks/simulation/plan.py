"""What a simulation is asked for, and the world that it gives."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

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
    show; truth: what was planted, which only a measurement may read.
    """

    declarations: pd.DataFrame
    outcomes: pd.DataFrame
    sealed: pd.DataFrame
    truth: pd.DataFrame
    manuals: pd.DataFrame
    manual_movements: pd.DataFrame
    officer_actions: pd.DataFrame
    manifests: pd.DataFrame
    amendments: pd.DataFrame
    information: pd.DataFrame


def numbered(prefix: str, count: int, width: int = 6) -> np.ndarray:
    """Names `prefix` and a number from 0, as an array of text."""
    return np.array([f"{prefix}{number:0{width}d}" for number in range(count)], dtype=object)


def text_where(given: np.ndarray, value: str) -> np.ndarray:
    """`value` in the places that are given, missing elsewhere."""
    texts = np.full(len(given), None, dtype=object)
    texts[np.asarray(given, dtype=bool)] = value
    return texts
