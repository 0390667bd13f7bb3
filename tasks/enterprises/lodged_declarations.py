"""Lodged declarations, with the category of the importer on the day, for screening and analysis."""

from datetime import date

import pandas as pd
import pyarrow as pa

from sql.lake import SCHEMAS, conformed
from sql.queries import query
from sql.stores import Stores
from tasks.enterprises.compliance import categories_of_importers


def lodged_between(stores: Stores, first_day: date, last_day: date) -> pa.Table:
    """Declarations lodged from `first_day` to `last_day`, by declaration_id; columns of the lake's declarations.

    `enterprise_category`: the category of the trader in the register on the day before, else the declared one.
    """
    frames = {"categories": categories_of_importers(stores, first_day, last_day)}
    with stores.lake.connect("declarations", frames=frames) as lake:
        period = {"first_day": first_day, "last_day": last_day}
        rows = lake.sql(query("declarations_lodged_between"), params=period).to_arrow_table()
    return conformed(rows, SCHEMAS["declarations"])


def frame_of(rows: pa.Table) -> pd.DataFrame:
    """The rows as a frame, with dates as timestamps; frees each column of the table as it is converted."""
    frame: pd.DataFrame = rows.to_pandas(date_as_object=False, split_blocks=True, self_destruct=True)
    return frame
