"""Processing trade: manuals, and the movements under them."""

import numpy as np
import pandas as pd

from tasks.simulation.goods import Goods
from tasks.simulation.importers import Importers
from tasks.simulation.plan import SimulationPlan, numbered

_CONSUMPTION = 1.12  # kg of material per kg of finished goods, of an honest manual
_DIVERTED, _OVERDUE, _WASTEFUL = 0.06, 0.08, 0.06  # shares of manuals
_MANUAL_DAYS = 330
_EXTENDED, _EXTENSION = 0.15, pd.Timedelta(days=180)  # share of the other manuals; by how long


def manual_numbers(plan: SimulationPlan, goods: Goods, importers: Importers) -> pd.DataFrame:
    """One manual per processing enterprise: number, enterprise, office, goods_place, opened_on, expires_on, fate.

    extended: whether expires_on is later than it was at first.
    """
    chance = plan.chance(6)
    places = np.flatnonzero(importers.processing)
    first = pd.Timestamp(plan.first_day)
    opened = first + pd.to_timedelta(chance.integers(-200, max(plan.days - 120, 30), len(places)), unit="D")
    fate = np.searchsorted(np.cumsum([_DIVERTED, _OVERDUE, _WASTEFUL]), chance.random(len(places)))
    fates = np.array(["diverted", "overdue", "wasteful", "honest"], dtype=object)[fate]
    extended = (fates == "honest") & (chance.random(len(places)) < _EXTENDED)
    expires_on = opened + pd.Timedelta(days=_MANUAL_DAYS)
    return pd.DataFrame(
        {
            "number": pd.Series(numbered("C", len(places)), dtype="str"),
            "enterprise": pd.Series(importers.names[places], dtype="str"),
            "office": pd.Series(importers.offices[places], dtype="str"),
            "goods_place": importers.goods[places, 0],
            "opened_on": opened,
            "expires_on": expires_on.where(~extended, expires_on + _EXTENSION),
            "fate": fates,
            "extended": extended,
        }
    )


def movements(plan: SimulationPlan, declarations: pd.DataFrame, manuals: pd.DataFrame) -> pd.DataFrame:
    """Imports as declared, and exports of finished goods weeks later, scrap included; none later than the plan."""
    chance = plan.chance(7)
    imports = declarations.loc[
        declarations["manual_number"].notna(), ["manual_number", "lodged_on", "net_mass", "declaration_id"]
    ].merge(manuals[["number", "fate"]], left_on="manual_number", right_on="number")
    delay = pd.to_timedelta(chance.integers(10, 60, len(imports)), unit="D")
    consumption = np.where(imports["fate"] == "wasteful", _CONSUMPTION * 1.6, _CONSUMPTION)
    consumption = consumption * chance.uniform(0.98, 1.02, len(imports))
    leaving = imports["fate"].to_numpy() != "diverted"

    def moved(days: "pd.Series[pd.Timestamp]", kind: str, quantity: np.ndarray, rows: np.ndarray) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "manual_number": imports["manual_number"][rows],
                "moved_on": days[rows],
                "movement": kind,
                "quantity": np.round(quantity[rows], 2),
                "declaration_id": imports["declaration_id"][rows]
                if kind == "import"
                else pd.Series(pd.NA, imports.index[rows], "str"),
            }
        )

    every = np.ones(len(imports), dtype=bool)
    mass = imports["net_mass"].to_numpy()
    parts = [
        moved(imports["lodged_on"], "import", mass, every),
        moved(imports["lodged_on"] + delay, "export", mass / consumption, leaving),
        moved(imports["lodged_on"] + delay, "scrap", mass * 0.04, leaving),
    ]
    table = pd.concat(parts, ignore_index=True)
    table = table[table["moved_on"] <= pd.Timestamp(plan.last_day)]
    table = table.sort_values(["moved_on", "manual_number", "movement", "quantity"], ignore_index=True)
    table.insert(0, "movement_id", pd.Series(numbered("MOVE", len(table), 8), dtype="str"))
    return table


def manual_table(
    plan: SimulationPlan, goods: Goods, manuals: pd.DataFrame, moved: pd.DataFrame, declarations: pd.DataFrame
) -> pd.DataFrame:
    """Manuals in the columns of the register, on the eve of the screened period."""
    eve = pd.Timestamp(plan.screened_from) - pd.Timedelta(days=1)
    sums = moved[moved["moved_on"] <= eve].pivot_table(
        index="manual_number", columns="movement", values="quantity", aggfunc="sum"
    )
    sums = sums.reindex(index=manuals["number"], columns=["import", "export", "scrap"]).fillna(0.0)
    exports = moved[(moved["movement"] == "export") & (moved["moved_on"] <= eve)]
    last = exports.groupby("manual_number")["moved_on"].max().reindex(manuals["number"])
    price = goods.column("price")[manuals["goods_place"]]
    rate = goods.column("duty_rate")[manuals["goods_place"]].astype(float)
    settled = (manuals["expires_on"] < eve) & (manuals["fate"] != "overdue")
    imported = sums["import"].to_numpy()
    with_waste = np.where(manuals["fate"] == "wasteful", _CONSUMPTION * 1.6, _CONSUMPTION)
    return pd.DataFrame(
        {
            "number": manuals["number"],
            "enterprise": manuals["enterprise"],
            "office": manuals["office"],
            "hs_code": pd.Series(goods.column("hs_code")[manuals["goods_place"]], dtype="str"),
            "opened_on": manuals["opened_on"],
            "expires_on": manuals["expires_on"],
            "written_off_on": (manuals["expires_on"] + pd.Timedelta(days=15)).where(settled),
            "imported_quantity": np.round(imported, 2),
            "exported_quantity": np.round(sums["export"].to_numpy(), 2),
            "unit_consumption": with_waste,
            "scrap_share": np.round(sums["scrap"].to_numpy() / np.maximum(imported, 1.0), 3),
            "duty_suspended": np.round(imported * price * rate / 100, 2),
            "last_export_on": last.to_numpy(),
        }
    )


def before_extension(table: pd.DataFrame, manuals: pd.DataFrame) -> pd.DataFrame:
    """The manuals that were extended, as they were before; table: as `manual_table` gives them."""
    extended = table[manuals["extended"].to_numpy()]
    unsettled = extended["written_off_on"].where(np.zeros(len(extended), dtype=bool))
    return extended.assign(expires_on=extended["expires_on"] - _EXTENSION, written_off_on=unsettled)
