"""Goods under control: licences left out, counterfeits, drugs behind goods of concealment."""

import numpy as np

from tasks.simulation.goods import Goods
from tasks.simulation.importers import Importers
from tasks.simulation.plan import Columns, SimulationPlan, numbered, numbered_after
from tasks.simulation.planting.rows import set_goods

_CONTROLLED = ("2844", "2811", "2932", "2939", "3604", "8526", "8803", "9305", "3915", "7204")
_BRANDS = ("4202", "6403", "6404", "6109", "6505", "8517", "8518", "3303", "3304", "9102", "9503")
_COVERS = ("0803", "0901", "1701", "4407", "6802", "6907", "8431", "2523")
_BRAND_ROUTES = np.array(["HK", "TR", "AE", "SG"], dtype=object)
_DUAL_USE = ("8526", "8541", "8803", "2811", "3604")
_DIVERSION_ROUTES = np.array(["PK", "RU", "SD", "AE"], dtype=object)
_DRUG_ROUTES = np.array(["CO", "PE", "BO", "MM", "LA", "EC", "BR", "MX", "NG"], dtype=object)


def omit_licence(
    plan: SimulationPlan,
    goods: Goods,
    importers: Importers,
    columns: Columns,
    rows: np.ndarray,
    chance: np.random.Generator,
) -> np.ndarray:
    """Bring goods under licence without one."""
    _replace(goods, columns, rows, chance, _CONTROLLED, 1.0)
    columns["licence"][rows] = None
    return np.zeros(len(rows))


def divert(
    plan: SimulationPlan,
    goods: Goods,
    importers: Importers,
    columns: Columns,
    rows: np.ndarray,
    chance: np.random.Generator,
) -> np.ndarray:
    """Bring dual-use goods, licence and all, by a country that they are diverted through."""
    _replace(goods, columns, rows, chance, _DUAL_USE, 1.0)
    columns["country_of_departure"][rows] = _DIVERSION_ROUTES[chance.integers(0, len(_DIVERSION_ROUTES), len(rows))]
    return np.zeros(len(rows))


def counterfeit(
    plan: SimulationPlan,
    goods: Goods,
    importers: Importers,
    columns: Columns,
    rows: np.ndarray,
    chance: np.random.Generator,
) -> np.ndarray:
    """Bring cheap brand goods in small parcels, described in general words, from sellers nobody has seen."""
    _replace(goods, columns, rows, chance, _BRANDS, 0.04)
    columns["item_value"][rows] = np.round(columns["item_value"][rows] * chance.uniform(0.1, 0.35, len(rows)), 2)
    route = _BRAND_ROUTES[chance.integers(0, len(_BRAND_ROUTES), len(rows))]
    columns["country_of_origin"][rows] = route
    columns["country_of_departure"][rows] = route
    columns["seller"][rows] = numbered_after(importers.sellers.ravel(), len(rows))
    columns["courier"][rows] = numbered("COUR", 9, 2)[chance.integers(0, 9, len(rows))]
    columns["trade_mode"][rows] = np.where(chance.random(len(rows)) < 0.7, "9610", "0110")
    columns["goods_description"][rows] = "daily goods"
    return np.zeros(len(rows))


def conceal(
    plan: SimulationPlan,
    goods: Goods,
    importers: Importers,
    columns: Columns,
    rows: np.ndarray,
    chance: np.random.Generator,
) -> np.ndarray:
    """Send goods that drugs are hidden in by a route that drugs take, for importers who never used it."""
    _replace(goods, columns, rows, chance, _COVERS, 0.5)
    route = _DRUG_ROUTES[chance.integers(0, len(_DRUG_ROUTES), len(rows))]
    columns["country_of_origin"][rows] = route
    columns["country_of_departure"][rows] = route
    return np.zeros(len(rows))


def _replace(
    goods: Goods,
    columns: Columns,
    rows: np.ndarray,
    chance: np.random.Generator,
    headings: tuple[str, ...],
    size: float,
) -> None:
    fitting = goods.places(*headings)
    places = fitting[chance.integers(0, len(fitting), len(rows))]
    mass = goods.column("mass")[places] * size * np.exp(chance.normal(0, 0.4, len(rows)))
    set_goods(goods, columns, rows, places, mass)
