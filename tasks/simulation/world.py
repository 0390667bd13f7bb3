"""The whole simulated world."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tasks.simulation.change import Change
from tasks.simulation.control import manifests, officer_actions
from tasks.simulation.currencies import currencies_of, exchange_rates, in_currencies
from tasks.simulation.export_licences import export_licences
from tasks.simulation.forms import follow_leads, headers
from tasks.simulation.goods import Goods, catalogue
from tasks.simulation.importers import establish
from tasks.simulation.information import risk_information
from tasks.simulation.inspections import found_in, inspected_history, results
from tasks.simulation.plan import Columns, SimulationPlan, World, numbered
from tasks.simulation.processing_trade import before_extension, manual_numbers, manual_table, movements
from tasks.simulation.trade import declare
from tasks.simulation.versions import draw_versions
from tasks.simulation.violations import Planted, plant_violations

_TEXTS = (
    *("office", "transport_mode", "declarant", "importer", "exporter", "seller", "courier", "country_of_departure"),
    "country_of_destination",
    *("country_of_origin", "duty_type", "origin_mark", "direction", "trade_mode", "enterprise_category"),
    "goods_description",
)
_CONTAINER_MASS = 24_000.0  # kg
_MOST_CONTAINERS = 5


def simulate(plan: SimulationPlan, change: Change | None = None) -> World:
    """Trade with habits, seasons and markets, planted violations, and the records that customs keeps of it.

    The same plan gives the same world. Only `truth` holds the planted violations; no column that an office sees does.
    `change`: a change of the trade on some day, to measure how soon detectors report it.
    """
    goods = catalogue()
    importers = establish(plan, goods)
    columns = declare(plan, goods, importers)
    if change is not None:
        change.apply(plan, goods, columns)
    columns, planted = _ordered(columns, plant_violations(plan, goods, importers, columns))
    manuals, rates = manual_numbers(plan, goods, importers), exchange_rates(plan)
    items, other_versions = draw_versions(plan, _items(plan, goods, columns, manuals, rates))
    declarations = headers(items)
    leads = np.flatnonzero(columns["lead"])
    found = found_in(declarations["declaration_id"], columns["declaration"], items["item_number"], planted)
    shown = results(plan, found)
    outcomes = inspected_history(plan, declarations, leads, shown, importers, columns, planted)
    screened = (declarations["lodged_on"] >= pd.Timestamp(plan.screened_from)).to_numpy()
    moved = movements(plan, declarations, manuals)
    opened = manual_table(plan, goods, manuals, moved, declarations)
    bills, reported = manifests(plan, declarations)
    actions, misconduct = officer_actions(plan, declarations, outcomes)
    return World(
        declarations=items,
        other_versions=other_versions,
        exchange_rates=rates,
        outcomes=outcomes,
        sealed=shown[screened].reset_index(drop=True),
        truth=_truth(declarations, found),
        manuals=opened,
        first_manuals=before_extension(opened, manuals),
        manual_movements=moved,
        officer_actions=actions,
        misconduct=misconduct,
        manifests=bills,
        first_manifests=reported,
        licences=export_licences(plan, items, planted),
        information=risk_information(plan, importers, planted),
    )


def _ordered(columns: Columns, planted: Planted) -> tuple[Columns, Planted]:
    """The items that stay, by day of lodgement, those of a declaration together; declarations are numbered anew."""
    follow_leads(columns)
    kept = np.flatnonzero(planted.kept)
    order = kept[np.lexsort((kept, columns["day"][kept]))]
    columns = {name: values[order] for name, values in columns.items()}
    owner = columns["declaration"]
    columns["declaration"] = np.cumsum(np.r_[True, owner[1:] != owner[:-1]]) - 1
    return columns, planted.take(order)


def _items(
    plan: SimulationPlan, goods: Goods, columns: Columns, manuals: pd.DataFrame, rates: pd.DataFrame
) -> pd.DataFrame:
    chance = plan.chance(12)
    owner, place = columns["declaration"], columns["goods_place"]
    count, number = len(owner), int(owner[-1]) + 1
    first, leads = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]]), np.flatnonzero(columns["lead"])
    lodged = pd.Timestamp(plan.first_day) + pd.to_timedelta(columns["day"], unit="D")
    table: dict[str, object] = {
        "declaration_id": pd.Series(numbered(f"SIM{plan.seed:03d}", number, 9)[owner], dtype="str"),
        "item_number": np.arange(count) - first[owner] + 1,
        "lodged_on": lodged,
        "hs_code": pd.Series(goods.column("hs_code")[place], dtype="str"),
        "process_type": "B",
        "import_type": "21",
        "import_use": "11",
        "payment_type": np.where(chance.random(number) < 0.3, "43", "11")[owner],
    }
    table |= {name: pd.Series(columns[name], dtype="str") for name in _TEXTS}
    table |= {name: columns[name].astype(float) for name in ("duty_rate", "net_mass")}
    frame = pd.DataFrame(table)
    processed = frame["trade_mode"].isin(["0214", "0615"])
    valid = frame[["importer"]].join(manuals.set_index("enterprise"), on="importer")
    covered = processed & frame["lodged_on"].between(valid["opened_on"], valid["expires_on"])
    frame["manual_number"] = valid["number"].where(covered).astype("str")
    frame["trade_mode"] = frame["trade_mode"].where(covered | ~processed, "0110")
    frame["licences"] = _lists(columns["licence"], numbered("", count, 9))
    mass = np.bincount(owner, weights=frame["net_mass"])
    frame["containers"] = _containers(chance, (frame["transport_mode"] == "sea").to_numpy()[first], mass, owner)
    frame["route"] = _routes(columns, leads[owner])
    frame["unit"] = pd.Series(goods.column("unit")[place], dtype="str")
    frame["quantity"] = np.ceil(frame["net_mass"] * np.where(frame["unit"] == "PCE", 4, 1))
    frame["gross_mass"] = np.round(mass * chance.uniform(1.01, 1.12, number), 1)[owner]
    frame["packages"] = np.ceil(mass / 25.0 * chance.uniform(0.5, 1.5, number))[owner]
    frame["currency"] = pd.Series(currencies_of(plan, columns), dtype="str")
    declared = frame[["currency", "lodged_on"]].assign(value=columns["item_value"])
    return frame.assign(**in_currencies(declared, rates))


def _containers(
    chance: np.random.Generator, by_sea: np.ndarray, mass: np.ndarray, owner: np.ndarray
) -> "pd.Series[Any]":
    """Containers of each item's declaration: none unless it goes by sea, else one for every 24 tonnes, at most five."""
    number = len(by_sea)
    needed = np.where(by_sea, np.clip(np.ceil(mass / _CONTAINER_MASS), 1, _MOST_CONTAINERS), 0).astype(np.int64)
    boxes = numbered("SIMU", max(number // 2, 1), 7)[chance.integers(0, max(number // 2, 1), int(needed.sum()))]
    ends = np.cumsum(needed)
    pool = np.empty(number, dtype=object)
    pool[:] = [sorted(set(boxes[start:end])) for start, end in zip(ends - needed, ends, strict=True)]
    return pd.Series(pool[owner], dtype="object")


def _lists(kind: np.ndarray, numbers: np.ndarray) -> "pd.Series[Any]":
    """A list of one entry, the kind with its number, where there is a kind; an empty list elsewhere."""
    present = pd.notna(kind)
    kinds, labels = pa.array(kind[present], pa.string()), pa.array(numbers[present], pa.string())
    offsets = np.concatenate([[0], np.cumsum(present)]).astype("int32")
    texts = pc.binary_join_element_wise(kinds, labels, "")
    lists: pd.Series[Any] = pa.ListArray.from_arrays(offsets, texts).to_pandas()
    return lists


def _routes(columns: Columns, leads: np.ndarray) -> "pd.Series[Any]":
    """Imports from the origin over the country of departure, exports to the partner: countries, each once.

    leads: the lead of the declaration of each item.
    """
    origin, departure, partner = (
        pd.Series(columns[name][leads], dtype="str")
        for name in ("country_of_origin", "country_of_departure", "partner")
    )
    imports = origin + ">" + departure + ">CN"
    codes, known = pd.factorize(imports.where(columns["direction"] == "import", "CN>" + partner))
    pool = np.empty(len(known), dtype=object)
    pool[:] = [list(dict.fromkeys(str(route).split(">"))) for route in known]
    return pd.Series(pool[codes], dtype="object")


def _truth(declarations: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    columns = ["pattern", "priority", "violation", "evaded_duty", "items"]
    return pd.concat([declarations[["declaration_id", "lodged_on"]], found[columns]], axis=1)


__all__ = ["SimulationPlan", "World", "simulate"]
