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

FIGURES = ("high_rate", "medium_rate", "random_rate", "parameter_cap", "inspections_per_day", "hours_per_inspection")


@dataclass(frozen=True)
class LanePolicy:
    """The policy of one office on one day; `LanePolicyVersion` explains each figure."""

    high_rate: float = 0.05
    medium_rate: float = 0.15
    random_rate: float = 0.02
    parameter_cap: float = 0.2
    inspections_per_day: int = 60
    hours_per_inspection: float = 2.0


def lane_policies(stores: Stores, offices: list[str], day: date, units: Organisation) -> pd.DataFrame:
    """The policy of each office on `day`: that of the nearest unit above it, in its latest version by then.

    Returns: office and the figures of `LanePolicy`, one row per office, in the order of `offices`.
    """
    versions = stores.register.read(
        LanePolicyVersion,
        ["unit", "valid_from", *FIGURES],
        col(LanePolicyVersion.valid_from) <= day,
        order_by=["valid_from", "key"],
    ).drop_duplicates("unit", keep="last")
    figures = versions[list(FIGURES)].to_dict("records")
    by_unit = {
        unit: {str(name): value for name, value in row.items()}
        for unit, row in zip(versions["unit"], figures, strict=True)
    }
    return figures_of_offices(by_unit, offices, units)


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


def lane_policy(stores: Stores, office: str, day: date, units: Organisation) -> LanePolicy:
    """The policy of one office on `day`."""
    row = lane_policies(stores, [office], day, units).iloc[0]
    return LanePolicy(**{name: type(getattr(LanePolicy(), name))(row[name]) for name in FIGURES})
