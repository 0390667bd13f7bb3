"""Adopting a lane policy: the default of a new installation, and the figures that an operator sets."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

import pandas as pd
from sqlmodel import col, func, select

from sql.reference import national_unit
from sql.register import insert_new, keyed_text
from sql.register.tables import LanePolicyVersion
from sql.stores import Stores
from tasks.records.lane_policy import BOTH, FIGURES, FIGURES_OF_A_DIRECTION, LanePolicy

OPERATOR = "operator"  # author of versions that the lane policy block brought


def load_default_policy(stores: Stores, as_of: date) -> dict[str, Any]:
    """Put the national default into force from the day after `as_of`, unless there is a national policy already."""
    first = pd.Timestamp(as_of) + pd.Timedelta(days=1)
    default = LanePolicy()
    version = {
        "key": f"{national_unit(as_of)}|default",
        "unit": national_unit(as_of),
        "valid_from": first,
        **{name: getattr(default, name) for name in FIGURES},
        "reason": "default of a new installation",
        "author": "installation",
    }
    with stores.register.writing() as session:
        standing = select(func.count()).where(
            LanePolicyVersion.unit == national_unit(as_of), LanePolicyVersion.direction == BOTH
        )
        if session.exec(standing).one():
            return {"default_policies": 0}
        return {"default_policies": insert_new(session, LanePolicyVersion, [version])}


def adopt_policy(stores: Stores, figures: Mapping[str, Mapping[str, float]], as_of: date) -> dict[str, Any]:
    """Put an operator's national policy into force from `as_of` on, where it is not the one adopted last.

    Changes by feedback since then stay until the operator changes a figure of the same direction.
    figures: of `LanePolicy` by direction: all of them for both, any of `FIGURES_OF_A_DIRECTION` for import and export.
    Returns: policies_adopted.
    """
    nation = national_unit(as_of)
    adopted = stores.register.read(
        LanePolicyVersion,
        ["direction", "valid_from", *FIGURES],
        col(LanePolicyVersion.unit) == nation,
        col(LanePolicyVersion.author) == OPERATOR,
        order_by=["valid_from", "key"],
    )
    versions = []
    for direction, wanted in figures.items():
        names = FIGURES if direction == BOTH else FIGURES_OF_A_DIRECTION
        before = adopted[adopted["direction"] == direction]
        unchanged: dict[str, Any] = asdict(LanePolicy()) if direction == BOTH else {}
        last = before.iloc[-1].dropna().to_dict() if len(before) else unchanged
        now = {name: float(wanted[name]) for name in names if name in wanted}
        if now == {name: float(last[name]) for name in names if name in last}:
            continue
        of_direction = () if direction == BOTH else (direction,)
        # Numbered, so that of several on one day the last comes last.
        number = f"{len(before):06d}"
        version = {
            "key": "|".join((nation, *of_direction, OPERATOR, str(as_of), number, keyed_text(*now.values()))),
            "unit": nation,
            "direction": direction,
            "valid_from": as_of,
            **dict.fromkeys(FIGURES),
            **now,
            "reason": "set by the operator",
            "author": OPERATOR,
        }
        if direction == BOTH:
            version["inspections_per_day"] = int(wanted["inspections_per_day"])
        versions.append(version)
    with stores.register.writing() as session:
        return {"policies_adopted": insert_new(session, LanePolicyVersion, versions)}
