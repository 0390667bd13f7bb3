"""From hits and rating to the lane of one declaration: what `assign_lanes` gives a batch of just this one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

from sql.terms import HitEffect, Lane, SelectionGround
from tasks.clearance.decision.advice import told_of_one
from tasks.clearance.decision.lanes import LEVEL
from tasks.clearance.decision.selection_limits import ROUNDING
from tasks.parameters.matching import MatchedParameter
from tasks.records.lane_policy import LanePolicy

_LANES = (Lane.LOW, Lane.MEDIUM, Lane.HIGH)


@dataclass(frozen=True)
class UsedToday:
    """What one office used up before this declaration.

    declarations, inspections: of the day. selected: inspections of the day on the account of each parameter, by code.
    left: how many declarations each request may yet select, by code; what is not in it has no such limit.
    """

    declarations: int = 0
    inspections: int = 0
    selected: Mapping[str, int] = field(default_factory=dict)
    left: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class RatedOne:
    """The rating of one declaration, and the ratings from which on its office demands the higher lanes."""

    probability: float | None = None
    reasons: str | None = None
    high: float = float("inf")
    medium: float = float("inf")


@dataclass(frozen=True)
class Hit:
    """A parameter that hit; `effect` where it only counted."""

    parameter: MatchedParameter
    steers: bool
    effect: HitEffect | None


@dataclass(frozen=True)
class OneLane:
    """The decision on one declaration; names as in the decisions of the lake. hits: by code."""

    lane: Lane
    demanded_lane: Lane
    hits: Sequence[Hit]
    rating: float | None
    rating_reasons: str | None
    selected_by: SelectionGround | None
    selection_probability: float | None
    advice: str
    what_to_check: str

    @property
    def parameters(self) -> str:
        """Codes hit, sorted, joined by ;."""
        return ";".join(each.parameter.parameter.code for each in self.hits)


def lane_of_one(
    hits: Sequence[MatchedParameter],
    suppressed: frozenset[str],
    rated: RatedOne,
    policy: LanePolicy,
    drawn: float,
    used: UsedToday,
) -> OneLane:
    """The lane of one declaration that nobody else waits with: the next may find less room, never more rank.

    suppressed: codes of parameters that are held back for its importer. drawn: its number in [0, 1).
    """
    judged = [_judged(each, suppressed, policy, used) for each in sorted(hits, key=lambda each: each.parameter.code)]
    strongest = max((each for each in judged if each.steers), key=_level, default=None)  # of equals the first code
    level = 0 if strongest is None else _level(strongest)
    probability = -1.0 if rated.probability is None else rated.probability
    by_rating = 2 if probability >= rated.high else 1 if probability >= rated.medium else 0
    demand = max(level, by_rating)
    sampled = drawn < policy.random_rate
    kept = demand == 2 and used.inspections + 1 <= policy.inspections_per_day
    by_chance = sampled and not kept
    lane = 1 if demand == 2 and not kept else demand
    ground = (
        (SelectionGround.PARAMETER if level == 2 else SelectionGround.RATING)
        if kept
        else SelectionGround.CHANCE
        if by_chance
        else None
    )
    meaning = None if strongest is None or level != demand else strongest.parameter.parameter
    hit = None if meaning is None else (meaning.reason, meaning.instruction)
    advice, check = told_of_one(rated.probability, rated.reasons, hit, demand, kept, by_chance)
    return OneLane(
        lane=_LANES[lane],
        demanded_lane=_LANES[max(by_rating, *(_level(each) for each in judged), 0)],
        hits=judged,
        rating=rated.probability,
        rating_reasons=rated.reasons,
        selected_by=ground,
        selection_probability=1.0 if kept else policy.random_rate if by_chance else None,
        advice=advice,
        what_to_check=check,
    )


def _judged(hit: MatchedParameter, suppressed: frozenset[str], policy: LanePolicy, used: UsedToday) -> Hit:
    """Whether a hit steers; see `with_effects`."""
    code = hit.parameter.code
    if code in suppressed:
        return Hit(hit, False, HitEffect.SUPPRESSED)
    allowed = ceil(round(policy.parameter_cap * (used.declarations + 1), ROUNDING))
    if hit.parameter.lane is Lane.HIGH and used.selected.get(code, 0) >= allowed:
        return Hit(hit, False, HitEffect.CAPPED)
    return Hit(hit, used.left.get(code, 1) >= 1, None)


def _level(hit: Hit) -> int:
    return LEVEL[hit.parameter.parameter.lane]
