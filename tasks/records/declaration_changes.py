"""Amendments and cancellations of declarations: what they changed, and whether after selection."""

from datetime import date

import duckdb
import pandas as pd
from sqlmodel import col

from sql.contents.declarations import CONTENT
from sql.queries import query
from sql.register.tables import Inspection
from sql.stores import Stores

_NOT_COMPARED = frozenset({"declaration_id", "version", "item_number", "function", "received_at", "value"})
COMPARED = tuple(column.name for column in CONTENT.columns if column.name not in _NOT_COMPARED)
ITEMS = "item_number"  # stands for items that came or went
_BOTH = "later.version > earlier.version"  # the item is in both versions
_MOST_SELECTED = 5_000  # declarations selected by number in a query; beyond that all inspections are read


def changes_between(stores: Stores, since: date, as_of: date) -> pd.DataFrame:
    """Amendments and cancellations that customs received from `since` to the end of `as_of`, by number and version.

    Returns: declaration_id, version, function (amended or cancelled), received_at (UTC), office, importer, changed
    (columns with another value than in the version before, joined by ;, with `item_number` where items came or went),
    selected_on (when an inspection of the declaration was requested, missing if never), after_selection (whether it was
    received on a later day than that).
    """
    with stores.lake.connect("declaration_changes", "declaration_versions") as lake:
        changes = lake.execute(query("changes_of_declarations_between"), {"since": since, "as_of": as_of}).df()
        changed = changed_columns(lake, changes) if len(changes) else pd.DataFrame(columns=["importer", "changed"])
    numbers = changes["declaration_id"].unique().tolist()
    chosen = [col(Inspection.declaration_id).in_(numbers)] if len(numbers) <= _MOST_SELECTED else []
    selected = stores.register.read(Inspection, ["declaration_id", "requested_on"], *chosen)
    selected_on = pd.to_datetime(changes["declaration_id"].map(selected.set_index("declaration_id")["requested_on"]))
    key = pd.MultiIndex.from_frame(changes[["declaration_id", "version"]])
    return changes.assign(
        importer=changed["importer"].reindex(key).to_numpy(),
        changed=changed["changed"].reindex(key).fillna("").to_numpy(),
        selected_on=selected_on,
        after_selection=changes["received_at"].dt.normalize() > selected_on,
    )


def changed_columns(lake: duckdb.DuckDBPyConnection, changes: pd.DataFrame) -> pd.DataFrame:
    """What each version of changed declarations changed in the one before.

    lake: with the view `declaration_versions`. changes: declaration_id. Items are compared by their number.
    Returns, by declaration_id and version: importer, changed (names of columns, joined by ;).
    """
    lake.register("changed_declarations", changes[["declaration_id"]].drop_duplicates())
    flags = ", ".join(
        f"coalesce(bool_or(later.{name} is distinct from earlier.{name}) filter ({_BOTH}), false) as {name}"
        for name in COMPARED
    )
    rows = lake.execute(_CHANGED.format(flags=flags)).df()
    lake.unregister("changed_declarations")
    rows = rows.set_index(["declaration_id", "version"])
    names = [*COMPARED, ITEMS]
    joined = rows[names].astype("bool").dot(pd.Series([f"{name};" for name in names], index=names)).str.rstrip(";")
    return pd.DataFrame({"importer": rows["header_importer"], "changed": joined})


# Every pair of a version and the one before it, item by item; `flags`: one column each that tells whether it differs.
_CHANGED = """
with chosen as (select * from declaration_versions semi join changed_declarations using (declaration_id)),
pairs as (
    select declaration_id, version, lag(version) over (partition by declaration_id order by version) as before
    from (select distinct declaration_id, version from chosen)
),
items as (
    select distinct pairs.declaration_id, pairs.version, pairs.before, chosen.item_number
    from pairs
    join chosen on chosen.declaration_id = pairs.declaration_id and chosen.version in (pairs.version, pairs.before)
    where pairs.before is not null
)
select
    items.declaration_id, items.version, any_value(coalesce(later.importer, earlier.importer)) as header_importer,
    bool_or(later.version is null or earlier.version is null) as item_number, {flags}
from items
left join chosen as later
    on later.declaration_id = items.declaration_id and later.version = items.version
    and later.item_number = items.item_number
left join chosen as earlier
    on earlier.declaration_id = items.declaration_id and earlier.version = items.before
    and earlier.item_number = items.item_number
group by items.declaration_id, items.version
"""
