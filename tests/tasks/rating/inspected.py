"""A small inspected history in which some importers, goods and routes violate more than others."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

FIRST_DAY = date(2020, 1, 1)
LAST_DAY = date(2020, 12, 31)


def inspected_history(count: int = 1_500, seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Declarations of a year and the outcomes of their inspections, made on the day of lodgement."""
    chance = np.random.default_rng(seed)
    days = np.sort(chance.integers(0, 366, count))
    importer = chance.integers(0, 40, count)
    goods = chance.integers(0, 12, count)
    cheap = chance.random(count) < 0.1
    mass = np.round(np.exp(chance.normal(4, 1, count)), 1)
    risk = 0.03 + 0.5 * (importer < 6) + 0.25 * (goods == 3) + 0.3 * cheap
    violated = chance.random(count) < np.minimum(risk, 0.95)
    declarations = pd.DataFrame(
        {
            "declaration_id": [f"H{number:06d}" for number in range(count)],
            "lodged_on": pd.to_datetime([FIRST_DAY + timedelta(days=int(day)) for day in days]),
            "office": [f"O{number}" for number in chance.integers(0, 4, count)],
            "importer": [f"I{number}" for number in importer],
            "seller": [f"S{number}" for number in chance.integers(0, 60, count)],
            "declarant": [f"D{number}" for number in chance.integers(0, 8, count)],
            "hs_code": [f"{8400 + number}10" for number in goods],
            "country_of_origin": [("CN", "VN", "US")[number] for number in chance.integers(0, 3, count)],
            "country_of_departure": [("CN", "HK", "US")[number] for number in chance.integers(0, 3, count)],
            "duty_rate": 8.0,
            "net_mass": mass,
            "item_value": np.round(mass * 10 * np.where(cheap, 0.2, 1.0) * np.exp(chance.normal(0, 0.1, count)), 2),
        }
    )
    outcomes = pd.DataFrame(
        {
            "declaration_id": declarations["declaration_id"],
            "inspected_on": declarations["lodged_on"],
            "violation": pd.Series(np.where(violated, "violation", "none"), dtype="str"),
        }
    )
    return declarations, outcomes


def inspected_items(
    count: int = 1_500, seed: int = 1, most_items: int = 8, naming: float = 0.5
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Declarations of one to `most_items` items, outcomes that name the item in a share of cases, and the truth.

    Outcomes: one row per declaration without violation, or whose item is not named; else one per violating item, and
    one for the whole. Truth: by item, in the order of the items.
    """
    chance = np.random.default_rng(seed)
    items, _ = inspected_history(count * 4, seed)
    sizes = chance.integers(1, most_items + 1, count)
    place = np.repeat(np.arange(count), sizes)[: len(items)]
    items = items.iloc[: len(place)].reset_index(drop=True)
    first = np.flatnonzero(np.r_[True, place[1:] != place[:-1]])
    items["declaration_id"] = [f"H{number:06d}" for number in place]
    items["item_number"] = np.arange(len(place)) - first[place] + 1
    for name in ("lodged_on", "office", "importer", "seller", "declarant", "country_of_departure"):
        items[name] = items[name].to_numpy()[first[place]]
    unit_value = items["item_value"] / items["net_mass"]
    risk = 0.01 + 0.25 * (items["hs_code"] == "840310") + 0.35 * (unit_value < 4)
    risk += 0.15 * items["importer"].isin([f"I{number}" for number in range(6)])
    violated = chance.random(len(items)) < np.minimum(risk, 0.95)
    truth = items[["declaration_id", "item_number", "lodged_on"]].assign(violated=violated)
    whole = truth.groupby("declaration_id", as_index=False).agg(
        inspected_on=("lodged_on", "first"), found=("violated", "any")
    )
    named = chance.random(len(whole)) < naming
    parts = [whole.assign(item_number=pd.Series(pd.NA, index=whole.index, dtype="Int64"))]
    several = truth[violated & truth["declaration_id"].isin(whole.loc[named, "declaration_id"])]
    parts.append(several.rename(columns={"lodged_on": "inspected_on", "violated": "found"}))
    outcomes = pd.concat(parts, ignore_index=True)
    outcomes["violation"] = pd.Series(np.where(outcomes.pop("found"), "violation", "none"), dtype="str")
    return items, outcomes.astype({"item_number": "Int64"}), truth
