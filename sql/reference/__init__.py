"""Reference data: tables that another administration replaces without touching code."""

from functools import cache
from pathlib import Path

import pandas as pd
import pycountry

_FOLDER = Path(__file__).parent
UNSPECIFIED_COUNTRY = "ZZ"  # the code that declarations carry where the country is not known


def reference_table(name: str) -> pd.DataFrame:
    """The reference table `<name>.csv`, every column as text; empty cells are missing values."""
    return _read_once(name).copy()


@cache
def country_codes() -> frozenset[str]:
    """ISO 3166-1 alpha-2 codes, and `ZZ` for a country that is not specified."""
    return frozenset(country.alpha_2 for country in pycountry.countries) | {UNSPECIFIED_COUNTRY}


def organisation() -> pd.DataFrame:
    """Units of the risk organisation: code, parent, level, name_en, name_zh, traffic, lineage (`/CN/SH/SHA`)."""
    return _units_once().copy()


def national_unit() -> str:
    """Code of the unit at the top of the organisation."""
    units = _units_once()
    return str(units.loc[units["parent"].isna(), "code"].iloc[0])


def office_codes(source: str) -> dict[str, str]:
    """Unit code of each office code that `source` uses."""
    codes = reference_table("office_codes")
    of_source = codes[codes["source"] == source]
    return dict(zip(of_source["source_code"], of_source["unit"], strict=True))


@cache
def _read_once(name: str) -> pd.DataFrame:
    return pd.read_csv(_FOLDER / f"{name}.csv", dtype="str", keep_default_na=False, na_values=[""])


@cache
def _units_once() -> pd.DataFrame:
    units = reference_table("organisation")
    parents = dict(zip(units["code"], units["parent"], strict=True))

    def lineage(code: str) -> str:
        parent = parents[code]
        return f"/{code}" if pd.isna(parent) else f"{lineage(str(parent))}/{code}"

    return units.assign(lineage=[lineage(str(code)) for code in units["code"]])
