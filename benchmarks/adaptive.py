"""What a trader gains in a year who adapts to every release, over one who always evades in the same way.

`python -m benchmarks adaptive` prints the table over 20 seeds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from tasks.clearance.decision.lanes import Screened, assign_lanes
from tasks.rating import Rating, train_rating
from tasks.records.lane_policy import FIGURES, LanePolicy
from tasks.records.random_sample import draws
from tasks.simulation.evasion import TRICKS, Trader, declared_by, owed
from tasks.simulation.goods import Goods, catalogue
from tasks.simulation.plan import SimulationPlan
from tasks.simulation.world import simulate

SEEDS, DECLARATIONS, TRADERS = tuple(range(1, 21)), 9_000, 24
FIRST, LAST, PLAYED_FROM = date(2020, 1, 1), date(2021, 12, 31), date(2021, 1, 1)
_LEARN_WEEKS, WEEKS = 8, 52
_NO_HITS = pd.DataFrame(columns=["declaration_id", "parameter", "lane", "reason", "instruction", "items"])


@dataclass(frozen=True)
class Year:
    """What evaders reached in a year: the share of the duty owed that they evaded and nobody found, and of their
    declarations that were inspected."""

    evaded: float
    inspected: float


@dataclass(frozen=True)
class Customs:
    """Customs in a week: its rating, the ratings that demand the lanes, its policy, and the key of its sample."""

    rating: Rating
    high: float
    medium: float
    policy: LanePolicy
    key: bytes

    @classmethod
    def trained(
        cls, history: pd.DataFrame, outcomes: pd.DataFrame, as_of: date, seed: int, policy: LanePolicy
    ) -> "Customs":
        """Customs after a training; thresholds follow from the latest fifth of the history, as in clearance."""
        rating = train_rating(history, outcomes, as_of, seed)
        latest = history[pd.to_datetime(history["lodged_on"]) >= pd.Timestamp(rating.card.held_out_from)]
        ratings = by_declaration(latest, rating)
        high, medium = ratings.quantile([1 - policy.high_rate, 1 - policy.high_rate - policy.medium_rate])
        return cls(rating, float(high), float(medium), policy, seed.to_bytes(8, "big"))

    def checked(self, items: pd.DataFrame) -> "pd.Series[bool]":
        """Which declarations are inspected, by declaration: the lanes of clearance."""
        ratings = by_declaration(items, self.rating).rename("probability").rename_axis("declaration_id").reset_index()
        declarations = items.drop_duplicates("declaration_id")[["declaration_id", "office", "importer"]]
        declarations = declarations.assign(version=1).reset_index(drop=True)
        offices = declarations["office"].unique()
        figures = {name: getattr(self.policy, name) for name in FIGURES}
        screened = Screened(
            declarations=declarations,
            hits=_NO_HITS,
            ratings=ratings.assign(reasons="", items=""),
            thresholds=pd.DataFrame({"office": offices, "rating_high": self.high, "rating_medium": self.medium}),
            policies=pd.DataFrame({"office": offices, **figures}),
            draws=draws(declarations["declaration_id"], self.key),
        )
        decided = assign_lanes(screened).decided.set_index("declaration_id")
        return decided["selected_by"].notna()


def by_declaration(items: pd.DataFrame, rating: Rating) -> "pd.Series[float]":
    """The probability of each declaration."""
    probability = pd.Series(rating.probability_of(items), index=items["declaration_id"].to_numpy())
    return probability.groupby(level=0).first()


def play(
    seed: int,
    *,
    adapts: bool,
    together: bool = False,
    declarations: int = DECLARATIONS,
    traders: int = TRADERS,
    weeks: int = WEEKS,
) -> Year:
    """A year of trade, screened week by week as clearance does it; the rating learns anew every eight weeks.

    adapts: whether the evaders, the same ones with the same goods and first tricks, learn or never change. together:
    whether they tell each other what was released and what was checked. Customs knows nothing of who evades but what
    its inspections find, which it knows a week later.
    """
    plan = SimulationPlan(seed, declarations, FIRST, LAST, PLAYED_FROM)
    world, goods = simulate(plan), catalogue()
    items, outcomes = world.declarations, world.outcomes
    evaders = _evaders(items, seed, traders, adapts, together)
    shown = world.truth.set_index("declaration_id")["violation"].ne("none")
    agents = sorted(items["declarant"].dropna().unique())
    history = items[items["lodged_on"] < pd.Timestamp(PLAYED_FROM)]
    came: list[pd.DataFrame] = []
    customs: Customs | None = None
    for week in range(weeks):
        first = PLAYED_FROM + timedelta(days=7 * week)
        if customs is None or week % _LEARN_WEEKS == 0:
            customs = Customs.trained(history, outcomes, first - timedelta(days=1), seed, LanePolicy())
        days = items["lodged_on"].between(pd.Timestamp(first), pd.Timestamp(first + timedelta(days=6)))
        true = items[days].reset_index(drop=True)
        told = _told(true, evaders, goods, agents)
        evaded = (owed(true) - owed(told)).clip(lower=0.0).groupby(true["declaration_id"]).sum()
        checked = customs.checked(told).reindex(evaded.index)
        violates = shown.reindex(evaded.index) | (evaded > 0)
        found = pd.DataFrame(
            {
                "declaration_id": evaded.index,
                "inspected_on": pd.Timestamp(first + timedelta(days=6)),
                "violation": np.where(violates, "violation", "none"),
            }
        )
        outcomes = pd.concat([outcomes, found[checked.to_numpy()]], ignore_index=True)
        history = pd.concat([history, told], ignore_index=True)
        came.append(_came_of(true, evaded, checked, evaders))
        _learn(came[-1], evaders)
    return _year(pd.concat(came, ignore_index=True))


def _evaders(items: pd.DataFrame, seed: int, traders: int, adapts: bool, together: bool) -> dict[str, Trader]:
    """Some of the importers with much dutiable trade, the largest tenth aside."""
    chance = np.random.default_rng([seed, 77])
    dutiable = items[(items["direction"] == "import") & (items["duty_rate"] > 0)]
    trade = dutiable.groupby("importer")["declaration_id"].nunique().sort_values(ascending=False)
    chosen = chance.permutation(trade.index[len(trade) // 10 :][: 3 * traders].to_numpy(dtype=object))[:traders]
    made = [Trader(adapts, np.random.default_rng([seed, 78, place])) for place in range(len(chosen))]
    if together:
        for trader in made:
            trader.remember_with(made[0])
    return dict(zip(map(str, chosen), made, strict=True))


def _told(true: pd.DataFrame, evaders: Mapping[str, Trader], goods: Goods, agents: Sequence[str]) -> pd.DataFrame:
    """The week as declared: what evaders import is told by their tricks."""
    theirs = true["importer"].isin(list(evaders)) & (true["direction"] == "import")
    parts = [true[~theirs]]
    for name, part in true[theirs].groupby("importer"):
        parts.append(declared_by(part, TRICKS[evaders[str(name)].trick], goods, agents))
    return pd.concat(parts).sort_index()


def _came_of(
    true: pd.DataFrame, evaded: "pd.Series[float]", checked: "pd.Series[bool]", evaders: Mapping[str, Trader]
) -> pd.DataFrame:
    """The evaders' declarations of a week: importer, owed, kept (evaded and not found), checked."""
    duty = owed(true).groupby(true["declaration_id"]).sum()
    heads = true.drop_duplicates("declaration_id").set_index("declaration_id")
    heads = heads[heads["importer"].isin(list(evaders)) & (heads["direction"] == "import")]
    rows = pd.DataFrame({"importer": heads["importer"].astype("str"), "owed": duty.reindex(heads.index)})
    rows["checked"] = checked.reindex(heads.index).astype("bool")
    return rows.assign(kept=evaded.reindex(heads.index).where(~rows["checked"], 0.0))


