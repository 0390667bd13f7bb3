"""The organisation of the installation: the one that an operator loaded, else the one that the system comes with.

A process works for one installation: opening its stores makes its organisation the one that everybody reads here.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache

import pandas as pd

from sql.reference.tables import reference_table

_COLUMNS = ["code", "parent", "level", "name_en", "name_zh", "traffic"]
_LAST_DAY = date(9999, 12, 31)


class _InForce:
    """Units as they were loaded; None where the organisation is the one that the system comes with."""

    loaded: pd.DataFrame | None = None


def organisation(day: date | None = None) -> pd.DataFrame:
    """Units of the organisation on a day, today by default: code, parent, level, name_en, name_zh, traffic, lineage
    (`/CN/SH/SHA`).

    A unit that is closed on the day, or not yet open, comes last, under its last parent: its records are still seen.
    """
    if _InForce.loaded is None:
        return seed_organisation()
    return _on(day or date.today())[0].copy()


def open_units(day: date) -> pd.DataFrame:
    """Units of the organisation that are open on a day, columns as `organisation`."""
    if _InForce.loaded is None:
        return seed_organisation()
    units, count = _on(day)
    return units.head(count).copy()


def national_unit(day: date | None = None) -> str:
    """Code of the unit at the top of the organisation on a day."""
    return str(organisation(day)["code"].iloc[0])


def seed_organisation() -> pd.DataFrame:
    """The organisation that the system comes with, columns as `organisation`."""
    return _seed_once().copy()


def use_organisation(loaded: pd.DataFrame | None) -> None:
    """Make units that an operator loaded the organisation of this process; None for the one the system comes with.

    loaded: load, code, parent, level, name_en, name_zh, traffic, valid_from, valid_to (`OrganisationUnit`).
    """
    _InForce.loaded = None if loaded is None or loaded.empty else loaded.reset_index(drop=True)
    _on.cache_clear()


@lru_cache(maxsize=64)
def _on(day: date) -> tuple[pd.DataFrame, int]:
    """The units on a day, and how many of them are open.

    Of the loadings that begin by the day the one that begins last counts, before all of them the first one.
    """
    assert _InForce.loaded is not None
    rows = _InForce.loaded.assign(
        first=[date.min if pd.isna(each) else each.date() for each in pd.to_datetime(_InForce.loaded["valid_from"])],
        last=[_LAST_DAY if pd.isna(each) else each.date() for each in pd.to_datetime(_InForce.loaded["valid_to"])],
    )
    begins = sorted((first, load) for load, first in rows.groupby("load")["first"].min().items())
    by_then = [each for each in begins if each[0] <= day]
    first, load = by_then[-1] if by_then else begins[0]
    at = max(day, first)
    counts = (rows["load"] == load) & (rows["first"] <= at) & (rows["last"] >= at)
    current = _from_the_top(rows.loc[counts, _COLUMNS])
    others = rows[~rows["code"].isin(current["code"])].sort_values(["load", "first"], kind="stable")
    others = others.drop_duplicates("code", keep="last")[_COLUMNS]
    lineages = lineages_of(current)
    top = lineages[str(current["code"].iloc[0])]
    parents = dict(zip(others["code"], others["parent"], strict=True))
    closed = [f"{lineages.get(str(parents[code]), top)}/{code}" for code in others["code"]]
    parts = [current.assign(lineage=list(lineages.values())), others.assign(lineage=closed)]
    return pd.concat(parts, ignore_index=True), len(current)


def _from_the_top(units: pd.DataFrame) -> pd.DataFrame:
    """Units with the one at the top first."""
    return units.sort_values("parent", key=lambda parents: parents.notna(), kind="stable")


def lineages_of(units: pd.DataFrame) -> dict[str, str]:
    """Path of codes from the top for each unit of a tree: code, parent."""
    parents = dict(zip(units["code"], units["parent"], strict=True))
    return {str(code): _lineage(str(code), parents) for code in units["code"]}


def _lineage(code: str, parents: Mapping[str, str]) -> str:
    parent = parents[code]
    return f"/{code}" if pd.isna(parent) else f"{_lineage(str(parent), parents)}/{code}"


@cache
def _seed_once() -> pd.DataFrame:
    units = reference_table("organisation")
    return units.assign(lineage=list(lineages_of(units).values()))
