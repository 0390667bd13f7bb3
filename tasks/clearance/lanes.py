"""From hits and ratings to lanes: pure rules over one batch of declarations."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

_LEVEL = {"low": 0, "medium": 1, "high": 2}
_LANES = np.array(["low", "medium", "high"])
ALL_CLEAR = "OK"
NO_HITS = pd.DataFrame(
    {
        "declaration_id": pd.Series(dtype="str"),
        "hit_level": pd.Series(dtype="float64"),
        **{name: pd.Series(dtype="str") for name in ("hit_reason", "hit_check", "codes")},
    }
)


@dataclass(frozen=True)
class Screened:
    """What is known of a batch before lanes are given.

    declarations: declaration_id, office, importer; one row each. hits: declaration_id, parameter, lane, reason,
    instruction. ratings: declaration_id, probability, reasons; empty where there is no model. thresholds: office,
    rating_high, rating_medium (infinite without a model). policies: office with the figures of `LanePolicy`.
    draws: a number in [0, 1) per declaration, in their order.
    """

    declarations: pd.DataFrame
    hits: pd.DataFrame
    ratings: pd.DataFrame
    thresholds: pd.DataFrame
    policies: pd.DataFrame
    draws: np.ndarray


def assign_lanes(screened: Screened) -> pd.DataFrame:
    """Exactly one lane per declaration: the highest that parameters or the rating demand, within caps and capacity.

    A parameter selects at most its cap of an office's batch (rounded up); further hits only count. Where the high lane
    asks for more inspections than the office's capacity leaves beside the random sample, the highest ratings stay
    and the others fall to the medium lane. Chance selects among those that nothing sends to inspection.
    Returns, in the order of the declarations: declaration_id, office, importer, lane, demanded_lane, parameters,
    rating, rating_reasons, selected_by, selection_probability, advice, what_to_check.
    """
    table = screened.declarations.merge(screened.policies, on="office", how="left", validate="many_to_one")
    table = table.merge(screened.thresholds, on="office", how="left")
    table = table.merge(
        screened.ratings.rename(columns={"probability": "rating", "reasons": "rating_reasons"}),
        on="declaration_id",
        how="left",
    )
    table["draw"] = screened.draws
    by_declaration = NO_HITS if screened.hits.empty else _told_by_declaration(_capped(screened.hits, table))
    table = table.merge(by_declaration, on="declaration_id", how="left")
    level = table["hit_level"].fillna(0).to_numpy(dtype="int64")
    rating = table["rating"].fillna(-1.0)
    rated = np.where(rating >= table["rating_high"], 2, np.where(rating >= table["rating_medium"], 1, 0))
    demanded = np.maximum(level, rated)
    chosen_by_chance = (demanded < 2) & (table["draw"] < table["random_rate"]).to_numpy()
    kept = _within_capacity(table, demanded == 2, chosen_by_chance)
    lane = np.where((demanded == 2) & ~kept, 1, demanded)
    ground = np.where(kept, np.where(level == 2, "parameter", "rating"), np.where(chosen_by_chance, "chance", ""))
    decided = pd.DataFrame(
        {
            "declaration_id": table["declaration_id"],
            "office": table["office"],
            "importer": table["importer"],
            "lane": _LANES[lane],
            "demanded_lane": _LANES[demanded],
            "parameters": table["codes"].fillna(""),
            "rating": table["rating"],
            "rating_reasons": table["rating_reasons"],
            "selected_by": pd.Series(ground, index=table.index, dtype="str").where(ground != ""),
            "selection_probability": np.where(kept, 1.0, np.where(chosen_by_chance, table["random_rate"], np.nan)),
        }
    )
    return decided.assign(**_told(table, lane, demanded, kept, chosen_by_chance))


def _capped(hits: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Hits with `steers`: false for those beyond the parameter's cap at the office, lowest ratings first."""
    size = table.groupby("office").size()
    facts = table.set_index("declaration_id")[["office", "rating", "parameter_cap", "draw"]]
    hits = hits.join(facts, on="declaration_id")
    ordered = hits.assign(rating=hits["rating"].fillna(0.0)).sort_values(
        ["office", "parameter", "rating", "draw"], ascending=[True, True, False, True], kind="stable"
    )
    rank = ordered.groupby(["office", "parameter"]).cumcount()
    allowed = np.ceil(ordered["parameter_cap"] * ordered["office"].map(size))
    ordered["steers"] = (rank < allowed) | (ordered["lane"] != "high")
    return ordered


def _told_by_declaration(hits: pd.DataFrame) -> pd.DataFrame:
    """Per declaration: codes (sorted, joined by ;), hit_level of the hits that steer, hit_reason, hit_check."""
    hits = hits.assign(level=hits["lane"].map(_LEVEL).where(hits["steers"], 0).astype("float64"))
    hits = hits.sort_values(["declaration_id", "parameter"], kind="stable")
    codes = hits.groupby("declaration_id")["parameter"].agg(";".join)
    strongest = hits.sort_values(["declaration_id", "level"], ascending=[True, False], kind="stable")
    first = strongest.drop_duplicates("declaration_id").set_index("declaration_id")
    told = first[["level", "reason", "instruction"]].set_axis(["hit_level", "hit_reason", "hit_check"], axis=1)
    return told.join(codes.rename("codes")).reset_index()


def _within_capacity(table: pd.DataFrame, high: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Which of the high lane can be inspected: the highest ratings, in the capacity that the random sample leaves."""
    taken = pd.Series(chance, index=table.index).groupby(table["office"]).transform("sum")
    room = table["inspections_per_day"] - taken
    order = table.assign(rating=table["rating"].fillna(1.0))[high].sort_values(
        ["office", "rating", "draw"], ascending=[True, False, True], kind="stable"
    )
    rank = order.groupby("office").cumcount().reindex(table.index)
    return np.asarray(high & (rank < room).to_numpy())


def _told(
    table: pd.DataFrame, lane: np.ndarray, demanded: np.ndarray, kept: np.ndarray, chance: np.ndarray
) -> dict[str, "pd.Series[str]"]:
    """What the officer reads: what to check, and the advice with its reason."""
    steered = table["hit_level"].fillna(0).to_numpy() == demanded
    by_rating = "rated " + (100 * table["rating"].fillna(0)).round().astype(int).astype(str) + " % likely to violate"
    by_rating = by_rating + table["rating_reasons"].map(lambda told: f" ({told})", na_action="ignore").fillna("")
    reason = table["hit_reason"].fillna("").where(steered & (demanded > 0), by_rating)
    check = table["hit_check"].where(steered, "Compare goods with value, classification, origin and quantity declared")
    check = check.fillna("Compare the goods with the declaration")
    advice = pd.Series(ALL_CLEAR, index=table.index, dtype="str")
    advice = advice.mask(lane == 1, "Check the documents: " + reason)
    advice = advice.mask((lane == 1) & (demanded == 2) & ~kept, "Check the documents, no capacity to open: " + reason)
    advice = advice.mask(kept, "High risk! Targeted check! " + check + ", because: " + reason)
    return {
        "advice": advice.mask(chance, "Random check: compare the goods with the declaration"),
        "what_to_check": check.mask(chance, "Compare the goods with the declaration"),
    }
