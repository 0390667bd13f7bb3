"""Lane policy: how much is inspected at each office, by day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

import pandas as pd
from sqlmodel import col

from sql.jurisdiction import Organisation
from sql.register.tables import LanePolicyVersion
from sql.stores import Stores
from tasks.records.trader import DIRECTIONS

FIGURES = ("high_rate", "medium_rate", "random_rate", "parameter_cap", "inspections_per_day", "hours_per_inspection")
FIGURES_OF_A_DIRECTION = FIGURES[:4]  # the others are of an office, whatever the direction
BOTH = "both"


@dataclass(frozen=True)
class LanePolicy:
    """The policy of one office on one day, for a direction; `LanePolicyVersion` explains each figure."""

    high_rate: float = 0.05
    medium_rate: float = 0.15
    random_rate: float = 0.02
    parameter_cap: float = 0.2
    inspections_per_day: int = 60
    hours_per_inspection: float = 2.0


def lane_policies(
    stores: Stores, offices: list[str], day: date, units: Organisation, direction: str | None = None
) -> pd.DataFrame:
    """The policy of each office on `day`: that of the nearest unit above it, in its latest version by then.

    direction: import or export; without it, figures of one direction alone are passed over.
    Returns: office and the figures of `LanePolicy`, one row per office, in the order of `offices`.
    """
    return figures_of_offices(latest_figures(stores, day), offices, units, direction)


def lane_policies_by_direction(stores: Stores, offices: list[str], day: date, units: Organisation) -> pd.DataFrame:
    """As `lane_policies`, with `direction`: a row for imports and one for exports of each office."""
    return by_direction(latest_figures(stores, day), offices, units)


def latest_figures(stores: Stores, day: date) -> dict[str, dict[str, float]]:
    """The figures that units set themselves, by `policy_key`, in their latest versions by `day`."""
    versions = stores.register.read(
        LanePolicyVersion,
        ["unit", "direction", "valid_from", *FIGURES],
        col(LanePolicyVersion.valid_from) <= day,
        order_by=["valid_from", "key"],
    ).drop_duplicates(["unit", "direction"], keep="last")
    return {
        policy_key(str(row["unit"]), None if row["direction"] == BOTH else str(row["direction"])): {
            name: row[name] for name in FIGURES if pd.notna(row[name])
        }
        for row in versions.to_dict("records")
    }


def by_direction(
    by_unit: Mapping[str, Mapping[str, float]], offices: Sequence[str], units: Organisation
) -> pd.DataFrame:
    """As `figures_of_offices`, with `direction`: a row for imports and one for exports of each office."""
    parts = [figures_of_offices(by_unit, offices, units, each).assign(direction=each) for each in DIRECTIONS]
    return pd.concat(parts, ignore_index=True)


def hours_of_inspections(
    stores: Stores, offices: "pd.Series[str]", day: date, units: Organisation
) -> "pd.Series[float]":
    """Officer hours of an inspection at each of `offices`, by the lane policies of `day`."""
    policies = lane_policies(stores, sorted(offices.unique()), day, units)
    return offices.map(policies.set_index("office")["hours_per_inspection"]).astype("float64")


def policy_key(unit: str, direction: str | None) -> str:
    """The key of figures of a unit: for both directions, or for one."""
    return unit if direction is None else f"{unit}|{direction}"


def figures_of_offices(
    by_unit: Mapping[str, Mapping[str, float]],
    offices: Sequence[str],
    units: Organisation,
    direction: str | None = None,
) -> pd.DataFrame:
    """Each figure of each office from the nearest unit above it that sets it, else the default.

    direction: figures that a unit sets for it go before those that it sets for both.
    An office that the organisation does not know is under the nation.
    by_unit: figures of `LanePolicy` by `policy_key`. Returns: office and the figures, a row per office, in their order.
    """
    default = {name: getattr(LanePolicy(), name) for name in FIGURES}
    by_key = {}
    for key, figures in by_unit.items():
        unit, _, of_direction = key.partition("|")
        by_key[policy_key(units.unit(unit), of_direction or None)] = figures
    rows: list[dict[str, Any]] = []
    for office in offices:
        lineage = units.lineage(office).strip("/").split("/")
        keys = [key for unit in lineage for key in dict.fromkeys((unit, policy_key(unit, direction)))]
        above = [by_key[key] for key in keys if key in by_key]
        rows.append(reduce(lambda figures, nearer: {**figures, **nearer}, above, {"office": office} | default))
    kinds = {"office": "str"} | {name: type(value) for name, value in default.items()}
    return pd.DataFrame(rows, columns=pd.Index(list(kinds))).astype(kinds)


def lane_policy(
    stores: Stores, office: str, day: date, units: Organisation, direction: str | None = None
) -> LanePolicy:
    """The policy of one office on `day`; direction: as in `lane_policies`."""
    row = lane_policies(stores, [office], day, units, direction).iloc[0]
    return LanePolicy(**{name: type(getattr(LanePolicy(), name))(row[name]) for name in FIGURES})
