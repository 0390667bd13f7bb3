"""The data module: what trade looks like over time."""

from datetime import date

import pandas as pd

from sql.queries import query
from sql.stores import Stores


def business_characteristics(stores: Stores, as_of: date) -> pd.DataFrame:
    """Trade by month, office and direction, of declarations lodged by the end of `as_of`.

    Returns: month (YYYY-MM), office, direction, declarations, items, value and duty (currency of
    the installation), teu.
    """
    with stores.lake.connect("declarations") as lake:
        name = "declarations_value_duty_and_containers_by_month_and_office"
        return lake.execute(query(name), {"as_of": as_of}).df()
