"""The whole simulated world."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tasks.simulation.change import Change
from tasks.simulation.control import amendments, manifests, officer_actions
from tasks.simulation.goods import Goods, catalogue
from tasks.simulation.importers import establish
from tasks.simulation.information import risk_information
from tasks.simulation.inspections import inspected_history, results
from tasks.simulation.plan import Columns, SimulationPlan, World, numbered, text_where
from tasks.simulation.processing_trade import manual_numbers, manual_table, movements
from tasks.simulation.trade import declare
from tasks.simulation.violations import Planted, plant_violations

_TEXTS = (
    *("office", "transport_mode", "declarant", "importer", "seller", "courier", "country_of_departure"),
    *("country_of_origin", "duty_type", "origin_mark", "direction", "trade_mode", "enterprise_category"),
    "goods_description",
)


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
    planted = plant_violations(plan, goods, importers, columns)
    manuals = manual_numbers(plan, goods, importers)
    order = np.lexsort((np.arange(plan.declarations), columns["day"]))
    declarations = _declarations(plan, goods, columns, order, manuals)
    shown = results(plan, declarations, order, planted, columns)
    outcomes = inspected_history(plan, declarations, order, shown, importers, columns, planted)
    screened = (declarations["lodged_on"] >= pd.Timestamp(plan.screened_from)).to_numpy()
    moved = movements(plan, declarations, manuals)
    actions, misconduct = officer_actions(plan, declarations, outcomes)
    return World(
        declarations=declarations,
        outcomes=outcomes,
        sealed=shown[screened].reset_index(drop=True),
        truth=_truth(declarations, planted, order),
        manuals=manual_table(plan, goods, manuals, moved, declarations),
        manual_movements=moved,
        officer_actions=actions,
        misconduct=misconduct,
        manifests=manifests(plan, declarations),
        amendments=amendments(plan, declarations),
        information=risk_information(plan, importers, planted),
    )


def _declarations(
    plan: SimulationPlan, goods: Goods, columns: Columns, order: np.ndarray, manuals: pd.DataFrame
) -> pd.DataFrame:
    chance = plan.chance(12)
    count = plan.declarations
    place = columns["goods_place"][order]
    lodged = pd.Timestamp(plan.first_day) + pd.to_timedelta(columns["day"][order], unit="D")
    table: dict[str, object] = {
        "declaration_id": pd.Series(numbered(f"SIM{plan.seed:03d}", count, 9), dtype="str"),
        "lodged_on": lodged,
        "hs_code": pd.Series(goods.column("hs_code")[place], dtype="str"),
        "process_type": "B",
        "import_type": "21",
        "import_use": "11",
        "payment_type": np.where(chance.random(count) < 0.3, "43", "11"),
    }
    table |= {name: pd.Series(columns[name][order], dtype="str") for name in _TEXTS}
    table |= {name: columns[name][order].astype(float) for name in ("duty_rate", "net_mass", "item_value")}
    frame = pd.DataFrame(table)
    processed = frame["trade_mode"].isin(["0214", "0615"])
    valid = frame[["importer"]].join(manuals.set_index("enterprise"), on="importer")
    covered = processed & frame["lodged_on"].between(valid["opened_on"], valid["expires_on"])
    frame["manual_number"] = valid["number"].where(covered).astype("str")
    frame["trade_mode"] = frame["trade_mode"].where(covered | ~processed, "0110")
    frame["licences"] = _lists(columns["licence"][order], numbered("", count, 9))
    boxes = numbered("SIMU", max(count // 2, 1), 7)[chance.integers(0, max(count // 2, 1), count)]
    frame["containers"] = _lists(text_where((frame["transport_mode"] == "sea").to_numpy(), ""), boxes)
    frame["route"] = _routes(frame, columns["partner"][order])
    frame["unit"] = pd.Series(goods.column("unit")[place], dtype="str")
    frame["quantity"] = np.ceil(frame["net_mass"] * np.where(frame["unit"] == "PCE", 4, 1))
    frame["currency"] = "CNY"
    return frame


def _lists(kind: np.ndarray, numbers: np.ndarray) -> "pd.Series[Any]":
    """A list of one entry, the kind with its number, where there is a kind; an empty list elsewhere."""
    present = pd.notna(kind)
    kinds, labels = pa.array(kind[present], pa.string()), pa.array(numbers[present], pa.string())
    offsets = np.concatenate([[0], np.cumsum(present)]).astype("int32")
    texts = pc.binary_join_element_wise(kinds, labels, "")
    lists: pd.Series[Any] = pa.ListArray.from_arrays(offsets, texts).to_pandas()
    return lists


def _routes(frame: pd.DataFrame, partner: np.ndarray) -> "pd.Series[Any]":
    """Imports from the origin over the country of departure, exports to the partner: countries, each once."""
    imports = frame["country_of_origin"] + ">" + frame["country_of_departure"] + ">CN"
    exports = "CN>" + pd.Series(partner, dtype="str")
    codes, known = pd.factorize(imports.where(frame["direction"] == "import", exports))
    pool = np.empty(len(known), dtype=object)
    pool[:] = [list(dict.fromkeys(str(route).split(">"))) for route in known]
    return pd.Series(pool[codes], dtype="object")


def _truth(declarations: pd.DataFrame, planted: Planted, order: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "declaration_id": declarations["declaration_id"],
            "lodged_on": declarations["lodged_on"],
            "pattern": pd.Series(planted.pattern[order], dtype="str"),
            "priority": pd.Series(planted.priority[order], dtype="str"),
            "violation": pd.Series(planted.violation[order], dtype="str"),
            "evaded_duty": planted.evaded_duty[order],
        }
    )


__all__ = ["SimulationPlan", "World", "simulate"]
