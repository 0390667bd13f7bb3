"""The goods of the simulated trade, and the countries with a preferential rate."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from sql.reference import reference_table

PROCESSED = ("5205220000", "3907400000", "8534001000", "7606125900")  # materials of processing trade


@dataclass(frozen=True)
class Goods:
    """The catalogue: one entry per HS code.

    table: hs_code, description, price (CNY a kg), duty_rate (%), mass (kg, median), unit, licence (kind of licence,
    or missing), weight (share of trade), origins (joined by ;), peak_month.
    """

    table: pd.DataFrame

    def column(self, name: str) -> np.ndarray:
        """One column as an array."""
        return np.asarray(self.table[name].to_numpy(), dtype=None if self._numeric(name) else object)

    def places(self, *prefixes: str) -> np.ndarray:
        """Places in the catalogue of the HS codes that start with one of the prefixes."""
        return np.flatnonzero(self.table["hs_code"].str.startswith(prefixes))

    def made_in(self, country: str) -> np.ndarray:
        """Places in the catalogue of the goods that come from a country."""
        return np.flatnonzero((";" + self.table["origins"] + ";").str.contains(f";{country};", regex=False))

    def _numeric(self, name: str) -> bool:
        return pd.api.types.is_numeric_dtype(self.table[name].dtype)


@cache
def catalogue() -> Goods:
    """The goods, from `goods.csv` beside this module."""
    table = pd.read_csv(
        Path(__file__).parent / "goods.csv", dtype={"hs_code": "str"}, keep_default_na=False, na_values=[""]
    )
    return Goods(table)


@cache
def preferential_rates() -> dict[str, str]:
    """Duty type of the agreement for each country that has one; China's own agreement partners only."""
    agreements = reference_table("trade_agreements")
    partners = agreements[agreements["duty_type"].isin(["FAS1", "FEU1"]) & agreements["valid_to"].isna()]
    return dict(zip(partners["country"], partners["duty_type"], strict=True))
