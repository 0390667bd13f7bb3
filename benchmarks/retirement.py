"""Whether feedback retires what finds nothing more than chance, and keeps what does.

A parameter of a finding has some inspections a week for a year, and violations in its true share of them; chance draws
twelve declarations a week. Feedback looks at the last ninety days each week, as `tasks.handling.detector_record` hands
them over. `python -m benchmarks retirement` prints how many of the runs lose the parameter, and when.
"""

from dataclasses import dataclass

import numpy as np

from sql.terms import Lane, Priority
from tasks.feedback.parameters import ActiveParameter, parameter_proposals
from tasks.feedback.policy import feedback_policy
from tasks.handling.detector_record import WINDOW, Experience
from tasks.parameters.evidence import NO_INSPECTIONS, Record

RUNS = 200
_WEEKS, _KEPT = 52, WINDOW.days // 7
_DRAWN = 12  # by chance, a week
_PARAMETER = ActiveParameter("CN-X", "CN", Priority.REVENUE, Lane.HIGH, "surge", NO_INSPECTIONS)


@dataclass(frozen=True)
class Life:
    """Runs in which the parameter was retired, as a share: within four weeks, and within the year; the week of the
    middle one, none where fewer than half are retired."""

    in_a_month: float
    in_a_year: float
    middle: float | None


def life(runs: int, chance: float, lift: float, weekly: float, seed: int) -> Life:
    """The life of a parameter that finds `lift` times what chance finds in `weekly` inspections on average."""
    chances = np.random.default_rng(seed)
    weeks = np.array([_retired(chances, chance, min(lift * chance, 0.95), weekly) for _ in range(runs)])
    middle = float(np.median(weeks))
    return Life(float((weeks <= 4).mean()), float((weeks <= _WEEKS).mean()), middle if middle <= _WEEKS else None)


def _retired(chances: np.random.Generator, chance: float, rate: float, weekly: float) -> float:
    """The week in which it is retired; infinite where it lasts the year."""
    policy = feedback_policy()
    drawn = np.full(_KEPT + _WEEKS, _DRAWN)  # chance drew before the parameter began
    by_chance = chances.binomial(drawn, chance)
    inspected = chances.poisson(weekly, _WEEKS)
    found = chances.binomial(inspected, rate)
    for week in range(1, _WEEKS + 1):
        kept = slice(max(0, week - _KEPT), week)
        before = slice(week, week + _KEPT)
        known = Experience(
            chance=Record(float(drawn[before].sum()), float(by_chance[before].sum())),
            margin=NO_INSPECTIONS,
            codes={"CN-X": Record(float(inspected[kept].sum()), float(found[kept].sum()))},
            detectors={},
        )
        if any(each.action == "retire_parameter" for each in parameter_proposals([_PARAMETER], known, policy)):
            return float(week)
    return np.inf


def report() -> str:
    """Retirements by what chance finds, by inspections a week, and by how many times chance the parameter finds."""
    lines = [
        "| chance finds | inspections a week | it finds | retired in a month | in a year | middle week |",
        "|---:|---:|---:|---:|---:|---:|",
    ]
    for chance in (0.05, 0.2):
        for weekly in (3, 10, 20):
            for lift in (0, 1, 2, 3):
                told = life(RUNS, chance, lift, weekly, seed=weekly)
                middle = "" if told.middle is None else f"{told.middle:.0f}"
                shares = f"{told.in_a_month:.1%} | {told.in_a_year:.1%} | {middle} |"
                lines.append(f"| {chance:.0%} | {weekly} | {lift} × chance | {shares}")
    return "\n".join(lines)
