"""From hits and ratings to lanes: pure rules over a batch of declarations, and over a single one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sql.terms import Lane, SelectionGround
from tasks.clearance.decision.advice import AdviceKind, advice_for, advice_kinds, single_advice
from tasks.clearance.decision.earlier_today import EarlierToday, UsedToday
from tasks.clearance.decision.items import ItemCheck, checks_by_item, single_check, united
from tasks.clearance.decision.selection_limits import (
    SingleHit,
    single_hits,
    single_within_capacity,
    with_effects,
    within_capacity,
)
from tasks.parameters.prepared import MatchedItems
from tasks.records.lane_policy import LanePolicy
from tasks.records.random_sample import order_among_equals

LEVEL = {lane.value: level for level, lane in enumerate((Lane.LOW, Lane.MEDIUM, Lane.HIGH))}
_LANES = np.array(list(LEVEL))
_PARAMETER, _RATING = SelectionGround.PARAMETER.value, SelectionGround.RATING.value
_CHANCE = SelectionGround.CHANCE.value
_NO_HITS = pd.DataFrame(
    {
        "declaration_id": pd.Series(dtype="str"),
        "hit_level": pd.Series(dtype="float64"),
        "demanded_level": pd.Series(dtype="float64"),
        **{name: pd.Series(dtype="str") for name in ("hit_reason", "hit_check", "hit_items", "codes")},
    }
)
_NO_SUPPRESSIONS = pd.DataFrame({"parameter": pd.Series(dtype="str"), "importer": pd.Series(dtype="str")})
_NO_EFFECTS = pd.DataFrame({"parameter": pd.Series(dtype="str"), "office": pd.Series(dtype="str"), "effect": ""})
_NO_LIMITS = pd.DataFrame({"parameter": pd.Series(dtype="str"), "left": pd.Series(dtype="int64")})


@dataclass(frozen=True)
class Screened:
    """A batch before it gets its lanes.

    declarations: declaration_id, version, office, importer; one row each, however many items it has. hits:
    declaration_id, parameter, lane, reason, instruction, items (numbers of those hit, joined by ;, empty for a
    declaration of one item). ratings: declaration_id, probability, reasons, items (those that the rating is about);
    empty where there is no model. thresholds: office,
    rating_high, rating_medium (infinite without a model). policies: office with the figures of `LanePolicy`.
    Where these differ by direction, thresholds, policies and declarations have `direction` too. draws: a number in
    [0, 1) per declaration, in their order. limits: parameter, left: how many declarations a parameter may yet select;
    other parameters have no limit. suppressed: parameter, importer whose hits steer nothing. earlier: what earlier
    batches used up of the day's caps and capacity.
    """

    declarations: pd.DataFrame
    hits: pd.DataFrame
    ratings: pd.DataFrame
    thresholds: pd.DataFrame
    policies: pd.DataFrame
    draws: np.ndarray
    limits: pd.DataFrame = field(default_factory=lambda: _NO_LIMITS)
    suppressed: pd.DataFrame = field(default_factory=lambda: _NO_SUPPRESSIONS)
    earlier: EarlierToday = field(default_factory=EarlierToday)

    def of(self, which: "pd.Series[bool]") -> "Screened":
        """The batch with these of its declarations alone."""
        declarations = self.declarations[which]
        ids = declarations["declaration_id"]
        return replace(
            self,
            declarations=declarations.reset_index(drop=True),
            hits=self.hits[self.hits["declaration_id"].isin(ids)],
            ratings=self.ratings[self.ratings["declaration_id"].isin(ids)],
            draws=self.draws[which.to_numpy()],
        )

    def unlimited(self) -> "Screened":
        """The batch as if neither capacity nor caps bound it."""
        policies = self.policies.assign(inspections_per_day=np.iinfo("int64").max, parameter_cap=1.0)
        return replace(self, policies=policies, limits=_NO_LIMITS, earlier=EarlierToday())


@dataclass(frozen=True)
class Lanes:
    """Decisions of a batch.

    decided: one row per declaration. hits_not_steering: parameter, office, effect: hits suppressed or capped.
    """

    decided: pd.DataFrame
    hits_not_steering: pd.DataFrame


@dataclass(frozen=True)
class SingleRated:
    """The rating of one declaration, and the ratings from which on its office demands the higher lanes."""

    probability: float | None = None
    reasons: str | None = None
    items: str = ""
    high: float = float("inf")
    medium: float = float("inf")


@dataclass(frozen=True)
class SingleLane:
    """The decision on one declaration; names as in the decisions of the lake. hits: by code."""

    lane: Lane
    demanded_lane: Lane
    hits: Sequence[SingleHit]
    rating: float | None
    rating_reasons: str | None
    selected_by: SelectionGround | None
    selection_probability: float | None
    advice: str
    what_to_check: str
    items: str

    @property
    def parameters(self) -> str:
        """Codes hit, sorted, joined by ;."""
        return ";".join(each.parameter.parameter.code for each in self.hits)


@dataclass(frozen=True)
class Demands:
    """The demands for a higher lane, per declaration.

    hit_level: of the hits that steer. demanded_level: of all hits. rating: -1 without one. rating_high, rating_medium:
    ratings from which on the office demands the lane. draw: in [0, 1). random_rate: share that chance selects.
    """

    hit_level: NDArray[np.int64]
    demanded_level: NDArray[np.int64]
    rating: NDArray[np.float64]
    rating_high: NDArray[np.float64]
    rating_medium: NDArray[np.float64]
    draw: NDArray[np.float64]
    random_rate: NDArray[np.float64]


@dataclass(frozen=True)
class Decided:
    """Decisions, per declaration: demand (level), lane, demanded_lane, ground (empty where nothing selects it),
    probability of selection (not a number there), advice (`AdviceKind`)."""

    demand: NDArray[np.int64]
    lane: NDArray[np.str_]
    demanded_lane: NDArray[np.str_]
    ground: NDArray[np.str_]
    probability: NDArray[np.float64]
    advice: NDArray[np.int64]


Capacity = Callable[[NDArray[np.bool_], NDArray[np.bool_]], NDArray[np.bool_]]


def decide_lanes(demands: Demands, capacity: Capacity) -> Decided:
    """The lane of each declaration: the highest that its hits or its rating demand, within capacity.

    capacity: which of those that demand the high lane are inspected for their risk; called with these and with those
    that chance draws. The others fall to the medium lane. Chance selects from all that are not inspected for their
    risk, those that fell included, so that every lane has an unbiased sample.
    """
    rating = demands.rating
    rated = np.where(rating >= demands.rating_high, 2, np.where(rating >= demands.rating_medium, 1, 0))
    demand = np.maximum(demands.hit_level, rated)
    drawn = demands.draw < demands.random_rate
    kept = capacity(demand == 2, drawn)
    by_chance = drawn & ~kept
    return Decided(
        demand=demand,
        lane=_LANES[np.where(kept, 2, np.minimum(demand, 1))],
        demanded_lane=_LANES[np.maximum(demands.demanded_level, rated)],
        ground=np.where(kept, np.where(demands.hit_level == 2, _PARAMETER, _RATING), np.where(by_chance, _CHANCE, "")),
        probability=np.where(kept, 1.0, np.where(by_chance, demands.random_rate, np.nan)),
        advice=advice_kinds(demand, kept, by_chance),
    )


def assign_lanes(screened: Screened) -> Lanes:
    """Exactly one lane per declaration of a batch; see `decide_lanes`, and `with_effects` for caps and limits.

    Where the high lane needs more inspections than the office's capacity leaves beside the random sample, the highest
    ratings stay.
    Decided, in the order of the declarations: declaration_id, version, office, importer, lane, demanded_lane,
    parameters, items, rating, rating_reasons, selected_by, selection_probability, advice, what_to_check.
    """
    table = _joined(screened)
    hits = screened.hits
    if not hits.empty:
        hits = with_effects(hits, table, screened.limits, screened.suppressed, screened.earlier)
    by_declaration = _NO_HITS if hits.empty else _by_declaration(hits)
    table = table.merge(by_declaration, on="declaration_id", how="left")
    table = table.fillna({"hit_level": 0.0, "demanded_level": 0.0})
    demands = Demands(
        hit_level=table["hit_level"].to_numpy(dtype="int64"),
        demanded_level=table["demanded_level"].to_numpy(dtype="int64"),
        rating=table["rating"].fillna(-1.0).to_numpy(dtype="float64"),
        **{
            name: table[name].to_numpy(dtype="float64")
            for name in ("rating_high", "rating_medium", "draw", "random_rate")
        },
    )
    decided = decide_lanes(demands, lambda high, drawn: within_capacity(table, high, drawn, screened.earlier))
    table["demand"] = decided.demand
    rows = pd.DataFrame(
        {
            "declaration_id": table["declaration_id"],
            "version": table["version"],
            "office": table["office"],
            "importer": table["importer"],
            "lane": decided.lane,
            "demanded_lane": decided.demanded_lane,
            "parameters": table["codes"].fillna(""),
            "items": _items(table, demands),
            "rating": table["rating"],
            "rating_reasons": table["rating_reasons"],
            "selected_by": pd.Series(decided.ground, index=table.index, dtype="str").where(decided.ground != ""),
            "selection_probability": decided.probability,
            **advice_for(table, decided.advice),
        }
    )
    held_back = _NO_EFFECTS if hits.empty else hits.loc[hits["effect"].notna(), ["parameter", "office", "effect"]]
    return Lanes(rows, held_back)


def single_lane(
    hits: Sequence[MatchedItems],
    suppressed: frozenset[str],
    rated: SingleRated,
    policy: LanePolicy,
    drawn: float,
    used: UsedToday,
) -> SingleLane:
    """The lane of one declaration, as `assign_lanes` in a batch of just this one.

    Later declarations find less room, and never displace this one.
    suppressed: codes of parameters that are suppressed for its importer. drawn: its number in [0, 1).
    """
    found = single_hits(hits, suppressed, policy, used)
    strongest = max((each for each in found if each.steers), key=_level, default=None)  # among equals the first code
    level = 0 if strongest is None else _level(strongest)
    demands = Demands(
        hit_level=np.array([level]),
        demanded_level=np.array([max(map(_level, found), default=0)]),
        rating=np.array([-1.0 if rated.probability is None else rated.probability]),
        rating_high=np.array([rated.high]),
        rating_medium=np.array([rated.medium]),
        draw=np.array([drawn]),
        random_rate=np.array([policy.random_rate]),
    )
    decided = decide_lanes(demands, lambda high, drawn: single_within_capacity(high, drawn, policy, used))
    hit = None
    if strongest is not None and level == decided.demand[0]:
        by_item = [_item_check(each) for each in found if each.steers]
        check = single_check(by_item) if strongest.items else strongest.parameter.parameter.instruction
        hit = (strongest.parameter.parameter.reason, check)
    advice, check = single_advice(
        AdviceKind(decided.advice[0]), rated.probability, rated.reasons, hit, about_items=rated.items
    )
    rated_items = rated.items if demands.rating[0] >= min(rated.medium, rated.high) else ""
    ground = str(decided.ground[0])
    return SingleLane(
        lane=Lane(decided.lane[0]),
        demanded_lane=Lane(decided.demanded_lane[0]),
        hits=found,
        rating=rated.probability,
        rating_reasons=rated.reasons,
        selected_by=SelectionGround(ground) if ground else None,
        selection_probability=float(decided.probability[0]) if ground else None,
        advice=advice,
        what_to_check=check,
        items=united([*(each.items for each in found), rated_items]),
    )


def _item_check(hit: SingleHit) -> ItemCheck:
    return ItemCheck(hit.items, _level(hit), hit.parameter.parameter.instruction)


def _level(hit: SingleHit) -> int:
    return LEVEL[hit.parameter.parameter.lane]


def _joined(screened: Screened) -> pd.DataFrame:
    """Each declaration with everything but its hits, in the order of the declarations."""
    on = [name for name in ("office", "direction") if name in screened.policies]
    table = screened.declarations.merge(screened.policies, on=on, how="left", validate="many_to_one")
    table = table.merge(screened.thresholds, on=on, how="left", validate="many_to_one")
    renamed = {"probability": "rating", "reasons": "rating_reasons", "items": "rating_items"}
    ratings = screened.ratings.rename(columns=renamed)
    table = table.merge(ratings, on="declaration_id", how="left", validate="one_to_one")
    table["draw"], table["order"] = screened.draws, order_among_equals(screened.draws)
    return table


def _by_declaration(hits: pd.DataFrame) -> pd.DataFrame:
    """Per declaration: codes (sorted, joined by ;), hit_items and demanded_level of all hits, hit_level and hit_reason
    of the strongest that steers, and its hit_check; where there are several items, the strongest of each item.
    """
    demanded = hits["lane"].map(LEVEL).astype("float64")
    hits = hits.assign(demanded=demanded, level=demanded.where(hits["steers"], 0.0))
    hits = hits.sort_values(["declaration_id", "parameter"], kind="stable")
    strongest = hits.sort_values(["declaration_id", "level"], ascending=[True, False], kind="stable")
    first = strongest.drop_duplicates("declaration_id").set_index("declaration_id")
    by_strongest = first[["level", "reason", "instruction"]].set_axis(["hit_level", "hit_reason", "hit_check"], axis=1)
    # Cutting one array is far quicker than joining the texts of each group.
    starts = np.flatnonzero(~hits["declaration_id"].duplicated().to_numpy())
    parts = np.split(hits["parameter"].to_numpy(dtype="object"), starts[1:])
    demanded_level = hits.groupby("declaration_id")["demanded"].max()
    by_declaration = by_strongest.assign(
        codes=[";".join(part) for part in parts], demanded_level=demanded_level, hit_items=""
    )
    of_several = hits[hits["items"] != ""]
    if len(of_several):
        joined = of_several.groupby("declaration_id")["items"].agg(united)
        by_declaration["hit_items"] = joined.reindex(by_declaration.index, fill_value="")
        by_item = checks_by_item(of_several[of_several["level"] > 0]).reindex(by_declaration.index)
        by_declaration["hit_check"] = by_declaration["hit_check"].where(by_item.isna(), by_item)
    return by_declaration.reset_index()


def _items(table: pd.DataFrame, demands: Demands) -> "pd.Series[str]":
    """The items that hits are about, and those that the rating is about where it demands a higher lane."""
    by_hits = table["hit_items"].fillna("").astype("str")
    if "rating_items" not in table:
        return by_hits
    demanding = demands.rating >= np.minimum(demands.rating_medium, demands.rating_high)
    by_rating = table["rating_items"].fillna("").where(demanding, "").astype("str")
    both = (by_hits != "") & (by_rating != "") & (by_hits != by_rating)
    together = (by_hits[both] + ";" + by_rating[both]).map(lambda text: united([text])).astype("str")
    return pd.concat([by_hits.where(by_hits != "", by_rating)[~both], together]).reindex(table.index)
