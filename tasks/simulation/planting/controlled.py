"""Controlled goods: missing licences, counterfeits, drugs hidden in other goods."""

import numpy as np

from tasks.simulation.plan import Columns, SimulationPlan, numbered, numbered_after
from tasks.simulation.planting.cases import Cases

_CONTROLLED = ("2844", "2811", "2932", "2939", "3604", "8526", "8803", "9305", "3915", "7204")
_BRANDS = ("4202", "6403", "6404", "6109", "6505", "8517", "8518", "3303", "3304", "9102", "9503")
_COVERS = ("0803", "0901", "1701", "4407", "6802", "6907", "8431", "2523")
_BRAND_ROUTES = np.array(["HK", "TR", "AE", "SG"], dtype=object)
_DUAL_USE = ("8526", "8541", "8803", "2811", "3604")
_DIVERSION_ROUTES = np.array(["PK", "RU", "SD", "AE"], dtype=object)
_EXPORT_CONTROLLED = ("8526", "8803", "3604", "2844", "2811")
_PER_EXPORTER = 8
_FORGED = "X"  # looks like every licence for leaving
_DRUG_ROUTES = np.array(["CO", "PE", "BO", "MM", "LA", "EC", "BR", "MX", "NG"], dtype=object)


def omit_licence(cases: Cases) -> np.ndarray:
    """Bring goods that need a licence without one."""
    columns, rows = cases.columns, cases.rows
    _replace(cases, _CONTROLLED, 1.0)
    columns["licence"][rows] = None
    return np.zeros(len(rows))


def divert(cases: Cases) -> np.ndarray:
    """Bring licensed dual-use goods through a country that diverts them."""
    columns, rows, chance = cases.columns, cases.rows, cases.chance
    _replace(cases, _DUAL_USE, 1.0)
    columns["country_of_departure"][rows] = _DIVERSION_ROUTES[chance.integers(0, len(_DIVERSION_ROUTES), len(rows))]
    return np.zeros(len(rows))


def counterfeit(cases: Cases) -> np.ndarray:
    """Bring cheap brand goods in small parcels, described in general words, from new sellers."""
    importers, columns, rows, chance = cases.importers, cases.columns, cases.rows, cases.chance
    _replace(cases, _BRANDS, 0.04)
    columns["item_value"][rows] = np.round(columns["item_value"][rows] * chance.uniform(0.1, 0.35, len(rows)), 2)
    route = _BRAND_ROUTES[chance.integers(0, len(_BRAND_ROUTES), len(rows))]
    columns["country_of_origin"][rows] = route
    columns["country_of_departure"][rows] = route
    columns["seller"][rows] = numbered_after(importers.sellers.ravel(), len(rows))
    columns["courier"][rows] = numbered("COUR", 9, 2)[chance.integers(0, 9, len(rows))]
    columns["trade_mode"][rows] = np.where(chance.random(len(rows)) < 0.7, "9610", "0110")
    columns["goods_description"][rows] = "daily goods"
    return np.zeros(len(rows))


def conceal(cases: Cases) -> np.ndarray:
    """Hide drugs in goods on a drug route, for importers who never used it."""
    columns, rows, chance = cases.columns, cases.rows, cases.chance
    _replace(cases, _COVERS, 0.5)
    route = _DRUG_ROUTES[chance.integers(0, len(_DRUG_ROUTES), len(rows))]
    columns["country_of_origin"][rows] = route
    columns["country_of_departure"][rows] = route
    return np.zeros(len(rows))


def weeks_of_exports(
    _plan: SimulationPlan, columns: Columns, free: np.ndarray, number: int, chance: np.random.Generator
) -> np.ndarray:
    """Exports for few new exporters, those of each within days."""
    exports = np.flatnonzero(free & (columns["direction"] == "export"))
    in_time = exports[np.argsort(columns["day"][exports], kind="stable")]
    blocks = len(in_time) // (2 * _PER_EXPORTER)
    chosen = chance.permutation(blocks)[: max(number // _PER_EXPORTER, 1)]
    places = (chosen[:, None] * 2 + chance.integers(0, 2, (len(chosen), 1))) * _PER_EXPORTER + np.arange(_PER_EXPORTER)
    return in_time[np.sort(places.ravel())]


def forge_export_licence(cases: Cases) -> np.ndarray:
    """Send controlled goods to countries that divert them, as a new exporter, under licences that nobody issued."""
    columns, rows, chance = cases.columns, cases.rows, cases.chance
    _replace(cases, _EXPORT_CONTROLLED, 1.0)
    route = _DIVERSION_ROUTES[chance.integers(0, len(_DIVERSION_ROUTES), len(rows))]
    columns["partner"][rows], columns["country_of_destination"][rows] = route, route
    columns["duty_rate"][rows], columns["ordinary_rate"][rows] = 0.0, 0.0
    columns["licence"][rows] = _FORGED
    names = numbered_after(columns["importer"], len(rows) // _PER_EXPORTER + 1)[np.arange(len(rows)) // _PER_EXPORTER]
    columns["importer"][rows], columns["exporter"][rows] = names, names
    columns["enterprise_category"][rows] = "B"
    return np.zeros(len(rows))


def _replace(cases: Cases, headings: tuple[str, ...], size: float) -> None:
    """Give the rows goods of these headings, of `size` times their usual mass."""
    fitting = cases.goods.places(*headings)
    rows, chance = cases.rows, cases.chance
    places = fitting[chance.integers(0, len(fitting), len(rows))]
    mass = cases.goods.column("mass")[places] * size * np.exp(chance.normal(0, 0.4, len(rows)))
    cases.set_goods(rows, places, mass)
