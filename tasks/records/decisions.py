"""Decisions of the batches that the register has recorded."""

from datetime import date

import pandas as pd

from sql.queries import query
from sql.register.tables import ScreeningBatch
from sql.stores import Stores


def committed_batches(stores: Stores) -> pd.DataFrame:
    """Keys of the recorded screening batches. Returns: key."""
    return stores.register.read(ScreeningBatch, ["key"], order_by=["key"])


def decisions_up_to(stores: Stores, as_of: date) -> pd.DataFrame:
    """Decisions of business days up to `as_of`: columns of the lake's decisions, by day and declaration."""
    with stores.lake.connect("decisions", frames={"committed": committed_batches(stores)}) as lake:
        return lake.execute(query("decisions_of_committed_batches"), {"as_of": as_of}).df()
