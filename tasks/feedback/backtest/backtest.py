"""Policies against each other over a past period, each seeing only what it would itself have revealed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tasks.feedback.backtest.past import NoPeriodError, Past
from tasks.feedback.backtest.play import play
from tasks.feedback.backtest.policy import Policy
from tasks.records.lane_policy import LanePolicy
from tasks.running.workers import THREADS, workers

WEEK_COLUMNS = ("policy", "seed", "week", "declarations", "violations", "inspected", "found", "recovered_duty")
REPLICATES, BLOCK = 1_000, 4  # of the bootstrap; weeks that are drawn together, because they resemble each other
LEVEL = 0.95


@dataclass(frozen=True)
class Backtest:
    """What policies found.

    weeks: WEEK_COLUMNS and hours; recovered_duty is missing where no outcome of the period tells any. selected: policy,
    seed, declaration, week, ground, found, office.
    """

    past: Past
    policies: tuple[Policy, ...]
    share: float
    seeds: tuple[int, ...]
    weeks: pd.DataFrame
    selected: pd.DataFrame


def backtest(past: Past, policies: Sequence[Policy], share: float, seeds: Sequence[int]) -> Backtest:
    """Play every policy with every seed. share: of each week's declarations that is inspected.

    Raises NoPeriodError for a share that is none, or policies of one name.
    """
    if not 0.0 < share <= 1.0:
        raise NoPeriodError(f"a share of {share:g} cannot be inspected: give more than 0 and at most 1")
    names = [policy.name for policy in policies]
    if len(set(names)) < len(names):
        raise NoPeriodError(f"two policies have the same name: {', '.join(names)}")
    seeds = tuple(dict.fromkeys(seeds))
    runs = [(policy, seed) for policy in policies for seed in seeds]

    def played(run: tuple[Policy, int]) -> pd.DataFrame:
        policy, seed = run
        return play(past, policy, share, seed).assign(policy=policy.name, seed=seed)

    with workers(THREADS) as found:
        selected = pd.concat(found.map(played, runs), ignore_index=True)
    selected["office"] = past.declarations["office"].to_numpy(dtype=object)[selected["declaration"]]
    return Backtest(past, tuple(policies), share, seeds, _by_week(past, selected, runs), selected)


def _by_week(past: Past, selected: pd.DataFrame, runs: Sequence[tuple[Policy, int]]) -> pd.DataFrame:
    amounts = past.declarations[["recovered_duty", "officer_hours"]].to_numpy(dtype=np.float64)[selected["declaration"]]
    recovered = pd.Series(amounts[:, 0]).where(selected["found"], 0.0).fillna(0.0)
    hours = pd.Series(amounts[:, 1]).fillna(LanePolicy().hours_per_inspection)
    rows = selected.assign(recovered=recovered, hours=hours)
    grouped = rows.groupby(["policy", "seed", "week"], sort=False)
    found = grouped.agg(
        inspected=("found", "size"), found=("found", "sum"), recovered_duty=("recovered", "sum"), hours=("hours", "sum")
    )
    count = len(past.first_days)
    trade = pd.DataFrame(
        {
            "week": range(1, count + 1),
            "declarations": np.bincount(past.weeks, minlength=count + 1)[1:],
            "violations": np.bincount(past.weeks[past.sealed.violated], minlength=count + 1)[1:],
        }
    )
    every = pd.DataFrame([{"policy": policy.name, "seed": seed} for policy, seed in runs]).merge(trade, how="cross")
    weeks = every.merge(found.reset_index(), on=["policy", "seed", "week"], how="left")
    weeks = weeks.fillna({"inspected": 0, "found": 0, "recovered_duty": 0.0, "hours": 0.0})
    weeks = weeks.astype({"inspected": "int64", "found": "int64"})
    if past.declarations["recovered_duty"].isna().all():
        weeks["recovered_duty"] = np.nan
    return weeks[[*WEEK_COLUMNS, "hours"]]


def latter_half(weeks: pd.DataFrame) -> pd.DataFrame:
    """The last half of the weeks, when policies have had time to learn."""
    latter: pd.DataFrame = weeks[weeks["week"] > weeks["week"].max() // 2]
    return latter


def with_intervals(weeks: pd.DataFrame, column: str, against: str | None = None) -> pd.DataFrame:
    """The sum of a column over the weeks, a mean over seeds, with its interval of 95 %.

    against: a policy whose sum is taken off, week by week with the same seed. The interval is of a bootstrap over seeds
    and blocks of weeks, the same for all policies. Returns: value, low, high, by policy in their order.
    """
    names = list(dict.fromkeys(weeks["policy"]))
    table = weeks.pivot_table(index=["policy", "seed"], columns="week", values=column, sort=False, dropna=False)
    values = np.stack([table.loc[name].to_numpy(dtype=np.float64) for name in names])
    if against is not None:
        values = values - values[names.index(against)]
    _, seeds, count = values.shape
    chance = np.random.default_rng(0)
    starts = chance.integers(0, count, (REPLICATES, -(-count // BLOCK)))
    drawn = ((starts[:, :, None] + np.arange(BLOCK)) % count).reshape(REPLICATES, -1)[:, :count]
    of_weeks = np.stack([np.bincount(each, minlength=count) for each in drawn])
    of_seeds = chance.multinomial(seeds, np.full(seeds, 1.0 / seeds), REPLICATES) / seeds
    sums = np.einsum("psw,rw,rs->pr", values, of_weeks.astype(np.float64), of_seeds, optimize=True)
    low, high = np.quantile(sums, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=1)
    mean = values.mean(axis=1).sum(axis=1)
    return pd.DataFrame({"value": mean, "low": low, "high": high}, index=pd.Index(names, name="policy"))
