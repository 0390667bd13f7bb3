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
from tasks.records.lane_policy import FIGURES, LanePolicy

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
        standing = select(func.count()).where(LanePolicyVersion.unit == national_unit(as_of))
        if session.exec(standing).one():
            return {"default_policies": 0}
        return {"default_policies": insert_new(session, LanePolicyVersion, [version])}


def adopt_policy(stores: Stores, figures: Mapping[str, float], as_of: date) -> dict[str, Any]:
    """Put an operator's national policy into force from `as_of` on, where it is not the one adopted last.

    Changes by feedback since then stay until the operator changes a figure.
    `figures`: of `LanePolicy`. Returns: policies_adopted.
    """
    adopted_now = {name: float(figures[name]) for name in FIGURES}
    adopted = stores.register.read(
        LanePolicyVersion,
        ["valid_from", *FIGURES],
        col(LanePolicyVersion.unit) == national_unit(as_of),
        col(LanePolicyVersion.author) == OPERATOR,
        order_by=["valid_from", "key"],
    )
    last = adopted.iloc[-1][list(FIGURES)] if len(adopted) else pd.Series(asdict(LanePolicy()))
    if last.astype("float64").to_dict() == adopted_now:
        return {"policies_adopted": 0}
    version = {
        # Numbered, so that of several on one day the last comes last.
        "key": f"{national_unit(as_of)}|{OPERATOR}|{as_of}|{len(adopted):06d}|{keyed_text(*adopted_now.values())}",
        "unit": national_unit(as_of),
        "valid_from": as_of,
        **adopted_now,
        "inspections_per_day": int(figures["inspections_per_day"]),
        "reason": "set by the operator",
        "author": OPERATOR,
    }
    with stores.register.writing() as session:
        return {"policies_adopted": insert_new(session, LanePolicyVersion, [version])}
