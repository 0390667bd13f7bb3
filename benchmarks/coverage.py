"""How often the intervals of recall, leakage, compliance and violation rate hold the truth.

A world has twenty offices of unequal size whose declarations violate more and less often, lanes of which the high one
violates most and is inspected whole, and a sample by chance in which small offices draw more often; a third of the
offices has hands for half of what they drew. `python -m benchmarks coverage` prints 500 worlds for each size of the
sample and each share of violations.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tasks.feedback.violations import Estimated, estimated_violations

WORLDS = 500
DRAWN = (30, 100, 300, 1_000, 3_000)
PREVALENCE = (0.005, 0.02, 0.05, 0.2)
_DECLARATIONS, _OFFICES = 20_000, 20
_LANES = np.array(["low", "medium", "high"])
_SHARES, _RATES = (0.8, 0.15, 0.05), np.array([0.6, 1.0, 8.0])  # of the lanes: of declarations, and how they violate
_BOUND = 1 / 3  # share of the offices that inspect half of what they drew

FIGURES: Mapping[str, Callable[[Estimated], dict[str, object]]] = {
    "recall": Estimated.recall,
    "let_through": Estimated.let_through,
    "compliance_of_low_lane": Estimated.compliance_of_low_lane,
    "violation_rate": Estimated.violation_rate,
}


@dataclass(frozen=True)
class World:
    """Decisions and inspections as feedback sees them, and the true value of each figure."""

    decisions: pd.DataFrame
    done: pd.DataFrame
    truth: Mapping[str, float]


def world(chances: np.random.Generator, drawn: int, prevalence: float) -> World:
    """A world with about `drawn` inspections by chance and `prevalence` violations among all declarations."""
    size = chances.lognormal(0, 1, _OFFICES)
    office = chances.choice(_OFFICES, _DECLARATIONS, p=size / size.sum())
    lane = chances.choice(3, _DECLARATIONS, p=_SHARES)
    likely = chances.lognormal(0, 0.5, _OFFICES)[office] * _RATES[lane]
    violated = chances.random(_DECLARATIONS) < np.minimum(likely * prevalence / likely.mean(), 0.95)
    weight = (size**-0.5)[office] * (lane < 2)
    probability = np.minimum(weight * drawn / weight.sum(), 1.0)
    hands = np.where(chances.random(_OFFICES) < _BOUND, 0.5, 1.0)[office]
    by_chance = (chances.random(_DECLARATIONS) < probability) & (chances.random(_DECLARATIONS) < hands)
    frame = pd.DataFrame(
        {
            "declaration_id": np.arange(_DECLARATIONS).astype("str"),
            "office": office.astype("str"),
            "lane": _LANES[lane],
            "violated": violated,
            "selected_by": np.where(by_chance, "chance", "rating"),
            "selection_probability": np.where(by_chance, probability, 1.0),
        }
    )
    opened = by_chance | (lane == 2)
    violations = max(int(violated.sum()), 1)
    truth = {
        "recall": (violated & opened).sum() / violations,
        "let_through": (violated & ~opened & (lane == 0)).sum() / violations,
        "compliance_of_low_lane": 1 - violated[lane == 0].mean(),
        "violation_rate": violated.mean(),
    }
    return World(frame[["declaration_id", "office", "lane"]], frame[opened], truth)


def coverage(worlds: int, drawn: int, prevalence: float, seed: int) -> pd.DataFrame:
    """Per figure: covered (share of the worlds whose interval holds the truth), width (mean), told (with a point)."""
    chances = np.random.default_rng(seed)
    return pd.DataFrame(_told(chances, worlds, drawn, prevalence)).groupby("figure", sort=False).mean()


def _told(chances: np.random.Generator, worlds: int, drawn: int, prevalence: float) -> Iterator[dict[str, object]]:
    for number in range(worlds):
        given = world(chances, drawn, prevalence)
        estimated = estimated_violations(given.decisions, given.done, number)
        if estimated is None:  # no inspection by chance in a lane
            continue
        for name, figure in FIGURES.items():
            row = figure(estimated)
            low, high = float(str(row["low"])), float(str(row["high"]))
            covered = low - 1e-9 <= given.truth[name] <= high + 1e-9
            yield {"figure": name, "covered": covered, "width": high - low, "told": row["value"] is not None}


def report() -> str:
    """Coverage and width of the 95 % intervals, per size of the sample and share of violations."""
    lines = ["| drawn | violate | " + " | ".join(f"{name}, width" for name in FIGURES) + " |", "|---:" * 6 + "|"]
    parts = []
    for drawn in DRAWN:
        for prevalence in PREVALENCE:
            found = coverage(WORLDS, drawn, prevalence, seed=drawn)
            parts.append(found["covered"])
            cells = [f"{row['covered']:.3f}, {row['width']:.2f}" for row in found.to_dict("records")]
            lines.append(f"| {drawn:,} | {prevalence:.1%} | " + " | ".join(cells) + " |")
    mean = pd.concat(parts, axis=1).mean(axis=1)
    return "\n".join([*lines, "| all | | " + " | ".join(f"{mean[name]:.3f}" for name in FIGURES) + " |"])
