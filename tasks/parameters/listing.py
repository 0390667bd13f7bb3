"""The parameters that a unit sees, and the full record of one."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlmodel import col, or_

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register.listed import Listed, Sought, first_of, listed
from sql.register.tables import CountedHits, ParameterTest, RiskParameter
from sql.stores import Stores
from sql.terms import ParameterState, Priority
from tasks.parameters.life_rules import ENDED, ParameterRefusedError

LIVING = tuple(state for state in ParameterState if state not in ENDED)
_LISTED = (
    *("key", "code", "version", "owner", "priority", "lane", "state", "reason", "valid_from", "valid_to"),
    *("author", "drafted_on", "approver", "approved_on", "activated_on", "ended_on"),
)


@dataclass(frozen=True)
class ParameterSeen:
    """One version: its columns with the conditions as published, and its tests on the past, latest first.

    hits_not_steering: effect (shadow, capped, suppressed), hits, first_day, last_day.
    """

    parameter: dict[str, Any]
    tests: pd.DataFrame
    hits_not_steering: pd.DataFrame


def parameters_seen(
    stores: Stores, unit: str, states: Sequence[ParameterState] = LIVING, priority: Priority | None = None
) -> pd.DataFrame:
    """Versions in these states owned by `unit` or a unit below, by code and version. Raises UnknownUnitError."""
    of_priority = [] if priority is None else [col(RiskParameter.priority) == priority]
    return _listed(stores, unit, states, Sought(), *of_priority).rows


def parameters_sought(stores: Stores, unit: str, states: Sequence[ParameterState], sought: Sought) -> Listed:
    """The part of `parameters_seen` that is sought, by words of its key, owner, priority, lane, state and reason."""
    return _listed(stores, unit, states, sought)


def parameters_waiting(
    stores: Stores, unit: str, state: ParameterState, most: int, not_by: str | None = None
) -> Listed:
    """The first versions in a state of which `unit` decides, without those that the officer `not_by` wrote."""
    by_others = [] if not_by is None else [col(RiskParameter.author) != not_by]
    return _listed(stores, unit, (state,), first_of(most), *by_others)


def versions_seen(stores: Stores, unit: str, code: str) -> pd.DataFrame:
    """Every version of a code that `unit` sees, in order; columns as `parameters_seen`."""
    return _listed(stores, unit, tuple(ParameterState), Sought(), col(RiskParameter.code) == code).rows


def _listed(stores: Stores, unit: str, states: Sequence[ParameterState], sought: Sought, *conditions: Any) -> Listed:
    owned = col(RiskParameter.owner).in_(Organisation(organisation()).seen_by(unit))
    return listed(
        stores.register,
        RiskParameter,
        _LISTED,
        [owned, col(RiskParameter.state).in_(states), *conditions],
        order=[col(RiskParameter.code), col(RiskParameter.version)],
        sought=sought,
    )


def parameter_key(stores: Stores, unit: str, name: str) -> str:
    """Key of the version that `name` means: `CODE|VERSION` itself, or the latest version of a code.

    Raises ParameterRefusedError, in the same words, for a name that is absent and for one that `unit` may not see.
    """
    named = or_(col(RiskParameter.key) == name, col(RiskParameter.code) == name)
    fitting = _listed(stores, unit, tuple(ParameterState), Sought(), named).rows
    if fitting.empty:
        raise ParameterRefusedError(f"{unit} has no parameter {name}: list them with parameters list --unit {unit}")
    return str(fitting["key"].iloc[-1])


def parameters_among(stores: Stores, unit: str, names: Collection[str]) -> set[str]:
    """Which of some names, keys of versions or codes, mean a parameter that `unit` sees."""
    owned = col(RiskParameter.owner).in_(Organisation(organisation()).seen_by(unit))
    named = or_(col(RiskParameter.key).in_(names), col(RiskParameter.code).in_(names))
    found = stores.register.read(RiskParameter, ["key", "code"], owned, named)
    return {*found["key"], *found["code"]}


def parameter_seen(stores: Stores, unit: str, name: str) -> ParameterSeen:
    """The full record of the version that `name` means; see `parameter_key`."""
    key = parameter_key(stores, unit, name)
    row = stores.register.read(RiskParameter, list(RiskParameter.model_fields), col(RiskParameter.key) == key)
    parameter = {str(field): value for field, value in row.iloc[0].items()}
    tests = stores.register.read(
        ParameterTest,
        [field for field in ParameterTest.model_fields if field not in ("key", "parameter")],
        col(ParameterTest.parameter) == key,
        order_by=["tested_on"],
    )
    held_back = stores.register.read(
        CountedHits, ["effect", "hits", "business_day"], col(CountedHits.parameter) == key, order_by=["business_day"]
    )
    sums = held_back.groupby("effect", as_index=False, sort=True).agg(
        hits=("hits", "sum"), first_day=("business_day", "min"), last_day=("business_day", "max")
    )
    parameter |= {
        block: None if pd.isna(parameter[block]) else json.loads(parameter[block])
        for block in ("conditions", "any_item")
    }
    return ParameterSeen(parameter, tests.iloc[::-1], sums)
