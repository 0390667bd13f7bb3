"""From hits and ratings to lanes: pure rules over one batch of declarations."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from tasks.clearance.decision.advice import told
from tasks.clearance.decision.earlier_today import EarlierToday
from tasks.clearance.decision.selection_limits import with_effects, within_capacity
from tasks.records.random_sample import order_among_equals

LEVEL = {"low": 0, "medium": 1, "high": 2}
_LANES = np.array(["low", "medium", "high"])
_NO_HITS = pd.DataFrame(
    {
        "declaration_id": pd.Series(dtype="str"),
        "hit_level": pd.Series(dtype="float64"),
        "asked_level": pd.Series(dtype="float64"),
        **{name: pd.Series(dtype="str") for name in ("hit_reason", "hit_check", "codes")},
    }
)
_NO_SUPPRESSIONS = pd.DataFrame({"parameter": pd.Series(dtype="str"), "importer": pd.Series(dtype="str")})
_NO_EFFECTS = pd.DataFrame({"parameter": pd.Series(dtype="str"), "office": pd.Series(dtype="str"), "effect": ""})
_NO_LIMITS = pd.DataFrame({"parameter": pd.Series(dtype="str"), "left": pd.Series(dtype="int64")})


@dataclass(frozen=True)
class Screened:
    """What is known of a batch before lanes are given.

    declarations: declaration_id, office, importer; one row each. hits: declaration_id, parameter, lane, reason,
    instruction. ratings: declaration_id, probability, reasons; empty where there is no model. thresholds: office,
    rating_high, rating_medium (infinite without a model). policies: office with the figures of `LanePolicy`.
    draws: a number in [0, 1) per declaration, in their order. limits: parameter, left: how many declarations a
    parameter may yet select; those that are not in it have no such limit. suppressed: parameter, importer whose hits
    only count. earlier: what the day's caps and capacity were used for before this batch.
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


@dataclass(frozen=True)
class Lanes:
    """decided: one row per declaration. counted: parameter, office, effect: hits that were suppressed or capped."""

    decided: pd.DataFrame
    counted: pd.DataFrame


def assign_lanes(screened: Screened) -> Lanes:
    """Exactly one lane per declaration: the highest that parameters or the rating demand, within caps and capacity.

    Hits that are suppressed or beyond a parameter's cap or limit only count: see `with_effects`. Where the high lane
    asks for more inspections than the office's capacity leaves beside the random sample, the highest ratings stay and
    the others fall to the medium lane. Chance draws from all that are not inspected for their risk, these included, so
    that every lane has an unbiased sample.
    Decided, in the order of the declarations: declaration_id, office, importer, lane, demanded_lane, parameters,
    rating, rating_reasons, selected_by, selection_probability, advice, what_to_check.
    """
    table = _joined(screened)
    hits = screened.hits
    if not hits.empty:
        hits = with_effects(hits, table, screened.limits, screened.suppressed, screened.earlier)
    by_declaration = _NO_HITS if hits.empty else _by_declaration(hits)
    table = table.merge(by_declaration, on="declaration_id", how="left").fillna({"hit_level": 0.0, "asked_level": 0.0})
    level = table["hit_level"].to_numpy(dtype="int64")
    rating = table["rating"].fillna(-1.0)
    rated = np.where(rating >= table["rating_high"], 2, np.where(rating >= table["rating_medium"], 1, 0))
    demand = np.maximum(level, rated)
    table["demand"] = demand
    drawn = (table["draw"] < table["random_rate"]).to_numpy()
    kept = within_capacity(table, demand == 2, drawn, screened.earlier)
    by_chance = drawn & ~kept
    lane = np.where((demand == 2) & ~kept, 1, demand)
    ground = np.where(kept, np.where(level == 2, "parameter", "rating"), np.where(by_chance, "chance", ""))
    decided = pd.DataFrame(
        {
            "declaration_id": table["declaration_id"],
            "office": table["office"],
            "importer": table["importer"],
            "lane": _LANES[lane],
            "demanded_lane": _LANES[np.maximum(table["asked_level"].to_numpy(dtype="int64"), rated)],
            "parameters": table["codes"].fillna(""),
            "rating": table["rating"],
            "rating_reasons": table["rating_reasons"],
            "selected_by": pd.Series(ground, index=table.index, dtype="str").where(ground != ""),
            "selection_probability": np.where(kept, 1.0, np.where(by_chance, table["random_rate"], np.nan)),
        }
    )
    counted = _NO_EFFECTS if hits.empty else hits.loc[hits["effect"].notna(), ["parameter", "office", "effect"]]
    return Lanes(decided.assign(**told(table, lane, kept, by_chance)), counted)


def _joined(screened: Screened) -> pd.DataFrame:
    """All but the hits that is known of each declaration, in the order of the declarations."""
    table = screened.declarations.merge(screened.policies, on="office", how="left", validate="many_to_one")
    table = table.merge(screened.thresholds, on="office", how="left", validate="many_to_one")
    ratings = screened.ratings.rename(columns={"probability": "rating", "reasons": "rating_reasons"})
    table = table.merge(ratings, on="declaration_id", how="left", validate="one_to_one")
    table["draw"], table["order"] = screened.draws, order_among_equals(screened.draws)
    return table


def _by_declaration(hits: pd.DataFrame) -> pd.DataFrame:
    """Per declaration: codes (sorted, joined by ;), asked_level of all hits, and hit_level, hit_reason and hit_check
    of the strongest that steers.
    """
    asked = hits["lane"].map(LEVEL).astype("float64")
    hits = hits.assign(asked=asked, level=asked.where(hits["steers"], 0.0))
    hits = hits.sort_values(["declaration_id", "parameter"], kind="stable")
    strongest = hits.sort_values(["declaration_id", "level"], ascending=[True, False], kind="stable")
    first = strongest.drop_duplicates("declaration_id").set_index("declaration_id")
    told_by = first[["level", "reason", "instruction"]].set_axis(["hit_level", "hit_reason", "hit_check"], axis=1)
    # Cutting one array is far quicker than joining the texts of each group.
    starts = np.flatnonzero(~hits["declaration_id"].duplicated().to_numpy())
    parts = np.split(hits["parameter"].to_numpy(dtype="object"), starts[1:])
    asked_level = hits.groupby("declaration_id")["asked"].max()
    return told_by.assign(codes=[";".join(part) for part in parts], asked_level=asked_level).reset_index()
