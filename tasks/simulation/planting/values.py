"""Falsified values, quantities and classifications."""

import numpy as np

from tasks.simulation.planting.cases import Cases

THRESHOLD = 5_000.0  # CNY: limit of a single purchase in cross-border electronic commerce
_GROUP = 6  # consignments that one purchase is split into
_CHEAPER_HEADINGS = ("3907", "7403", "8479", "7208")


def undervalue(cases: Cases) -> np.ndarray:
    """Declare dutiable goods at 15 to 55 % of their price, often at a round price."""
    columns, rows, chance = cases.columns, cases.rows, cases.chance
    free_of_duty = rows[columns["ordinary_rate"][rows] < 5]
    cases.make_dutiable(free_of_duty, 6, 0.5)
    full = columns["item_value"][rows]
    declared = full * chance.uniform(0.15, 0.55, len(rows))
    rounded = chance.random(len(rows)) < 0.5
    columns["item_value"][rows] = np.where(rounded, np.maximum(np.round(declared, -2), 100), np.round(declared, 2))
    return cases.ordinary_duty(full - columns["item_value"][rows])


def keep_prices_low(cases: Cases) -> np.ndarray:
    """Declare all goods of an importer at one share of their price, 55 to 72 %, so that no single price stands out."""
    importers, columns, rows, chance = cases.importers, cases.columns, cases.rows, cases.chance
    share = chance.uniform(0.55, 0.72, len(importers.names))[columns["importer_place"][rows]]
    full = columns["item_value"][rows]
    columns["item_value"][rows] = np.round(full * share, 2)
    return cases.ordinary_duty(full - columns["item_value"][rows])


def misclassify(cases: Cases) -> np.ndarray:
    """Declare expensive goods under a heading of low duty; description and unit value stay those of the true goods."""
    goods, columns, rows, chance = cases.goods, cases.columns, cases.rows, cases.chance
    cases.make_dutiable(rows, 8, 0.5)
    evaded = cases.ordinary_duty(columns["item_value"][rows])
    cheaper = goods.places(*_CHEAPER_HEADINGS)
    declared = cheaper[chance.integers(0, len(cheaper), len(rows))]
    columns["goods_place"][rows] = declared
    columns["duty_rate"][rows] = goods.column("duty_rate")[declared].astype(float)
    paid: np.ndarray = columns["item_value"][rows] * columns["duty_rate"][rows] / 100
    saved: np.ndarray = evaded - paid
    return saved


def split(cases: Cases) -> np.ndarray:
    """Split purchases into consignments just under the threshold: same parties, same goods, days apart."""
    plan, goods, columns, rows, chance = cases.plan, cases.goods, cases.columns, cases.rows, cases.chance
    ordered = rows[np.argsort(columns["importer_place"][rows], kind="stable")]
    first = ordered[np.arange(len(ordered)) // _GROUP * _GROUP]
    for name in ("importer_place", "importer", "seller", "declarant", "enterprise_category", "office"):
        columns[name][ordered] = columns[name][first]
    for name in ("transport_mode", "country_of_origin", "country_of_departure"):
        columns[name][ordered] = columns[name][first]
    columns["day"][ordered] = np.minimum(columns["day"][first] + chance.integers(0, 4, len(rows)), plan.days - 1)
    choice = cases.dutiable(len(ordered), 8)
    places = choice[np.arange(len(ordered)) // _GROUP * _GROUP]
    value = THRESHOLD * chance.uniform(0.93, 0.995, len(rows))
    cases.set_goods(ordered, places, value / goods.column("price")[places])
    columns["trade_mode"][ordered] = "1210"
    columns["item_value"][ordered] = np.round(value, 2)
    columns["duty_rate"][ordered] = 0.0
    return cases.ordinary_duty(columns["item_value"][rows])


def mismatch(cases: Cases) -> np.ndarray:
    """Declare a net mass that does not fit the value: about a tenth of the true mass, or ten times as much."""
    goods, columns, rows, chance = cases.goods, cases.columns, cases.rows, cases.chance
    free_of_duty = rows[columns["ordinary_rate"][rows] < 3]
    places = cases.dutiable(len(free_of_duty), 5)
    cases.set_goods(free_of_duty, places, goods.column("mass")[places])
    factor = np.where(chance.random(len(rows)) < 0.6, chance.uniform(0.04, 0.12, len(rows)), 10.0)
    columns["net_mass"][rows] = np.round(np.maximum(columns["net_mass"][rows] * factor, 0.1), 2)
    return cases.ordinary_duty(columns["item_value"][rows]) * 0.5
