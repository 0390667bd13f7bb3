"""Ordinary trade: declarations that follow the habits of importers, the seasons and the markets."""

import numpy as np
import pandas as pd

from tasks.simulation.days import draw_days
from tasks.simulation.forms import PARCELS, draw_form, goods_of_items, sizes_of
from tasks.simulation.goods import Goods, preferential_rates
from tasks.simulation.importers import HABITS, Importers, offices
from tasks.simulation.plan import Columns, SimulationPlan, text_where

_HUBS = np.array(["HK", "SG", "AE"], dtype=object)
_MODES = {"sea_port": "sea", "airport": "air", "land_border": "road", "inland": "rail"}
# General trade; small border trade; bonded and direct electronic commerce; processing on order and on own account.
_TRADE_MODES = np.array(["0110", "4019", "1210", "9610", "0214", "0615"], dtype=object)
_EXPORT_LICENCES = {
    "M": "X",
    "O": "X",
    "P": "X",
    "Q": "H",
}  # by the licence of imports
_BRAND_EXPRESS_MASS = 30.0  # kg: lighter goods by air may be parcels of electronic commerce


def declare(plan: SimulationPlan, goods: Goods, importers: Importers) -> Columns:
    """The goods items of honest declarations, one row each, header columns repeated.

    `importer_place`, `goods_place` and `day` point into their tables, `declaration` to the declaration. `lead` marks
    the one item of each declaration that its header follows from; the others come from the same country.
    """
    chance = plan.chance(2)
    count = plan.declarations
    who = chance.choice(len(importers.names), size=count, p=importers.activity)
    habit = np.searchsorted([0.62, 0.88], chance.random(count)).clip(0, HABITS - 1)
    day = draw_days(plan, chance, importers.starts[who])
    kind = importers.goods[who, habit]
    kind = _new_product_lines(plan, chance, importers, who, day, kind)
    origin = importers.origins[who, habit].copy()
    mass = goods.column("mass")[kind] * np.exp(chance.normal(0, 0.55, count))
    codes, traffic, weights = offices()
    office = np.where(
        chance.random(count) < 0.88, importers.offices[who], codes[chance.choice(len(codes), size=count, p=weights)]
    )
    mode_of_office = dict(zip(codes, [_MODES[str(kind)] for kind in traffic], strict=True))
    mode = pd.Series(office).map(mode_of_office).to_numpy(dtype=object)
    export = importers.exporter[who] & (chance.random(count) < 0.35)
    hub = chance.random(count) < 0.06
    departure = np.where(hub, _HUBS[chance.integers(0, len(_HUBS), count)], origin)
    processing = importers.processing[who] & (habit == 0) & ~export
    header: Columns = {
        "importer_place": who,
        "day": day,
        "office": office,
        "transport_mode": mode,
        "importer": importers.names[who],
        "seller": importers.sellers[who, habit],
        "declarant": importers.declarants[who],
        "enterprise_category": importers.categories[who],
        "partner": origin,
        "country_of_departure": np.where(export, "CN", departure).astype(object),
        "country_of_destination": np.where(export, origin, "CN").astype(object),
        "exporter": _only_where(export, importers.names[who]),
        "direction": np.where(export, "export", "import").astype(object),
        "trade_mode": _trade_modes(chance, processing, mode, mass),
        "courier": np.full(count, None, dtype=object),
    }
    form = draw_form(plan, sizes_of(plan, np.isin(header["trade_mode"], PARCELS)))
    columns = {name: values[form.declaration] for name, values in header.items()}
    columns |= {"declaration": form.declaration, "lead": form.lead}
    columns["country_of_origin"] = np.where(columns["direction"] == "export", "CN", columns["partner"]).astype(object)
    columns["goods_place"] = goods_of_items(plan, goods, importers, columns, form, kind)
    usual = goods.column("mass")[columns["goods_place"]] * np.exp(form.chance.normal(-0.2, 0.6, len(form.declaration)))
    columns["net_mass"] = np.round(np.maximum(np.where(form.lead, mass[form.declaration], usual), 0.1), 2)
    columns["price"] = _prices(plan, chance, goods, columns) * importers.price_level[columns["importer_place"]]
    columns["item_value"] = np.round(columns["price"] * columns["net_mass"], 2)
    duty_of(columns, goods, chance)
    columns["licence"] = _licences(goods, columns)
    columns["goods_description"] = goods.column("description")[columns["goods_place"]].copy()
    return columns


