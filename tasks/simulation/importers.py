"""Importers and their habits: goods, sellers, origins, declarant, office and category."""

from dataclasses import dataclass

import numpy as np

from sql.reference import seed_organisation
from tasks.simulation.goods import PROCESSED, Goods
from tasks.simulation.plan import SimulationPlan, numbered

HABITS = 3  # kinds of goods an importer deals in
_PER_IMPORTER = 60  # declarations, on average
_TRAFFIC = {"sea_port": 4.0, "airport": 2.0, "land_border": 1.0, "inland": 0.7}
_CATEGORIES = np.array(["AA", "A", "B", "C", "D"], dtype=object)


@dataclass(frozen=True)
class Importers:
    """One place per enterprise in every array; `goods`, `sellers` and `origins` have one column per habit.

    activity: share of the trade. starts: share of the whole trade that passed before its first declaration.
    processing: whether it holds a processing-trade manual.
    """

    names: np.ndarray
    activity: np.ndarray
    categories: np.ndarray
    goods: np.ndarray
    sellers: np.ndarray
    origins: np.ndarray
    declarants: np.ndarray
    offices: np.ndarray
    starts: np.ndarray
    price_level: np.ndarray
    processing: np.ndarray
    exporter: np.ndarray


def offices() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Codes of the local units, their kind of traffic, and their share of the trade."""
    units = seed_organisation()
    local = units[units["level"] == "local"]
    codes = local["code"].to_numpy(dtype=object)
    traffic = local["traffic"].to_numpy(dtype=object)
    large = np.isin(codes, ["SHA1", "SZN1", "NGB1", "QDG1", "TJN1", "HPU1", "BJG1"])
    weights = np.array([_TRAFFIC[str(kind)] for kind in traffic]) * np.where(large, 3.0, 1.0)
    return codes, traffic, weights / weights.sum()


def establish(plan: SimulationPlan, goods: Goods) -> Importers:
    """The enterprises of a plan."""
    chance = plan.chance(1)
    count = max(120, plan.declarations // _PER_IMPORTER)
    rank = chance.permutation(count)
    activity = 1.0 / (rank + 8.0) ** 0.85
    trusted = rank < count * 0.2  # large ones are more often accredited
    shares = np.where(trusted[:, None], [0.3, 0.4, 0.3, 0.0, 0.0], [0.02, 0.2, 0.7, 0.06, 0.02])
    category = (np.cumsum(shares, axis=1) < chance.random(count)[:, None]).sum(axis=1).clip(0, 4)
    weight = goods.column("weight").astype(float)
    kinds = chance.choice(len(weight), size=(count, HABITS), p=weight / weight.sum())
    processing = chance.permutation(count) < max(40, count // 30)
    kinds[processing, 0] = chance.choice(goods.places(*PROCESSED), size=int(processing.sum()))
    possible = [str(text).split(";") for text in goods.column("origins")]
    chosen = chance.integers(0, 12, size=(count, HABITS))
    origins = np.array(
        [
            [possible[kind][number % len(possible[kind])] for kind, number in zip(row, numbers, strict=True)]
            for row, numbers in zip(kinds, chosen, strict=True)
        ],
        dtype=object,
    )
    sellers = numbered("SELL", max(60, count))
    codes, _, office_weights = offices()
    declarants = numbered("BROK", max(20, count // 12), 4)
    return Importers(
        names=numbered("IMP", count),
        activity=activity / activity.sum(),
        categories=_CATEGORIES[category],
        goods=kinds,
        sellers=sellers[chance.integers(0, len(sellers), size=(count, HABITS))],
        origins=origins,
        declarants=declarants[(chance.random(count) ** 2 * len(declarants)).astype(int)],
        offices=codes[chance.choice(len(codes), size=count, p=office_weights)],
        starts=np.where(chance.random(count) < 0.06, chance.uniform(0.2, 0.85, count), 0.0),
        price_level=np.exp(chance.normal(0, 0.08, count)),
        processing=processing,
        exporter=chance.random(count) < 0.25,
    )
