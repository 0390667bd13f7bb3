"""Reference data: tables that another administration replaces without touching code."""

from functools import cache

import pycountry

from sql.reference.tables import reference_table
from sql.reference.units import national_unit, open_units, organisation, seed_organisation, use_organisation

UNSPECIFIED_COUNTRY = "ZZ"  # the code that declarations carry where the country is not known


@cache
def country_codes() -> frozenset[str]:
    """ISO 3166-1 alpha-2 codes, and `ZZ` for a country that is not specified."""
    return frozenset(country.alpha_2 for country in pycountry.countries) | {UNSPECIFIED_COUNTRY}


def office_codes(source: str) -> dict[str, str]:
    """Unit code of each office code that `source` uses."""
    codes = reference_table("office_codes")
    of_source = codes[codes["source"] == source]
    return dict(zip(of_source["source_code"], of_source["unit"], strict=True))


__all__ = [
    "UNSPECIFIED_COUNTRY",
    "country_codes",
    "national_unit",
    "office_codes",
    "open_units",
    "organisation",
    "reference_table",
    "seed_organisation",
    "use_organisation",
]
