"""Keys: the ways in which goods items are alike, by single columns, by pairs, and by the goods item itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sql.contents.declarations import CONTENT
from sql.contents.description import Level
from tasks.rating.past_sums import Hashes

_MIX, _LARGEST = 0x9E3779B97F4A7C15, 2**64 - 1
_HEADER = {column.name for column in CONTENT.columns if column.level is Level.HEADER} | {"route_text"}
_PLAIN_NAMES = {
    "office": "customs office",
    "hs_code": "HS code",
    "hs4": "HS heading",
    "hs2": "HS chapter",
    "country_of_origin": "origin",
    "country_of_departure": "departure",
    "country_of_destination": "destination",
    "route_text": "route",
}


@dataclass(frozen=True)
class Key:
    """One way in which goods items are alike: equal values in all `parts`.

    `label` names it in a reason. A declaration gets at most one reason of a `family`.
    """

    parts: tuple[str, ...]
    label: str
    family: str

    @property
    def name(self) -> str:
        """The columns, joined by +."""
        return "+".join(self.parts)

    @property
    def of_header(self) -> bool:
        """Whether all columns are of the header, so that the items of a declaration share them."""
        return _HEADER.issuperset(self.parts)

    @property
    def title(self) -> str:
        """The columns in plain words, such as `importer and HS code`."""
        *first, last = (_PLAIN_NAMES.get(part, part.replace("_", " ")) for part in self.parts)
        return f"{', '.join(first)} and {last}" if first else last


KEYS = (
    Key(("importer",), "this importer", "party"),
    Key(("seller",), "this seller", "party"),
    Key(("declarant",), "this declarant", "party"),
    Key(("courier",), "this courier", "party"),
    Key(("office",), "this customs office", "party"),
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
    Key(("goods_description",), "this goods description", "goods"),
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
    Key(("hs_code", "mass_band"), "HS {hs_code} at this mass", "goods"),
    Key(("hs_code", "value_band"), "HS {hs_code} at this value", "goods"),
    Key(("hs_code", "item_value"), "goods of the same HS code and value", "item"),
    Key(("net_mass", "item_value"), "goods of the same mass and value", "item"),
    Key(("hs_code", "net_mass", "item_value"), "the same goods item", "item"),
    Key(
        ("hs_code", "net_mass", "item_value", "country_of_origin", "country_of_departure"),
        "the same goods item on the same route",
        "item",
    ),
    Key(("exporter",), "exporter {exporter}", "party"),
    Key(("exporter", "hs_code"), "exporter {exporter} with HS {hs_code}", "party"),
    Key(("country_of_destination",), "destination {country_of_destination}", "route"),
    Key(("hs_code", "country_of_destination"), "HS {hs_code} to {country_of_destination}", "route"),
    Key(("direction", "hs4"), "HS heading {hs4} in {direction}", "procedure"),
)


def mixed(parts: Sequence[Any]) -> Any:
    """One number from the hashes of the parts of a key, in order: whole numbers, or arrays of one number per row."""
    value: Any = 0
    for part in parts:
        value = ((value ^ (value >> 29)) * _MIX + part) & _LARGEST
    return value


def key_hashes(frame: pd.DataFrame, keys: Sequence[Key]) -> dict[str, Hashes]:
    """For each key a number per row of a completed frame: equal exactly where all parts are equal."""
    hashed = {part: pd.util.hash_array(frame[part].to_numpy()) for part in parts_of(keys)}
    return {key.name: mixed([hashed[part] for part in key.parts]) for key in keys}


def parts_of(keys: Sequence[Key]) -> list[str]:
    """The columns that keys consist of, each once."""
    return list(dict.fromkeys(part for key in keys for part in key.parts))


def useful_keys(frame: pd.DataFrame) -> tuple[Key, ...]:
    """The keys with more than one value in each of their columns; others do not distinguish declarations."""
    varied = {part for part in parts_of(KEYS) if part in frame and frame[part].nunique(dropna=True) > 1}
    return tuple(key for key in KEYS if varied.issuperset(key.parts))


def keys_named(names: Sequence[str]) -> tuple[Key, ...]:
    """The keys of these names. Raises KeyError for a name that is no key of this version."""
    by_name: Mapping[str, Key] = {key.name: key for key in KEYS}
    return tuple(by_name[name] for name in names)
