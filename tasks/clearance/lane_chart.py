"""The lanes of the last days as a picture."""

from datetime import date, timedelta

import pandas as pd
from sqlmodel import col

from sql.register.tables import ScreeningBatch
from sql.stores import Stores
from tasks.reporting.charts import LANE_COLOURS, stacked_bars

DAYS = 14


def lanes_of_last_days(stores: Stores, as_of: date) -> str | None:
    """SVG of the declarations in each lane on each of the last 14 days up to `as_of`; None where none was screened."""
    rows = stores.register.read(
        ScreeningBatch,
        ["business_day", "low", "medium", "high"],
        col(ScreeningBatch.business_day) > as_of - timedelta(days=DAYS),
        col(ScreeningBatch.business_day) <= as_of,
    )
    if rows.empty:
        return None
    days = rows.groupby(pd.to_datetime(rows["business_day"]).dt.strftime("%m-%d"), sort=True)[list(LANE_COLOURS)].sum()
    return stacked_bars(days, LANE_COLOURS, f"Declarations by lane, up to {as_of}", "declarations")
