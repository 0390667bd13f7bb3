"""Enterprise compliance management: trading enterprises and their categories."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlmodel import Session, col

from sql.queries import query
from sql.reference import reference_table
from sql.register import complete_once, insert_new, replace_all
from sql.register.tables import CategoryChange, Enterprise
from sql.stores import Stores
from tasks.enterprises.category_rules import DEFAULT_CATEGORY, category_spans, recategorised
from tasks.records.known_outcomes import known_outcomes

_RECORD_DAYS = 365
_MOST_SELECTED = 5_000  # importers selected by code in a query; beyond that all are read


def update_enterprises(stores: Stores, as_of: date) -> dict[str, Any]:
    """Enter new importers, and raise or lower categories by the outcomes of the last year.

    Happens once per business date. Returns: enterprises, enterprises_new, categories_changed.
    """

    def compute() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        since = as_of - timedelta(days=_RECORD_DAYS)
        with stores.lake.connect("declarations", frames={"known": known_outcomes(stores, as_of)}) as lake:
            seen = lake.execute(query("importers_seen"), {"as_of": as_of}).df()
            record = lake.execute(query("inspection_record_of_importers"), {"since": since, "as_of": as_of}).df()
        entered = stores.register.read(Enterprise, ["code", "category", "last_seen_on"]).set_index("code")
        known = entered["category"]
        declared = seen["declared_category"].astype("str").fillna(DEFAULT_CATEGORY)
        category = seen["code"].map(known.astype("str")).astype("str").fillna(declared)
        seen = seen.assign(category=category).drop(columns="declared_category")
        records = seen.rename(columns={"code": "enterprise"}).merge(record, on="enterprise", how="left")
        counts = ["inspected", "violations", "critical"]
        records[counts] = records[counts].fillna(0)
        records["days_known"] = (pd.Timestamp(as_of) - records["first_seen_on"]).dt.days
        seen_before = pd.to_datetime(seen["code"].map(entered["last_seen_on"]))
        active = seen[seen_before.isna() | (seen_before != seen["last_seen_on"])]
        return seen, active, recategorised(records, reference_table("enterprise_category_rules"))

    def record(session: Session, computed: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]) -> dict[str, Any]:
        seen, active, changes = computed
        new = insert_new(session, Enterprise, active)
        replace_all(session, Enterprise, active, ["last_seen_on"])
        changes = changes.assign(changed_on=as_of, key=changes["enterprise"] + f"|{as_of}")
        insert_new(session, CategoryChange, changes)
        after = changes.set_index("enterprise")["category_after"]
        changed = seen[seen["code"].isin(after.index)]
        replace_all(session, Enterprise, changed.assign(category=changed["code"].map(after)), ["category"])
        return {"enterprises": len(seen), "enterprises_new": new, "categories_changed": len(changes)}

    return complete_once(stores.register, "update_enterprises", as_of, "", compute, record)


def categories_of_importers(stores: Stores, first_day: date, last_day: date) -> pd.DataFrame:
    """Categories of the traders of declarations lodged from `first_day` to `last_day`; as of `categories_between`."""
    with stores.lake.connect("declarations") as lake:
        period = {"first_day": first_day, "last_day": last_day}
        lodging = lake.execute(query("importers_of_declarations_lodged_between"), period).df()["importer"]
    conditions = [col(Enterprise.code).in_(lodging.tolist())] if len(lodging) <= _MOST_SELECTED else []
    return categories_between(stores, first_day, last_day, *conditions)


def categories_between(stores: Stores, first_day: date, last_day: date, *conditions: Any) -> pd.DataFrame:
    """The category of each enterprise on the days from `first_day` to `last_day`; columns of `category_spans`.

    conditions: on `Enterprise`; without any, all enterprises.
    """
    register = stores.register
    now = register.read(Enterprise, ["code", "category"], *conditions, order_by=["code"])
    changes = register.read(
        CategoryChange,
        ["enterprise", "changed_on", "category_before", "category_after"],
        col(CategoryChange.changed_on) >= first_day,
    )
    return category_spans(now.rename(columns={"code": "enterprise"}), changes, first_day, last_day)
