"""Amendments and cancellations of declarations: what they changed, and whether after selection."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from sqlmodel import col

from sql.contents.declarations import CONTENT
from sql.queries import query
from sql.register.tables import Inspection
from sql.stores import Stores

_KEY = ["declaration_id", "version", "item_number"]
_NOT_COMPARED = frozenset({*_KEY, "function", "received_at", "value"})
COMPARED = tuple(column.name for column in CONTENT.columns if column.name not in _NOT_COMPARED)
ITEMS = "item_number"  # stands for items that came or went


def changes_between(stores: Stores, since: date, as_of: date) -> pd.DataFrame:
    """Amendments and cancellations that customs received from `since` to the end of `as_of`, by number and version.

    Returns: declaration_id, version, function (amended or cancelled), received_at (UTC), office, importer, changed
    (columns with another value than in the version before, joined by ;, with `item_number` where items came or went),
    selected_on (when an inspection of the declaration was requested, missing if never), after_selection (whether it was
    received on a later day than that).
    """
    with stores.lake.connect("declaration_changes", "declaration_versions") as lake:
        period = {"since": since, "as_of": as_of}
        changes = lake.execute(query("changes_of_declarations_between"), period).df()
        versions = lake.execute(query("versions_of_changed_declarations"), period).df() if len(changes) else None
    if versions is None:
        return changes.assign(
            importer=pd.Series(dtype="str"),
            changed=pd.Series(dtype="str"),
            selected_on=pd.Series(dtype="datetime64[us]"),
            after_selection=pd.Series(dtype="bool"),
        )
    importers = versions.drop_duplicates("declaration_id").set_index("declaration_id")["importer"]
    selected = stores.register.read(
        Inspection, ["declaration_id", "requested_on"], col(Inspection.declaration_id).in_(list(importers.index))
    ).set_index("declaration_id")["requested_on"]
    selected_on = pd.to_datetime(changes["declaration_id"].map(selected))
    return changes.assign(
        importer=changes["declaration_id"].map(importers),
        changed=changes.join(changed_columns(versions), on=["declaration_id", "version"])["changed"].fillna(""),
        selected_on=selected_on,
        after_selection=changes["received_at"].dt.normalize() > selected_on,
    )


def changed_columns(versions: pd.DataFrame) -> "pd.Series[str]":
    """Names of the columns that each version changed in the one before, joined by ;, by declaration_id and version.

    versions: every item of every version, with the columns of the lake's declarations. Items are compared by number.
    """
    numbers = versions[["declaration_id", "version"]].drop_duplicates().sort_values(["declaration_id", "version"])
    before = numbers.groupby("declaration_id")["version"].shift()
    pairs = numbers.assign(before=before)[before.notna()]
    names = [name for name in COMPARED if name in versions]
    texts = versions[_KEY].assign(**{name: _as_text(versions[name]) for name in names})
    later = pairs.merge(texts, on=["declaration_id", "version"])
    earlier = pairs.merge(texts.rename(columns={"version": "before"}), on=["declaration_id", "before"])
    both = later.merge(earlier, on=_KEY, how="outer", suffixes=("", "_before"), indicator=True)
    there = both["_merge"] == "both"
    differs = pd.DataFrame({name: there & both[name].ne(both[f"{name}_before"]) for name in names} | {ITEMS: ~there})
    by_version = differs.groupby([both["declaration_id"], both["version"]]).any()
    return by_version.apply(lambda row: ";".join(row.index[row]), axis=1).astype("str").rename("changed")


def _as_text(values: "pd.Series[Any]") -> "pd.Series[Any]":
    """Values to compare by: elements of lists joined, missing values as empty text."""
    texts = values.map(lambda value: value if isinstance(value, str) or not np.iterable(value) else ";".join(value))
    return texts.astype("object").where(values.notna(), "").astype("str")
