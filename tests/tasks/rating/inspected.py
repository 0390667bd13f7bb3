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
