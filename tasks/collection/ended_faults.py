"""Faults of kept rows that end by themselves: what was missing when the rows came is there now."""

import pandas as pd
from sqlmodel import Session, col, delete, update

from sql.queries import query
from sql.reference import national_unit, organisation
from sql.register.tables import QualityFault
from sql.stores import Stores
from tasks.collection.versioned import UNKNOWN

_AT_ONCE = 500


def not_collected_still(stores: Stores) -> pd.DataFrame:
    """Faults of amendments and cancellations that came before their declarations.

    Returns: key, rows, and how many of these have no declaration still (`remaining`).
    """
    faults = stores.register.read(
        QualityFault,
        ["key", "batch", "unit", "reason", "rows"],
        col(QualityFault.content) == "declarations",
        col(QualityFault.column_name) == "function",
        col(QualityFault.reason).in_(UNKNOWN.values()),
        order_by=["key"],
    )
    if faults.empty:
        return faults.assign(remaining=0)[["key", "rows", "remaining"]]
    functions = {reason: function for function, reason in UNKNOWN.items()}
    frames = {"faults": faults.assign(function=faults["reason"].map(functions))}
    asked = {"units": organisation()["code"].tolist(), "nation": national_unit()}
    with stores.lake.connect("declaration_versions", "declaration_changes", frames=frames) as lake:
        return lake.execute(query("faults_of_declarations_not_collected"), asked).df()


def end_faults(session: Session, found: pd.DataFrame) -> None:
    """Take away the faults that ended, wholly or as far as they did.

    found: key, rows, remaining (how many of the rows are faulty still).
    """
    changed = found[found["remaining"] < found["rows"]]
    gone = changed.loc[changed["remaining"] == 0, "key"].tolist()
    for start in range(0, len(gone), _AT_ONCE):
        session.execute(delete(QualityFault).where(col(QualityFault.key).in_(gone[start : start + _AT_ONCE])))
    fewer = changed[changed["remaining"] > 0]
    left = [{"key": key, "rows": rows} for key, rows in zip(fewer["key"], fewer["remaining"].tolist(), strict=True)]
    if left:
        session.execute(update(QualityFault), left)