def _learn(came: pd.DataFrame, evaders: Mapping[str, Trader]) -> None:
    counts = came.groupby("importer")["checked"].agg(["sum", "size"])
    for name, (checked, size) in zip(counts.index, counts.to_numpy(), strict=True):
        evaders[str(name)].learn(int(size - checked), int(checked))


def _year(came: pd.DataFrame) -> Year:
    return Year(float(came["kept"].sum() / came["owed"].sum()), float(came["checked"].mean()))


# Who evades: whether they adapt, and together; the first is what the others are compared with.
_KINDS = {"never changes": (False, False), "adapts alone": (True, False), "adapts with all others": (True, True)}


def played(seeds: Sequence[int] = SEEDS, declarations: int = DECLARATIONS, traders: int = TRADERS) -> pd.DataFrame:
    """Per kind of evader and seed: evaded (share of the duty owed), inspected, gain over who never changes (points)."""
    rows = []
    for seed in seeds:
        years = {
            kind: play(seed, adapts=adapts, together=together, declarations=declarations, traders=traders)
            for kind, (adapts, together) in _KINDS.items()
        }
        constant = next(iter(years.values()))
        rows += [
            {"kind": kind, "seed": seed, **vars(year), "gain": 100.0 * (year.evaded - constant.evaded)}
            for kind, year in years.items()
        ]
    return pd.DataFrame(rows)


def report() -> str:
    """The table over all seeds, in Markdown."""
    table = played()
    lines = [
        f"| evaders, over {table['seed'].nunique()} seeds | duty evaded and not found | declarations inspected "
        "| gain, points (95 %) | lowest and highest of a seed |",
        "|---|---:|---:|---:|---:|",
    ]
    for kind, part in table.groupby("kind", sort=False):
        half = 1.96 * part["gain"].std() / np.sqrt(len(part))
        lines.append(
            f"| {kind} | {part['evaded'].mean():.1%} | {part['inspected'].mean():.1%} "
            f"| {part['gain'].mean():.1f} ± {half:.1f} | {part['gain'].min():.1f}, {part['gain'].max():.1f} |"
        )
    return "\n".join(lines)
