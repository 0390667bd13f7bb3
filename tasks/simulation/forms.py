"""The goods items of a declaration: how many it has, and of which goods."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tasks.simulation.goods import Goods
from tasks.simulation.importers import HABITS, Importers
from tasks.simulation.plan import Columns, SimulationPlan

MOST_ITEMS = 50  # of one form
PARCELS = ("1210", "9610")  # trade modes of consignments of one item
HEADER = (
    *("importer_place", "day", "office", "transport_mode", "importer", "seller", "declarant", "enterprise_category"),
    *("partner", "country_of_departure", "country_of_destination", "exporter", "direction", "trade_mode", "courier"),
)
_SHARES = (0.50, 0.19, 0.13, 0.08, 0.05)  # of declarations with 1 to 5 items; the rest have more
_ASSORTMENT = 4  # further goods of a country that an importer brings together with its own
_SAME_GOODS = 0.6  # share of further items that are of the same goods, in another size or make


@dataclass(frozen=True)
class Form:
    """Which item belongs to which declaration. lead: the one item that the header follows from, at any place."""

    declaration: np.ndarray
    lead: np.ndarray
    chance: np.random.Generator


def sizes_of(plan: SimulationPlan, alone: np.ndarray) -> np.ndarray:
    """Number of items of each declaration: most have one to five, few up to fifty; one where it is `alone`."""
    chance = plan.chance(14)
    few = np.searchsorted(np.cumsum(_SHARES), chance.random(plan.declarations)) + 1
    longest = len(_SHARES) + 1
    many = np.floor(np.exp(chance.uniform(np.log(longest), np.log(MOST_ITEMS + 1), len(few))))
    sizes: np.ndarray = np.where(alone, 1, np.where(few < longest, few, many)).astype(np.int64)
    return sizes


def draw_form(plan: SimulationPlan, sizes: np.ndarray) -> Form:
    """Items of declarations of these sizes, each declaration with one lead."""
    chance = plan.chance(15)
    lead = np.zeros(sizes.sum(), dtype=bool)
    lead[np.cumsum(sizes) - sizes + np.floor(chance.random(len(sizes)) * sizes).astype(np.int64)] = True
    return Form(np.repeat(np.arange(len(sizes)), sizes), lead, chance)


def goods_of_items(
    plan: SimulationPlan, goods: Goods, importers: Importers, columns: Columns, form: Form, leads: np.ndarray
) -> np.ndarray:
    """Place in the catalogue of each item.

    leads: that of the lead of each declaration. The others are of the same goods, or of a small assortment of the
    importer: of its own goods in an export, else of goods of the same country. Under a manual all are of its material.
    """
    chance = form.chance
    kind: np.ndarray = leads[form.declaration]
    who, count = columns["importer_place"], len(form.declaration)
    others = ~form.lead & (chance.random(count) >= _SAME_GOODS) & ~np.isin(columns["trade_mode"], ["0214", "0615"])
    choice = chance.integers(0, _ASSORTMENT, count)
    exported = others & (columns["direction"] == "export")
    kind[exported] = importers.goods[who[exported], choice[exported] % HABITS]
    imported = np.flatnonzero(others & ~exported)
    countries, place = np.unique(columns["partner"][imported].astype(str), return_inverse=True)
    made = [goods.made_in(str(country)) for country in countries]
    number = np.array([len(each) for each in made])
    starts = np.cumsum(number) - number
    pool = np.concatenate([*made, np.zeros(0, dtype=np.int64)]).astype(np.int64)
    known = number[place] > 0
    rows, place = imported[known], place[known]
    kind[rows] = pool[starts[place] + (who[rows] * 31 + choice[rows] * 17) % number[place]]
    return kind


def follow_leads(columns: Columns) -> None:
    """Give all items of a declaration the header of its lead."""
    leads = np.flatnonzero(columns["lead"])[columns["declaration"]]
    for name in HEADER:
        columns[name] = columns[name][leads]


def headers(items: pd.DataFrame) -> pd.DataFrame:
    """One row per declaration: the columns of its first item, with the sums of mass and value of all items."""
    owner, _ = pd.factorize(items["declaration_id"])
    first = items[items["item_number"] == 1].reset_index(drop=True)
    sums = {name: np.round(np.bincount(owner, weights=items[name]), 2) for name in ("net_mass", "value")}
    return first.assign(**sums)
