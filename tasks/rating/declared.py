"""What a goods item and its header declare, in fixed types: all that the rating reads of them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tasks.rating.grouping import ItemGroups
from tasks.rating.past_sums import Days, Numbers

Texts = NDArray[np.object_]

TEXTS = (
    "office",
    "process_type",
    "import_type",
    "import_use",
    "payment_type",
    "transport_mode",
    "declarant",
    "importer",
    "seller",
    "courier",
    "hs_code",
    "country_of_departure",
    "country_of_origin",
    "duty_type",
    "origin_mark",
    "trade_mode",
    "enterprise_category",
    "manual_number",
    "goods_description",
    "exporter",
    "country_of_destination",
    "direction",
)
NUMBERS = ("duty_rate", "net_mass", "item_value", "quantity")
LISTS = ("licences", "containers", "route")
HS_LEVELS = {"hs4": 4, "hs2": 2}  # heading and chapter: the leading digits of the code
ROUTE_SEPARATOR = ">"
_BANDS = {"unit_value_band": ("unit_value", 0.5), "mass_band": ("log_mass", 1.0), "value_band": ("log_value", 1.0)}
COUNTRIES = ("country_of_departure", "country_of_origin")
_FIRST_DAY = np.datetime64("1970-01-01", "D")


def complete(declarations: pd.DataFrame, groups: ItemGroups) -> pd.DataFrame:
    """The columns that keys and features read, one row per goods item; columns that are missing are empty.

    declarations: canonical columns, all items of each declaration. Returns: TEXTS and NUMBERS; the length of each list
    as `…_count`; hs4, hs2, route_text; the columns of `derived` and `beside_other_items`; day (since 1970).
    """
    texts = {
        name: declarations[name].astype("str") if name in declarations else _empty(declarations, "str")
        for name in TEXTS
    }
    numbers = {
        name: pd.to_numeric(declarations[name]) if name in declarations else _empty(declarations, "float64")
        for name in NUMBERS
    }
    counts = {f"{name}_count": _list_lengths(declarations, name) for name in LISTS}
    frame = pd.DataFrame({**texts, **numbers, **counts}, index=declarations.index)
    frame["route_text"] = _joined_route(declarations)
    for name, digits in HS_LEVELS.items():
        frame[name] = frame["hs_code"].str[:digits]
    declared = {name: frame[name].to_numpy(dtype=np.float64) for name in NUMBERS}
    declared["value"] = comparable_value(declarations, frame["item_value"]).to_numpy(dtype=np.float64)
    for name, values in derived(declared, *(frame[name].to_numpy(dtype=object) for name in COUNTRIES)).items():
        frame[name] = values
    for name, values in beside_other_items(declared["item_value"], groups).items():
        frame[name] = values
    frame["day"] = days_of(declarations["lodged_on"])
    return frame


def comparable_value(items: pd.DataFrame, item_value: "pd.Series[float]") -> "pd.Series[float]":
    """The value of each item in the currency of the installation; missing where no exchange rate is known.

    It is `value`, or else the declared value of an item that names no currency.
    """
    ours = item_value.where(items["currency"].isna()) if "currency" in items else item_value
    return pd.to_numeric(items["value"]).fillna(ours) if "value" in items else ours


def derived(declared: Mapping[str, Numbers], departure: Texts, origin: Texts) -> dict[str, Numbers]:
    """Columns computed from what is declared, missing where that is; of one declaration as of many.

    declared: NUMBERS, and value, that of the item in the currency of the installation. Returns: log_value, log_mass,
    log_duty, unit_value (its logarithm), the bands of unit value, mass and value, round_value (whether the declared
    amount is full hundreds), departure_is_origin.
    """
    value, mass = declared["value"], declared["net_mass"]
    log_mass = np.log(np.where(mass > 0, mass, np.nan))
    with np.errstate(over="ignore"):
        duty = np.nan_to_num(value * declared["duty_rate"])
    columns = {
        "log_value": np.log1p(np.maximum(value, 0.0)),
        "log_mass": log_mass,
        "log_duty": np.log1p(np.maximum(duty, 0.0)),
        "unit_value": np.log(np.where(value > 0, value, np.nan)) - log_mass,
        "round_value": (np.mod(declared["item_value"], 100) == 0).astype(np.float64),
        "departure_is_origin": np.where(
            pd.isna(departure) | pd.isna(origin), np.nan, (departure == origin).astype(np.float64)
        ),
    }
    return columns | {name: np.floor(columns[source] / width) for name, (source, width) in _BANDS.items()}


def beside_other_items(item_value: Numbers, groups: ItemGroups) -> dict[str, Numbers]:
    """Columns that compare an item with its declaration: item_count, and value_share, its share of the value."""
    if groups.one_item_each:
        return {"item_count": np.ones(len(item_value)), "value_share": np.ones(len(item_value))}
    sizes = groups.sizes[groups.declaration]
    totals = np.bincount(groups.declaration, weights=np.nan_to_num(item_value), minlength=len(groups.first))
    whole = totals[groups.declaration]
    share = np.divide(item_value, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return {"item_count": sizes.astype(np.float64), "value_share": np.where(sizes == 1, 1.0, share)}


def days_of(dates: "pd.Series[pd.Timestamp]") -> Days:
    """Dates as days since 1970."""
    values = pd.to_datetime(dates).to_numpy().astype("datetime64[D]")
    return np.asarray((values - _FIRST_DAY).astype(np.int64))


def _empty(declarations: pd.DataFrame, kind: str) -> "pd.Series[Any]":
    return pd.Series(np.nan, index=declarations.index, dtype=kind)


def _list_lengths(declarations: pd.DataFrame, name: str) -> "pd.Series[float]":
    if name not in declarations or declarations[name].isna().all():
        return _empty(declarations, "float64")
    lengths = pc.list_value_length(_lists(declarations, name)).to_numpy(zero_copy_only=False)
    return pd.Series(lengths, index=declarations.index, dtype="float64")


def _joined_route(declarations: pd.DataFrame) -> "pd.Series[str]":
    if "route" not in declarations or declarations["route"].isna().all():
        return _empty(declarations, "str")
    joined = pc.binary_join(_lists(declarations, "route"), ROUTE_SEPARATOR)
    return pd.Series(joined.to_pandas().to_numpy(), index=declarations.index, dtype="str")


def _lists(declarations: pd.DataFrame, name: str) -> pa.ListArray:
    return pa.Array.from_pandas(declarations[name], type=pa.list_(pa.string()))
