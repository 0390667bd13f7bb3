"""Falsified values, quantities and classifications."""

import numpy as np

from tasks.simulation.goods import Goods
from tasks.simulation.importers import Importers
from tasks.simulation.plan import Columns, SimulationPlan
from tasks.simulation.planting.rows import dutiable, set_goods

THRESHOLD = 5_000.0  # CNY: limit of a single purchase in cross-border electronic commerce
_GROUP = 6  # consignments that one purchase is split into
_CHEAPER_HEADINGS = ("3907", "7403", "8479", "7208")


def undervalue(
    plan: SimulationPlan,
    goods: Goods,
    importers: Importers,
    columns: Columns,
    rows: np.ndarray,
    chance: np.random.Generator,
) -> np.ndarray:
    """Declare dutiable goods at 15 to 55 % of their price, often at a round price."""
    free_of_duty = rows[columns["ordinary_rate"][rows] < 5]
    places = dutiable(goods, chance, len(free_of_duty), 6)
    mass = goods.column("mass")[places] * np.exp(chance.normal(0, 0.5, len(places)))
    set_goods(goods, columns, free_of_duty, places, mass)
    full = columns["item_value"][rows]
    declared = full * chance.uniform(0.15, 0.55, len(rows))
    rounded = chance.random(len(rows)) < 0.5
    columns["item_value"][rows] = np.where(rounded, np.maximum(np.round(declared, -2), 100), np.round(declared, 2))
    evaded: np.ndarray = (full - columns["item_value"][rows]) * columns["ordinary_rate"][rows] / 100
    return evaded


def keep_prices_low(
    plan: SimulationPlan,
    goods: Goods,
    importers: Importers,
    columns: Columns,
    rows: np.ndarray,
    chance: np.random.Generator,
) -> np.ndarray:
    """Declare everything an importer brings at one share of its price, 55 to 72 %: no single price stands out."""
    share = chance.uniform(0.55, 0.72, len(importers.names))[columns["importer_place"][rows]]
    full = columns["item_value"][rows]
    columns["item_value"][rows] = np.round(full * share, 2)
    evaded: np.ndarray = (full - columns["item_value"][rows]) * columns["ordinary_rate"][rows] / 100
    return evaded


def misclassify(
    plan: SimulationPlan,
    goods: Goods,
    importers: Importers,
    columns: Columns,
    rows: np.ndarray,
    chance: np.random.Generator,
) -> np.ndarray:
    """Declare dear goods under a heading of low duty: description and unit value stay those of the true goods."""
    truly = dutiable(goods, chance, len(rows), 8)
    set_goods(goods, columns, rows, truly, goods.column("mass")[truly] * np.exp(chance.normal(0, 0.5, len(rows))))
    evaded = columns["item_value"][rows] * columns["ordinary_rate"][rows] / 100
    cheaper = goods.places(*_CHEAPER_HEADINGS)
    declared = cheaper[chance.integers(0, len(cheaper), len(rows))]
    columns["goods_place"][rows] = declared
    columns["duty_rate"][rows] = goods.column("duty_rate")[declared].astype(float)
    paid: np.ndarray = columns["item_value"][rows] * columns["duty_rate"][rows] / 100
    saved: np.ndarray = evaded - paid
    return saved


def split(
    plan: SimulationPlan,
    goods: Goods,
    importers: Importers,
    columns: Columns,
    rows: np.ndarray,
    chance: np.random.Generator,
) -> np.ndarray:
    """Split purchases into consignments just under the threshold: same parties, same goods, days apart."""
    ordered = rows[np.argsort(columns["importer_place"][rows], kind="stable")]
    first = ordered[np.arange(len(ordered)) // _GROUP * _GROUP]
    for name in ("importer_place", "importer", "seller", "declarant", "enterprise_category", "office"):
        columns[name][ordered] = columns[name][first]
    for name in ("transport_mode", "country_of_origin", "country_of_departure"):
        columns[name][ordered] = columns[name][first]
    columns["day"][ordered] = np.minimum(columns["day"][first] + chance.integers(0, 4, len(rows)), plan.days - 1)
    choice = dutiable(goods, chance, len(ordered), 8)
    places = choice[np.arange(len(ordered)) // _GROUP * _GROUP]
    value = THRESHOLD * chance.uniform(0.93, 0.995, len(rows))
    set_goods(goods, columns, ordered, places, value / goods.column("price")[places])
    columns["trade_mode"][ordered] = "1210"
    columns["item_value"][ordered] = np.round(value, 2)
    columns["duty_rate"][ordered] = 0.0
    evaded: np.ndarray = columns["item_value"][rows] * columns["ordinary_rate"][rows] / 100
    return evaded


def mismatch(
    plan: SimulationPlan,
    goods: Goods,
    importers: Importers,
    columns: Columns,
    rows: np.ndarray,
    chance: np.random.Generator,
) -> np.ndarray:
    """Declare a net mass that the value cannot have: a tenth of it, or many times it."""
    free_of_duty = rows[columns["ordinary_rate"][rows] < 3]
    places = dutiable(goods, chance, len(free_of_duty), 5)
    set_goods(goods, columns, free_of_duty, places, goods.column("mass")[places])
    factor = np.where(chance.random(len(rows)) < 0.6, chance.uniform(0.04, 0.12, len(rows)), 10.0)
    columns["net_mass"][rows] = np.round(np.maximum(columns["net_mass"][rows] * factor, 0.1), 2)
    evaded: np.ndarray = columns["item_value"][rows] * columns["ordinary_rate"][rows] / 100 * 0.5
    return evaded