def duty_of(columns: Columns, goods: Goods, chance: np.random.Generator) -> None:
    """Duty type, rate and origin mark: nine in ten of those entitled to a preferential rate claim it."""
    rate = goods.column("duty_rate")[columns["goods_place"]].astype(float)
    origin = pd.Series(columns["country_of_origin"])
    agreement = origin.map(preferential_rates())
    imported = columns["direction"] == "import"
    claimed = agreement.notna().to_numpy() & imported & (chance.random(len(rate)) < 0.9) & (rate > 0)
    preferred = np.where(agreement.to_numpy(dtype=object) == "FAS1", 0.0, np.round(rate * 0.6, 1))
    columns["ordinary_rate"] = np.where(imported, rate, 0.0)
    columns["duty_rate"] = np.where(claimed, preferred, columns["ordinary_rate"])
    columns["duty_type"] = np.where(claimed, agreement.to_numpy(dtype=object), "A").astype(object)
    marked = claimed | (chance.random(len(rate)) < 0.6)
    columns["origin_mark"] = text_where(marked, "Y")


def _only_where(places: np.ndarray, values: np.ndarray) -> np.ndarray:
    texts = values.astype(object)
    texts[~places] = None
    return texts


def _licences(goods: Goods, columns: Columns) -> np.ndarray:
    """The kind of licence of each item: of imports that of the goods, of exports the one for leaving, or none."""
    licences: np.ndarray = goods.column("licence")[columns["goods_place"]].copy()
    exported = np.flatnonzero(columns["direction"] == "export")
    licences[exported] = [_EXPORT_LICENCES.get(kind) for kind in licences[exported].tolist()]
    return licences


def _new_product_lines(
    plan: SimulationPlan,
    chance: np.random.Generator,
    importers: Importers,
    who: np.ndarray,
    day: np.ndarray,
    kind: np.ndarray,
) -> np.ndarray:
    lines = chance.integers(0, importers.goods.max() + 1, len(importers.names))
    begins = chance.integers(plan.days // 3, plan.days, len(importers.names))
    trusted = (importers.categories == "AA") & (chance.random(len(importers.names)) < 0.3)
    new = trusted[who] & (day >= begins[who]) & (chance.random(len(who)) < 0.3)
    return np.where(new, lines[who], kind)


def _trade_modes(chance: np.random.Generator, processing: np.ndarray, mode: np.ndarray, mass: np.ndarray) -> np.ndarray:
    drawn = chance.random(len(mode))
    small = (mode == "air") & (mass < _BRAND_EXPRESS_MASS)
    parcels = np.where(drawn < 0.5, 3, 2)
    ordinary = np.where(drawn < 0.93, 0, np.where(drawn < 0.96, 1, 2))
    processed = np.where(drawn < 0.15, 4, 5)
    chosen: np.ndarray = _TRADE_MODES[
        np.where(processing & (drawn < 0.8), processed, np.where(small, parcels, ordinary))
    ]
    return chosen


def _prices(plan: SimulationPlan, chance: np.random.Generator, goods: Goods, columns: Columns) -> np.ndarray:
    """CNY a kg: market price, price level of the origin, season, and a slow drift of some goods."""
    kind, day = columns["goods_place"], columns["day"]
    kinds = len(goods.table)
    origins, place = np.unique(columns["country_of_origin"].astype(str), return_inverse=True)
    dearer = np.exp(chance.normal(0, 0.12, len(origins)))
    drift = chance.choice([0.0, 0.0, 0.0, -0.28, 0.15], size=kinds)[kind] * day / max(plan.days, 365)
    month = pd.DatetimeIndex(pd.Timestamp(plan.first_day) + pd.to_timedelta(day, unit="D")).month.to_numpy()
    peak = goods.column("peak_month").astype(float)[kind]
    season = np.where(np.isnan(peak), 0.0, 0.08 * np.cos((month - np.nan_to_num(peak)) / 12 * 2 * np.pi))
    noise = chance.normal(0, 0.11, len(kind))
    price: np.ndarray = goods.column("price")[kind] * dearer[place] * np.exp(drift + season + noise)
    return price
