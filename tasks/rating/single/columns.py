"""The completed columns of one declaration, as `keys.complete` gives them for a frame, and the hashes of its keys."""

from collections.abc import Iterable, Mapping
from datetime import date
from math import nan
from typing import Any

import numpy as np
import pandas as pd

from tasks.rating.keys import LODGEMENT_LISTS, LODGEMENT_NUMBERS, LODGEMENT_TEXTS, MIX, Hashes, Key

Value = str | float | None  # a text, a number that is NaN where it is missing, or a missing text
_MIX, _LARGEST = int(MIX), 2**64 - 1
_MISSING_TEXT = _LARGEST  # what pandas hashes a missing text to
_EPOCH = date(1970, 1, 1).toordinal()


def completed(declaration: Mapping[str, Any]) -> dict[str, Value]:
    """Every column that keys and features read. declaration: canonical columns, what is empty left out or None."""
    texts: dict[str, Value] = {name: declaration.get(name) for name in LODGEMENT_TEXTS}
    numbers = {name: _number(declaration.get(name)) for name in LODGEMENT_NUMBERS}
    counts = {f"{name}_count": _length(declaration.get(name)) for name in LODGEMENT_LISTS}
    hs_code, route = declaration.get("hs_code"), declaration.get("route")
    value, mass = numbers["item_value"], numbers["net_mass"]
    logs = np.log(np.array([value if value > 0 else nan, mass if mass > 0 else nan]))
    log_item, log_mass = logs.tolist()
    log_value = float(np.log1p(0.0 if value < 0 else value))
    unit_value = log_item - log_mass
    bands = np.floor(np.array([unit_value / 0.5, log_mass, log_value])).tolist()
    return {
        **texts,
        **numbers,
        **counts,
        "route_text": None if route is None or None in route else ">".join(route),
        "hs4": None if hs_code is None else hs_code[:4],
        "hs2": None if hs_code is None else hs_code[:2],
        "log_value": log_value,
        "log_mass": log_mass,
        "unit_value": unit_value,
        **dict(zip(("unit_value_band", "mass_band", "value_band"), bands, strict=True)),
    }


def day_of(lodged_on: date) -> int:
    """Days since 1970."""
    return lodged_on.toordinal() - _EPOCH


def hashes_of(columns: Mapping[str, Value], keys: Iterable[Key]) -> Hashes:
    """The number of each key, as `keys.key_hashes` gives it: all texts are hashed at once, and all numbers."""
    parts = dict.fromkeys(part for key in keys for part in key.parts)
    texts = [part for part in parts if isinstance(columns[part], str)]
    numbers = [part for part in parts if isinstance(columns[part], float)]
    hashed = dict.fromkeys(parts, _MISSING_TEXT)
    of_texts = pd.util.hash_array(np.array([columns[part] for part in texts], dtype=object), categorize=False)
    of_numbers = pd.util.hash_array(np.array([columns[part] for part in numbers], dtype=np.float64))
    hashed.update(zip(texts, of_texts.tolist(), strict=True))
    hashed.update(zip(numbers, of_numbers.tolist(), strict=True))
    return np.array([_mixed(hashed[part] for part in key.parts) for key in keys], dtype=np.uint64)


def _mixed(hashes: Iterable[int]) -> int:
    value = 0
    for each in hashes:
        value = ((value ^ (value >> 29)) * _MIX + each) & _LARGEST
    return value


def _number(given: Any) -> float:
    return nan if given is None else float(given)


def _length(given: Any) -> float:
    return nan if given is None else float(len(given))
