"""What a declaration has in common with earlier ones: single columns, pairs, and the goods item itself."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
MIX = np.uint64(0x9E3779B97F4A7C15)
_DATES_FROM = np.datetime64("1970-01-01", "D")

# The columns that a declaration carries at lodgement and that rating reads; nothing else of a frame is looked at.
LODGEMENT_TEXTS = (
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
)
LODGEMENT_NUMBERS = ("duty_rate", "net_mass", "item_value", "quantity")
LODGEMENT_LISTS = ("licences", "containers", "route")


@dataclass(frozen=True)
class Key:
    """One way in which declarations are alike: equal values in all `parts`.

    `label` names it in a reason; `family` is what it speaks of, so that two reasons do not say the same.
    """

    parts: tuple[str, ...]
    label: str
    family: str

    @property
    def name(self) -> str:
        """The parts, joined by +."""
        return "+".join(self.parts)


KEYS = (
    Key(("importer",), "importer", "party"),
    Key(("seller",), "seller", "party"),
    Key(("declarant",), "declarant", "party"),
    Key(("courier",), "courier", "party"),
    Key(("office",), "customs office", "party"),
    Key(("hs_code",), "HS {hs_code}", "goods"),
    Key(("hs4",), "HS heading {hs4}", "goods"),
    Key(("hs2",), "HS chapter {hs2}", "goods"),
    Key(("country_of_origin",), "origin {country_of_origin}", "route"),
    Key(("country_of_departure",), "departure {country_of_departure}", "route"),
    Key(("duty_type",), "duty type {duty_type}", "goods"),
    Key(("import_type", "import_use"), "this import type and use", "procedure"),
    Key(("enterprise_category",), "enterprise category {enterprise_category}", "party"),
    Key(("trade_mode", "hs4"), "HS heading {hs4} in trade mode {trade_mode}", "procedure"),
    Key(("route_text",), "this route", "route"),
    Key(("goods_description",), "this description of goods", "goods"),
    Key(("importer", "hs_code"), "this importer with HS {hs_code}", "party"),
    Key(("importer", "country_of_origin"), "this importer with origin {country_of_origin}", "party"),
    Key(("importer", "seller"), "this importer with this seller", "party"),
    Key(("seller", "hs_code"), "this seller with HS {hs_code}", "party"),
    Key(("declarant", "hs4"), "this declarant with HS heading {hs4}", "party"),
    Key(("office", "declarant"), "this declarant at this office", "party"),
    Key(("hs_code", "country_of_origin"), "HS {hs_code} with origin {country_of_origin}", "route"),
    Key(("hs_code", "country_of_departure"), "HS {hs_code} from {country_of_departure}", "route"),
    Key(("hs4", "country_of_origin", "country_of_departure"), "HS heading {hs4} on this route", "route"),
    Key(("hs_code", "duty_type"), "HS {hs_code} with duty type {duty_type}", "goods"),
    Key(("hs_code", "unit_value_band"), "HS {hs_code} at this unit value", "goods"),
    Key(("hs_code", "mass_band"), "HS {hs_code} of this mass", "goods"),
    Key(("hs_code", "value_band"), "HS {hs_code} of this value", "goods"),
    Key(("hs_code", "item_value"), "goods of the same heading and value", "item"),
    Key(("net_mass", "item_value"), "goods of the same mass and value", "item"),
    Key(("hs_code", "net_mass", "item_value"), "the same goods item", "item"),
    Key(
        ("hs_code", "net_mass", "item_value", "country_of_origin", "country_of_departure"),
        "the same goods item on the same route",
        "item",
    ),
)


def complete(declarations: pd.DataFrame) -> pd.DataFrame:
    """The lodgement-time columns, missing ones added empty, in fixed types; everything else is left behind."""
    texts = {
        name: declarations[name].astype("str") if name in declarations else _empty(declarations, "str")
        for name in LODGEMENT_TEXTS
    }
    numbers = {
        name: pd.to_numeric(declarations[name]) if name in declarations else _empty(declarations, "float64")
        for name in LODGEMENT_NUMBERS
    }
    lists = {f"{name}_count": _list_lengths(declarations, name) for name in LODGEMENT_LISTS}
    frame = pd.DataFrame({**texts, **numbers, **lists}, index=declarations.index)
    frame["route_text"] = _joined_route(declarations)
    frame["hs4"] = frame["hs_code"].str[:4]
    frame["hs2"] = frame["hs_code"].str[:2]
    frame["log_value"] = np.log1p(frame["item_value"].clip(lower=0))
    frame["log_mass"] = np.log(frame["net_mass"].where(frame["net_mass"] > 0))
    frame["unit_value"] = np.log(frame["item_value"].where(frame["item_value"] > 0)) - frame["log_mass"]
    for band, source, width in (
        ("unit_value_band", "unit_value", 0.5),
        ("mass_band", "log_mass", 1.0),
        ("value_band", "log_value", 1.0),
    ):
        frame[band] = np.floor(frame[source] / width)
    frame["day"] = days_of(declarations["lodged_on"])
    return frame


def days_of(dates: "pd.Series[pd.Timestamp]") -> NDArray[np.int64]:
    """Dates as days since 1970."""
    values = pd.to_datetime(dates).to_numpy().astype("datetime64[D]")
    return np.asarray((values - _DATES_FROM).astype(np.int64))


def key_hashes(frame: pd.DataFrame, keys: tuple[Key, ...]) -> dict[str, Hashes]:
    """For each key a number per row of a completed frame: equal exactly where all parts are equal."""
    parts = dict.fromkeys(part for key in keys for part in key.parts)
    hashed = {part: pd.util.hash_array(frame[part].to_numpy()) for part in parts}
    mixed: dict[str, Hashes] = {}
    with np.errstate(over="ignore"):
        for key in keys:
            value = np.zeros(len(frame), dtype=np.uint64)
            for part in key.parts:
                value = (value ^ (value >> np.uint64(29))) * MIX + hashed[part]
            mixed[key.name] = value
    return mixed


def useful_keys(frame: pd.DataFrame) -> tuple[Key, ...]:
    """The keys whose parts a completed frame carries at all and that tell declarations apart."""
    varied = {part for key in KEYS for part in key.parts if part in frame and frame[part].nunique(dropna=True) > 1}
    return tuple(key for key in KEYS if varied.issuperset(key.parts))


def _empty(declarations: pd.DataFrame, kind: str) -> "pd.Series[float]":
    return pd.Series(np.nan, index=declarations.index, dtype=kind)


def _list_lengths(declarations: pd.DataFrame, name: str) -> "pd.Series[float]":
    if name not in declarations or declarations[name].isna().all():
        return pd.Series(np.nan, index=declarations.index, dtype="float64")
    lengths = pc.list_value_length(_lists(declarations, name)).to_numpy(zero_copy_only=False)
    return pd.Series(lengths, index=declarations.index, dtype="float64")


def _joined_route(declarations: pd.DataFrame) -> "pd.Series[str]":
    if "route" not in declarations or declarations["route"].isna().all():
        return pd.Series(np.nan, index=declarations.index, dtype="str")
    joined = pc.binary_join(_lists(declarations, "route"), ">")
    return pd.Series(joined.to_pandas().to_numpy(), index=declarations.index, dtype="str")


def _lists(declarations: pd.DataFrame, name: str) -> pa.ListArray:
    return pa.Array.from_pandas(declarations[name], type=pa.list_(pa.string()))


__all__ = ["KEYS", "Hashes", "Key", "complete", "days_of", "key_hashes", "useful_keys"]
