"""How soon dynamic focus reports a change, and how rarely it reports one when nothing changes."""

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd

from benchmarks.worlds import input_at
from tasks.analysis.method import AnalysisInput, detectors
from tasks.records.membership import is_among
from tasks.simulation.change import Change, PriceChange, RouteChange
from tasks.simulation.world import SimulationPlan, simulate

ON = date(2020, 9, 1)
CHANGES: dict[str, Change] = {
    "price_change": PriceChange(ON, "8708", 0.7),
    "route_mix": RouteChange(ON, "JP", "HK", 0.4),
}
WATCHING = {
    "price_change": ["hs_code", "country_of_origin"],
    "route_mix": ["country_of_origin", "country_of_departure"],
    "surge": ["hs_code", "country_of_origin"],
}
SEEDS, DECLARATIONS, QUIET_WEEKS = (1, 2, 3, 4, 5), 100_000, 20


def plan_of(seed: int, declarations: int) -> SimulationPlan:
    """A year of trade, with the change in the ninth month."""
    return SimulationPlan(seed, declarations, date(2020, 1, 1), date(2020, 12, 31), date(2020, 12, 1))


def days_until_reported(seed: int, declarations: int, detector: str) -> int | None:
    """Days of data until a weekly analysis reports the change that the detector looks for; None after four weeks.

    A finding reports the change if its subject contains the changed goods or route, and was not found before.
    """
    change = CHANGES[detector]
    changed = change.prefix if isinstance(change, PriceChange) else f"{change.origin}+{change.departure}"
    world = simulate(plan_of(seed, declarations), change)
    before = _subjects(input_at(world, ON - timedelta(days=1)), detector)
    for days in (7, 14, 21, 28):
        reported = _subjects(input_at(world, ON + timedelta(days=days - 1)), detector) - before
        if any(subject.startswith(changed) for subject in reported):
            return days
    return None


def false_alarms(seed: int, declarations: int, weeks: int) -> pd.DataFrame:
    """Weekly analyses of a world in which nothing changes: per detector series_months and alarms.

    An alarm is a series found in a month in which none of its declarations violates; planted waves are no alarms.
    series_months: series with at least eight declarations in four weeks, summed over the months watched.
    """
    world = simulate(plan_of(seed, declarations))
    violating = world.truth.loc[world.truth["violation"] != "none", "declaration_id"]
    alarms: dict[str, set[tuple[str, int]]] = {name: set() for name in WATCHING}
    series = dict.fromkeys(WATCHING, 0.0)
    for week in range(weeks):
        analysis_input = input_at(world, ON - timedelta(days=60) + timedelta(days=7 * week))
        for name, key in WATCHING.items():
            series[name] += float((analysis_input.recent.groupby(key).size() >= 8).sum()) / 4
            found = next(each for each in detectors() if each.name == name).find(analysis_input)
            rows = found[["subject", "declaration_ids"]].explode("declaration_ids")
            guilty = set(rows.loc[is_among(rows["declaration_ids"], violating), "subject"])
            alarms[name] |= {(str(subject), week // 4) for subject in found["subject"] if subject not in guilty}
    return pd.DataFrame(
        {"series_months": series, "alarms": {name: len(series_found) for name, series_found in alarms.items()}}
    ).rename_axis("detector")


def measure_silence(seeds: Sequence[int], declarations: int, weeks: int) -> pd.DataFrame:
    """`false_alarms` over seeds, with per_thousand: alarms per 1,000 series a month."""
    table = pd.concat([false_alarms(seed, declarations, weeks) for seed in seeds]).groupby("detector").sum()
    return table.assign(per_thousand=1_000 * table["alarms"] / table["series_months"])


def report() -> str:
    """Both tables, in Markdown."""
    lines = ["| change in month 9 | reported by | days of data, per seed |", "|---|---|---|"]
    for detector, change in CHANGES.items():
        days = [days_until_reported(seed, DECLARATIONS, detector) for seed in SEEDS]
        lines.append(f"| {change.description} | {detector} | {', '.join(map(str, days))} |")
    lines += ["", "| nothing changes: detector | series × months | false alarms | per 1,000 series a month |"]
    lines.append("|---|---:|---:|---:|")
    for name, row in measure_silence(SEEDS, DECLARATIONS, QUIET_WEEKS).iterrows():
        lines.append(f"| {name} | {row['series_months']:,.0f} | {row['alarms']:.0f} | {row['per_thousand']:.2f} |")
    return "\n".join(lines)


def _subjects(analysis_input: AnalysisInput, detector: str) -> set[str]:
    find = next(each for each in detectors() if each.name == detector).find
    return {str(subject) for subject in find(analysis_input)["subject"]}
